import { claimer } from '../release/claim.ts';
import { compareContents } from '../release/compare-contents.ts';
import { compareComponents, parseKey, type ComponentId, type ComponentKey } from '../release/component.ts';
import type { ComponentContent } from '../release/content.ts';
import type { ComponentChange, Delta } from '../release/delta.ts';
import { homes, isOneSided, unitsOf, type Unit } from '../release/units.ts';
import { UnreadableError } from '../release/unreadable.ts';
import { joinListings, type FileDifference, type Version } from '../release/version.ts';
import { contentsOfFiles, type KeyedFile } from './contents.ts';

export interface CompareOptions {
  /**
   * What to do with files that cannot be read: `refuse` (the default) throws `UnreadableError` with all of them, `list`
   * puts them into the delta, which then says nothing about the components they hold.
   */
  readonly unreadable?: 'refuse' | 'list';
}

/**
 * What is different going from one version to another. Only files that differ are opened. Each version is read by its
 * own `sfdx-project.json` and `.forceignore`.
 */
export const compareVersions = async (from: Version, to: Version, options: CompareOptions = {}): Promise<Delta> => {
  const { changed, moved, unclaimed } = unitsOf(await fileDifferences(from, to), from, to);
  const units = await withContext(changed, from, to);
  const left = await contentsOfFiles(from, keyed(units, 'from'));
  const right = await contentsOfFiles(to, keyed(units, 'to'));
  const unreadable = [...left.problems, ...right.problems];
  if (unreadable.length > 0 && options.unreadable !== 'list') throw new UnreadableError(unreadable);
  const there = await componentsElsewhere(changed, from, to);
  const paths = pathsOf(units);
  const changes: ComponentChange[] = [];
  const formattingOnly: ComponentId[] = [];
  const side = (contents: ReadonlyMap<ComponentKey, ComponentContent>, key: ComponentKey) =>
    contents.get(key) ?? (there.has(key) ? emptyContent(key) : undefined);
  for (const key of new Set([...left.contents.keys(), ...right.contents.keys()])) {
    const change = compareContents(side(left.contents, key), side(right.contents, key));
    if (change === undefined) formattingOnly.push(parseKey(key));
    else changes.push({ ...change, paths: paths(key) });
  }
  return {
    changes: changes.sort(compareComponents),
    unclaimed,
    unreadable,
    formattingOnly: formattingOnly.sort(compareComponents),
    moved: moved.map(({ key }) => parseKey(key)).sort(compareComponents),
  };
};

/** Differing files, or all files of both when the versions claim files differently. */
const fileDifferences = async (from: Version, to: Version): Promise<readonly FileDifference[]> => {
  const sameClaims = from.settings.fingerprint === to.settings.fingerprint;
  const shortcut = sameClaims ? from.differencesTo?.(to) : undefined;
  if (shortcut !== undefined) return shortcut;
  const [left, right] = await Promise.all([from.files(), to.files()]);
  if (sameClaims) return joinListings(left, right);
  return [
    ...left.map((file) => ({ path: file.path, from: file })),
    ...right.map((file) => ({ path: file.path, to: file })),
  ];
};

const keyed = (units: readonly Unit[], side: 'from' | 'to'): KeyedFile[] =>
  units.flatMap((unit) => unit[side].map((claimed) => ({ key: unit.key, ...claimed })));

/** Adds unchanged files without which the changed ones cannot be understood: what kind of archive a static resource is. */
const withContext = async (units: readonly Unit[], from: Version, to: Version): Promise<readonly Unit[]> => {
  const lacking = units.filter((unit) => lacksContentType(unit.from) || lacksContentType(unit.to));
  if (lacking.length === 0) return units;
  const add = async (version: Version, side: 'from' | 'to'): Promise<(unit: Unit) => Unit> => {
    const claim = claimer(version.settings);
    const found = (await version.files(homes(lacking.flatMap((unit) => unit[side])))).map(claim);
    return (unit) => {
      if (!lacksContentType(unit[side])) return unit;
      const xml = found.flatMap((one) =>
        one.kind === 'claimed' && one.key === unit.key && one.claimed.place.role === 'xml' ? [one.claimed] : [],
      );
      return { ...unit, [side]: [...unit[side], ...xml] };
    };
  };
  const [addFrom, addTo] = await Promise.all([add(from, 'from'), add(to, 'to')]);
  return units.map((unit) => addTo(addFrom(unit)));
};

const lacksContentType = (files: Unit['from']): boolean =>
  files.some(({ place }) => place.role === 'file' && place.file === '') &&
  !files.some(({ place }) => place.role === 'xml');

/** Components whose differing files are all on one side and which the other side holds all the same, in other files. */
const componentsElsewhere = async (
  units: readonly Unit[],
  from: Version,
  to: Version,
): Promise<ReadonlySet<ComponentKey>> => {
  const oneSided = units.filter(isOneSided);
  const inVersion = async (version: Version, files: Unit['from']): Promise<ComponentKey[]> => {
    if (files.length === 0) return [];
    const claim = claimer(version.settings);
    return (await version.files(homes(files))).flatMap((file) => {
      const found = claim(file);
      return found.kind === 'claimed' ? [found.key] : [];
    });
  };
  const found = await Promise.all([
    inVersion(
      to,
      oneSided.flatMap((unit) => unit.from),
    ),
    inVersion(
      from,
      oneSided.flatMap((unit) => unit.to),
    ),
  ]);
  return new Set(found.flat());
};

const emptyContent = (key: ComponentKey): ComponentContent => ({ ...parseKey(key), files: new Map() });

/** The files of a component by its key; those of its parent for one that has none of its own. */
const pathsOf = (units: readonly Unit[]): ((key: ComponentKey) => ComponentChange['paths']) => {
  const byKey = new Map(units.map((unit) => [unit.key, unit]));
  return (key) => {
    const unit = byKey.get(key);
    const sorted = (files: Unit['from']): string[] => files.map(({ file }) => file.path).sort();
    return { from: sorted(unit?.from ?? []), to: sorted(unit?.to ?? []) };
  };
};
