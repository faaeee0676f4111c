import { claimer } from '../metadata/claim.ts';
import { contentsOf, type ReadFile } from './component-contents.ts';
import type { ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from './content.ts';
import type { Unreadable } from '../delta/delta.ts';
import { settingsOf, type KnownTypes } from '../metadata/project-settings.ts';
import { unreadable, UnreadableError } from '../metadata/unreadable.ts';

/** Where entries in metadata format come from, and how they are named in messages. */
export interface RetrievedFrom {
  /** `production`, `snapshot of run 4f2a`. */
  readonly name: string;
  readonly known: KnownTypes;
}

/**
 * The components in the entries of a zip in metadata format by path (`classes/Foo.cls`, with or without `unpackaged/`
 * before it): equal to those read from a commit that says the same. Entries that are no metadata are passed over.
 * Throws `UnreadableError` naming every entry that is not what it should be.
 */
export const contentsOfMetadataFormat = (
  entries: ReadonlyMap<string, Uint8Array>,
  from: RetrievedFrom,
): Map<ComponentKey, ComponentContent> => {
  const settings = settingsOf({}, from.known);
  const claim = claimer(settings);
  const files = new Map<ComponentKey, ReadFile[]>();
  for (const [entry, bytes] of entries) {
    const path = entry.replace(/^unpackaged\//, '');
    if (path.endsWith('/')) continue;
    const found = claim({ path, id: '', kind: 'file' });
    if (found.kind !== 'claimed') continue;
    const list = files.get(found.key) ?? [];
    list.push({ path, place: found.claimed.place, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) });
    files.set(found.key, list);
  }
  const problems: Unreadable[] = [];
  const contents = [...files.values()].flatMap((list) => [
    ...contentsOf(list, settings.types, (path, cause) => problems.push(unreadable(from.name, path, cause))),
  ]);
  if (problems.length > 0) throw new UnreadableError(problems);
  return new Map(contents);
};
