import { claimer, type ClaimedFile } from './claim.ts';
import { compareText, type ComponentKey } from './component.ts';
import type { UnclaimedFile } from './delta.ts';
import type { FileDifference, Version, VersionFile } from './version.ts';

/** One component with its files that are not the same in two versions. */
export interface Unit {
  readonly key: ComponentKey;
  readonly from: readonly ClaimedFile[];
  readonly to: readonly ClaimedFile[];
}

/** What differing files mean: whose they are, and which are nobody's. */
export interface Units {
  readonly changed: readonly Unit[];
  /** Components all of whose differing files are the same bytes elsewhere. */
  readonly moved: readonly Unit[];
  /** Sorted by path. */
  readonly unclaimed: readonly UnclaimedFile[];
}

/** Groups differing files by component, each side as its own version claims them. */
export const unitsOf = (differences: readonly FileDifference[], from: Version, to: Version): Units => {
  const groups = new Map<ComponentKey, { key: ComponentKey; from: ClaimedFile[]; to: ClaimedFile[] }>();
  const unclaimed = new Map<string, UnclaimedFile>();
  const sort = (version: Version, side: 'from' | 'to'): ((file: VersionFile) => void) => {
    const claim = claimer(version.settings);
    return (file) => {
      const found = claim(file);
      if (found.kind === 'claimed') {
        const group = groups.get(found.key) ?? { key: found.key, from: [], to: [] };
        if (group.from.length + group.to.length === 0) groups.set(found.key, group);
        group[side].push(found.claimed);
      } else if (found.kind === 'unclaimed') {
        const both = unclaimed.has(file.path) ? 'both' : side;
        unclaimed.set(file.path, { path: file.path, in: both, because: found.because });
      }
    };
  };
  const sortFrom = sort(from, 'from');
  const sortTo = sort(to, 'to');
  for (const difference of differences) {
    if (difference.from !== undefined) sortFrom(difference.from);
    if (difference.to !== undefined) sortTo(difference.to);
  }
  const reduced = [...groups.values()].map((group) => ({ before: group, after: withoutEqualFiles(group) }));
  return {
    changed: reduced.filter(({ after }) => after.from.length + after.to.length > 0).map(({ after }) => after),
    moved: reduced
      .filter(({ before, after }) => after.from.length + after.to.length === 0 && isMoved(before))
      .map(({ before }) => before),
    unclaimed: [...unclaimed.values()].sort((one, other) => compareText(one.path, other.path)),
  };
};

/** What a file is to its component, whatever directory it lies in. */
const identity = ({ file, place }: ClaimedFile): string => `${place.role}\0${place.file}\0${file.id}`;

const withoutEqualFiles = (unit: Unit): Unit => {
  if (unit.from.length === 0 || unit.to.length === 0) return unit;
  const inFrom = new Set(unit.from.map(identity));
  const inTo = new Set(unit.to.map(identity));
  return {
    key: unit.key,
    from: unit.from.filter((file) => !inTo.has(identity(file))),
    to: unit.to.filter((file) => !inFrom.has(identity(file))),
  };
};

const isMoved = ({ from, to }: Unit): boolean => {
  const paths = new Set(from.map(({ file }) => file.path));
  return to.some(({ file }) => !paths.has(file.path));
};
