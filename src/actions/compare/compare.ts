import { compareBytes, compareUnit, compareUnits } from '../../release/delta/compare-unit.ts';
import { compareComponents, compareText, parseKey, type ComponentId } from '../../release/metadata/component.ts';
import type { ReadFile } from '../../release/content/component-contents.ts';
import type { ComponentChange, Delta, UnclaimedFile, Unreadable } from '../../release/delta/delta.ts';
import { missingHalf } from '../../release/metadata/halves.ts';
import { isLfsPointer } from '../../release/metadata/lfs-pointer.ts';
import { mayBeIgnoredInOne } from '../../release/metadata/project-settings.ts';
import { batchesOf, type Depth } from '../../release/metadata/reading.ts';
import { unitsOf, type Unit } from '../../release/metadata/units.ts';
import type { Comparison, UnitSide, UnitToCompare } from '../../release/delta/unit-comparison.ts';
import { unreadable, UnreadableError } from '../../release/metadata/unreadable.ts';
import { joinListings, type FileDifference, type Version } from '../../release/metadata/version.ts';
import { componentsElsewhere, withContext, withNamesakes, type Elsewhere } from './elsewhere.ts';
import { readBatches, type ReadBatch } from './read-batches.ts';
import { joinRespelled } from './respelled.ts';

export interface CompareOptions {
  /**
   * `entries` (the default) opens every differing file and says what in it differs. `components` opens only files that
   * hold several components and takes any other for changed when its bytes are: faster, but formatting counts.
   */
  readonly depth?: Depth;
  /**
   * What to do with files that cannot be read: `refuse` (the default) throws `UnreadableError` with all of them, `list`
   * puts them into the delta, which then says nothing about the components they hold.
   */
  readonly unreadable?: 'refuse' | 'list';
}

/** What comparing batches adds up to. */
interface Tally {
  readonly changes: ComponentChange[];
  readonly formattingOnly: ComponentId[];
  readonly unreadable: Unreadable[];
  readonly pointers: Map<string, UnclaimedFile>;
}

/**
 * What is different going from one version to another. Only files that differ are opened. Each version is read by its
 * own `sfdx-project.json` and `.forceignore`.
 */
export const compareVersions = async (from: Version, to: Version, options: CompareOptions = {}): Promise<Delta> => {
  const { changed, moved, unclaimed } = unitsOf(await fileDifferences(from, to), from, to);
  const units = await withContext(changed, from, to);
  const asked = componentsElsewhere(changed, from, to);
  const tally: Tally = { changes: [], formattingOnly: [], unreadable: [], pointers: new Map() };
  const around = { from, to, tally, depth: options.depth ?? 'entries' };
  const later: ReadBatch[] = [];
  await readUnits(units, around, (batch) => {
    if (batch.batch.units.some(({ key }) => asked.keys.has(key))) later.push(batch);
    else add(tally, compareBatch(batch, nowhereElse, around));
  });
  const elsewhere = await asked.found;
  const twice = withNamesakes(
    later.flatMap(({ batch }) => batch.units),
    elsewhere,
  );
  await readUnits(twice, around, (batch) => {
    add(tally, compareBatch(batch, nowhereElse, around));
  });
  const told = new Set(twice.map(({ key }) => key));
  for (const batch of later)
    if (!batch.batch.units.some(({ key }) => told.has(key)) && !isHalf(batch, elsewhere, around))
      add(tally, compareBatch(batch, elsewhere, around));
  if (tally.unreadable.length > 0 && options.unreadable !== 'list') throw new UnreadableError(tally.unreadable);
  return {
    changes: await joinRespelled(tally.changes.sort(compareComponents), from, to),
    unclaimed: [...unclaimed, ...tally.pointers.values()].sort((one, other) => compareText(one.path, other.path)),
    unreadable: tally.unreadable,
    formattingOnly: tally.formattingOnly.sort(compareComponents),
    moved: moved.map(({ key }) => parseKey(key)).sort(compareComponents),
  };
};

const nowhereElse: Elsewhere = { from: new Map(), to: new Map() };

/** Differing files, or all files of both when the versions claim files differently. */
const fileDifferences = async (from: Version, to: Version): Promise<readonly FileDifference[]> => {
  if (from.settings.fingerprint === to.settings.fingerprint) {
    const [differences, ignored] = await Promise.all([
      from.differencesTo?.(to) ?? differencesOfListings(from, to),
      from.settings.ignoreRules === to.settings.ignoreRules ? [] : ignoredInOne(from, to),
    ]);
    const known = new Set(differences.map(({ path }) => path));
    return [...differences, ...ignored.filter(({ path }) => !known.has(path))];
  }
  const [left, right] = await Promise.all([from.files(), to.files()]);
  return [
    ...left.map((file) => ({ path: file.path, from: file })),
    ...right.map((file) => ({ path: file.path, to: file })),
  ];
};

const differencesOfListings = async (from: Version, to: Version): Promise<readonly FileDifference[]> =>
  joinListings(...(await Promise.all([from.files(), to.files()])));

/** Files that one version's `.forceignore` takes away and the other's does not, as if they were the same in both. */
const ignoredInOne = async (from: Version, to: Version): Promise<readonly FileDifference[]> => {
  const mayDiffer = mayBeIgnoredInOne(from.settings, to.settings);
  return (await from.files())
    .filter(({ path }) => mayDiffer(path) && from.settings.ignores(path) !== to.settings.ignores(path))
    .map((file) => ({ path: file.path, from: file, to: { ...file } }));
};

const readUnits = (
  units: readonly Unit[],
  { from, to, tally, depth }: Surroundings,
  take: (batch: ReadBatch) => void,
): Promise<void> =>
  readBatches(
    batchesOf(units, to.settings.types, depth),
    { from, to },
    {
      take,
      missing: (_batch, problem) => tally.unreadable.push(problem),
    },
  );

const add = (tally: Tally, { changes, formattingOnly }: Comparison): void => {
  tally.changes.push(...changes);
  tally.formattingOnly.push(...formattingOnly);
};

interface Surroundings {
  readonly from: Version;
  readonly to: Version;
  readonly tally: Tally;
  readonly depth: Depth;
}

/** Notes components of which a version holds only half; nothing is said about them. */
const isHalf = ({ batch }: ReadBatch, elsewhere: Elsewhere, around: Surroundings): boolean => {
  const wrong = batch.units.flatMap(({ key }) =>
    (['from', 'to'] as const).flatMap((side) => {
      const files = elsewhere[side].get(key) ?? [];
      const cause = missingHalf(files);
      return cause === undefined ? [] : [unreadable(around[side].name, files[0]?.file.path ?? '', cause)];
    }),
  );
  around.tally.unreadable.push(...wrong);
  return wrong.length > 0;
};

const compareBatch = (read: ReadBatch, elsewhere: Elsewhere, around: Surroundings): Comparison => {
  const units = read.batch.units.map((unit): UnitToCompare => {
    const side = (name: 'from' | 'to'): UnitSide => ({
      files: filesOf(unit, name, read),
      isElsewhere: unit.isInBoth || (elsewhere[name].get(unit.key)?.length ?? 0) > 0,
      types: around[name].settings.types,
    });
    return {
      key: unit.key,
      from: side('from'),
      to: side('to'),
      refuse: (name, path, cause) => around.tally.unreadable.push(unreadable(around[name].name, path, cause)),
    };
  });
  for (const side of ['from', 'to'] as const) notePointers(read[side].values(), side, around.tally.pointers);
  const [only] = units;
  if (only === undefined || units.length > 1) return compareUnits(units);
  return read.batch.isOpened ? compareUnit(only) : compareBytes(only);
};

const unopened = Buffer.alloc(0);

/** All files of a unit on one side. One that was not opened has no counterpart: that it is there says enough. */
const filesOf = (unit: Unit, side: 'from' | 'to', read: ReadBatch): ReadFile[] =>
  unit[side].map(
    (claimed) => read[side].get(claimed) ?? { path: claimed.file.path, place: claimed.place, bytes: unopened },
  );

/** Names the files that are only pointers to what they should hold. */
const notePointers = (files: Iterable<ReadFile>, side: 'from' | 'to', pointers: Tally['pointers']): void => {
  for (const { path, place, bytes } of files) {
    if (place.role !== 'file' || !isLfsPointer(bytes)) continue;
    const known = pointers.get(path);
    pointers.set(path, { path, in: known !== undefined && known.in !== side ? 'both' : side, because: 'lfsPointer' });
  }
};
