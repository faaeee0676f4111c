import { claimer, claimsAlike, type Claim, type ClaimedFile } from './claim.ts';
import { compareText, type ComponentKey } from './component.ts';
import type { UnclaimedFile } from '../delta/delta.ts';
import type { FileDifference, Version, VersionFile } from './version.ts';

/** One component with its files that are not the same in two versions. */
export interface Unit {
  readonly key: ComponentKey;
  readonly from: readonly ClaimedFile[];
  readonly to: readonly ClaimedFile[];
  /** Both versions hold other files of it that are the same, wherever they lie. */
  readonly isInBoth: boolean;
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
  const groups = new Map<ComponentKey, Group>();
  const unclaimed = new Map<string, UnclaimedFile>();
  const obscured = new Set<ComponentKey>();
  const note = (file: VersionFile, claim: Claim, side: 'from' | 'to'): void => {
    if (claim.kind === 'claimed') {
      const group = groups.get(claim.key);
      if (group === undefined) groups.set(claim.key, { key: claim.key, from: [], to: [], [side]: [claim.claimed] });
      else group[side].push(claim.claimed);
    } else if (claim.kind === 'unclaimed') {
      const both = unclaimed.has(file.path) ? 'both' : side;
      unclaimed.set(file.path, { path: file.path, in: both, because: claim.because });
      if (claim.key !== undefined) obscured.add(claim.key);
    }
  };
  const claimFrom = claimer(from.settings);
  const claimTo = claimsAlike(from.settings, to.settings) ? claimFrom : claimer(to.settings);
  for (const difference of differences) {
    if (difference.from !== undefined) note(difference.from, claimFrom(difference.from), 'from');
    if (difference.to !== undefined) note(difference.to, claimTo(difference.to), 'to');
  }
  // A link or a submodule in the place of a component's file: what it leads to is unknown, so nothing is said.
  for (const key of obscured) groups.delete(key);
  return { ...withoutEqual([...groups.values()]), unclaimed: sortedByPath([...unclaimed.values()]) };
};

interface Group {
  readonly key: ComponentKey;
  readonly from: ClaimedFile[];
  readonly to: ClaimedFile[];
}

const sortedByPath = (files: readonly UnclaimedFile[]): readonly UnclaimedFile[] =>
  [...files].sort((one, other) => compareText(one.path, other.path));

/** Takes out files that are the same bytes on both sides; a component of which nothing is left has moved or is the same. */
const withoutEqual = (groups: readonly Group[]): Pick<Units, 'changed' | 'moved'> => {
  const changed: Unit[] = [];
  const moved: Unit[] = [];
  for (const group of groups) {
    const unit = withoutEqualFiles(group);
    if (unit.from.length + unit.to.length > 0) changed.push(unit);
    else if (isMoved(group)) moved.push({ ...group, isInBoth: true });
  }
  return { changed, moved };
};

/** What a file is to its component, whatever directory it lies in. */
const identity = ({ file, place }: ClaimedFile): string => `${place.role}\0${place.file}\0${file.id}`;

const withoutEqualFiles = (group: Group): Unit => {
  const { from, to } = group;
  if (from.length === 0 || to.length === 0) return { ...group, isInBoth: false };
  if (from.length === 1 && to.length === 1 && from[0]?.file.id !== to[0]?.file.id) return { ...group, isInBoth: false };
  const inFrom = new Set(from.map(identity));
  const inTo = new Set(to.map(identity));
  const onlyFrom = from.filter((file) => !inTo.has(identity(file)));
  const onlyTo = to.filter((file) => !inFrom.has(identity(file)));
  return { key: group.key, from: onlyFrom, to: onlyTo, isInBoth: onlyFrom.length < from.length };
};

const isMoved = ({ from, to }: Group): boolean => {
  const paths = new Set(from.map(({ file }) => file.path));
  return to.some(({ file }) => !paths.has(file.path));
};
