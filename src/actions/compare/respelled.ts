import { compareContents } from '../../release/delta/compare-contents.ts';
import { compareComponents, keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { leaf } from '../../release/content/entries.ts';
import { accessSpelledAs, askedSpelling, foldCase, spelledAs } from '../../release/content/spelling.ts';
import type { Version } from '../../release/metadata/version.ts';
import { readContents } from './contents.ts';

/** A component that is called the same in both versions, in another case. */
interface Respelled {
  readonly removed: ComponentChange;
  readonly added: ComponentChange;
}

/**
 * Changes in which a component whose name only changed its case is one that changed, under the name it has in `to`.
 * Deleting the former spelling would delete the component itself: the org knows only one.
 */
export const joinRespelled = async (
  changes: readonly ComponentChange[],
  from: Version,
  to: Version,
): Promise<readonly ComponentChange[]> => {
  const pairs = pairsIn(changes);
  if (pairs.length === 0) return changes;
  const inFrom = await readContents(from, new Set(pairs.map(({ removed }) => keyOf(removed))));
  const inTo = await readContents(to, new Set(pairs.map(({ added }) => keyOf(added))));
  const joined = pairs.map(({ removed, added }) => {
    const content = inFrom.get(keyOf(removed));
    const inside = compareContents(content && spelledAs(content, added.fullName), inTo.get(keyOf(added)));
    const name = {
      section: 'fullName',
      from: leaf('fullName', removed.fullName),
      to: leaf('fullName', added.fullName),
    };
    return {
      ...added,
      kind: 'changed' as const,
      paths: { from: removed.paths.from, to: added.paths.to },
      entries: [{ kind: 'changed' as const, ...name }, ...(inside?.entries ?? [])],
      files: inside?.files ?? [],
    };
  });
  const apart = new Set(pairs.flatMap(({ removed, added }) => [removed, added]));
  return [...changes.filter((change) => !apart.has(change)), ...joined].sort(compareComponents);
};

const pairsIn = (changes: readonly ComponentChange[]): readonly Respelled[] => {
  const removed = new Map<string, ComponentChange>();
  for (const change of changes) if (change.kind === 'removed') removed.set(foldCase(keyOf(change)), change);
  if (removed.size === 0) return [];
  return changes.flatMap((added) => {
    const name = foldCase(keyOf(added));
    const former = added.kind === 'added' ? removed.get(name) : undefined;
    if (former === undefined) return [];
    removed.delete(name);
    return [{ removed: former, added }];
  });
};

type Contents = ReadonlyMap<ComponentKey, ComponentContent>;

/** Changes, and what `to` holds of them. */
interface Read {
  readonly changes: readonly ComponentChange[];
  readonly to: Contents;
}

/**
 * Without removals of what `to` holds in another case all the same: a project with two spellings of one name gave up
 * one of them, and the component is among the contents of `to` under the other.
 */
export const withoutGivenUpSpellings = async ({ changes, to }: Read, version: Version): Promise<Read> => {
  const held = askedSpelling(new Set(to.keys()));
  const givenUp = changes.filter((change) => change.kind === 'removed' && held(keyOf(change)) !== undefined);
  if (givenUp.length === 0) return { changes, to };
  const everything = await readContents(version);
  const spelling = askedSpelling(new Set(everything.keys()));
  const contents = new Map(to);
  for (const key of givenUp.map(keyOf)) {
    const kept = spelling(key);
    const content = kept && everything.get(kept);
    contents.delete(key);
    if (content !== undefined) contents.set(keyOf(content), content);
  }
  return { changes: changes.filter((change) => !givenUp.includes(change)), to: contents };
};

/** Contents of `from` whose profiles and permission sets name components as `to` does. */
export const spelledLike = (from: Contents, to: Contents): Map<ComponentKey, ComponentContent> =>
  new Map([...from].map(([key, content]) => [key, accessSpelledAs(content, [to.get(key)])]));

/** The changes of which something is left when `from` is spelled as `to` is. */
export const withoutRespelled = (
  changes: readonly ComponentChange[],
  contents: { readonly from: Contents; readonly spelled: Contents; readonly to: Contents },
): readonly ComponentChange[] =>
  changes.flatMap((change) => {
    const key = keyOf(change);
    const spelled = contents.spelled.get(key);
    if (change.kind !== 'changed' || spelled === contents.from.get(key)) return [change];
    const inside = compareContents(spelled, contents.to.get(key));
    return inside === undefined ? [] : [{ ...change, entries: inside.entries, files: inside.files }];
  });
