import picomatch from 'picomatch';
import { keyOf } from './component.ts';
import type { ComponentChange } from './delta.ts';
import type { Blocker } from './plan.ts';
import type { PlanInput } from './plan-input.ts';

/** What a partial rollback takes of the delta. */
export interface Selection {
  readonly selected: readonly ComponentChange[];
  readonly left: readonly ComponentChange[];
  /** Why what was selected cannot be undone without the rest. */
  readonly blockers: readonly Blocker[];
}

/** Names hold dots, dashes and brackets that mean nothing here; a star crosses dots, a slash only with two. */
const globOptions = { dot: true, nobrace: false, noextglob: true } as const;

const matcher = (globs: readonly string[]): ((change: ComponentChange) => boolean) => {
  const matches = picomatch([...globs], globOptions);
  return (change) => [keyOf(change), ...change.paths.from, ...change.paths.to].some((name) => matches(name));
};

/** The changes that `only` and `exclude` leave: globs over `Type:FullName` and over paths. */
export const selectChanges = ({ delta, options }: PlanInput): Selection => {
  const { only, exclude } = options;
  if (only.length === 0 && exclude.length === 0) return { selected: delta.changes, left: [], blockers: [] };
  const isMeant = only.length === 0 ? () => true : matcher(only);
  const isExcluded = exclude.length === 0 ? () => false : matcher(exclude);
  const isSelected = (change: ComponentChange): boolean => isMeant(change) && !isExcluded(change);
  const selected = delta.changes.filter(isSelected);
  const left = delta.changes.filter((change) => !isSelected(change));
  return { selected, left, blockers: selected.length === 0 ? [{ reason: 'nothingSelected' }] : [] };
};
