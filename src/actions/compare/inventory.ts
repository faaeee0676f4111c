import { claimer } from '../../release/metadata/claim.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { canonicalText } from '../../release/xml/canonical-xml.ts';
import { inventoryFrom, sha256, type Inventory } from '../../release/content/inventory.ts';
import { UnreadableError } from '../../release/metadata/unreadable.ts';
import type { Version } from '../../release/metadata/version.ts';
import { contentsOfFiles, type KeyedFile } from './contents.ts';

/**
 * What a version holds. A component in files of its own is hashed by the ids that Git has for them, unopened; only files
 * that hold several components are read. So a hash says whether bytes are the same, and hashes can be compared between
 * versions of one repository. Throws `UnreadableError` for a file of several components that cannot be read.
 */
export const inventoryOf = async (version: Version): Promise<Inventory> => {
  const claim = claimer(version.settings);
  const whole = new Map<ComponentKey, string[]>();
  const shared: KeyedFile[] = [];
  for (const file of await version.files()) {
    const found = claim(file);
    if (found.kind !== 'claimed') continue;
    const { key, claimed } = found;
    if (version.settings.types.children.has(claimed.place.type.name)) shared.push({ key, ...claimed });
    else {
      const lines = whole.get(key) ?? [];
      lines.push(`${claimed.place.role} ${claimed.place.file} ${file.id}`);
      whole.set(key, lines);
    }
  }
  const { contents, problems } = await contentsOfFiles(version, shared);
  if (problems.length > 0) throw new UnreadableError(problems);
  const hashes = new Map([...whole].map(([key, lines]) => [key, sha256(lines.sort().join('\n'))]));
  for (const content of contents.values())
    hashes.set(keyOf(content), sha256(content.xml === undefined ? '' : canonicalText(content.xml, content.type)));
  return inventoryFrom(hashes);
};

/**
 * The components that files of a version stand for, unopened: a child that shares or borders on its parent's files
 * counts as the parent. An object is among them when the version has only a field of it.
 */
export const standingFor = async (version: Version): Promise<ReadonlySet<ComponentKey>> => {
  const claim = claimer(version.settings);
  return new Set(
    (await version.files()).flatMap((file) => {
      const found = claim(file);
      return found.kind === 'claimed' ? [found.key] : [];
    }),
  );
};
