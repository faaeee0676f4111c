import { claimer } from '../../release/metadata/claim.ts';
import { parseKey, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import { parentFinder } from '../../release/metadata/parents.ts';
import type { Selectable } from '../../release/plan/selector.ts';
import type { Version } from '../../release/metadata/version.ts';
import { readContents } from './contents.ts';

/** What of a version's components is meant. */
export interface Held {
  readonly contents: ReadonlyMap<ComponentKey, ComponentContent>;
  /** Files that hold a component, sorted; those of its parent for a child without files of its own. */
  readonly pathsOf: (key: ComponentKey) => readonly string[];
  readonly leftOut: number;
}

/** Reads the components of a version that are taken. Throws `UnreadableError`. */
export const heldBy = async (version: Version, takes: (candidate: Selectable) => boolean): Promise<Held> => {
  const pathsOf = await pathsIn(version);
  const all = await readContents(version);
  const taken = [...all].filter(([key]) => takes({ ...parseKey(key), paths: { from: [], to: pathsOf(key) } }));
  return { contents: new Map(taken), pathsOf, leftOut: all.size - taken.length };
};

const pathsIn = async (version: Version): Promise<Held['pathsOf']> => {
  const claim = claimer(version.settings);
  const byKey = new Map<ComponentKey, string[]>();
  for (const file of await version.files()) {
    const found = claim(file);
    if (found.kind === 'claimed') byKey.set(found.key, [...(byKey.get(found.key) ?? []), file.path]);
  }
  const parentOf = parentFinder(version.settings.types);
  return (key) => byKey.get(key) ?? byKey.get(parentOf(key) ?? key) ?? [];
};
