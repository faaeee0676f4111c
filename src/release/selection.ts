import type { ComponentChange } from './delta.ts';
import type { Blocker } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { selector } from './selector.ts';

/** What a partial rollback takes of the delta. */
export interface Selection {
  readonly selected: readonly ComponentChange[];
  readonly left: readonly ComponentChange[];
  /** Why what was selected cannot be undone without the rest. */
  readonly blockers: readonly Blocker[];
}

/** The changes that `only` and `exclude` leave: globs over `Type:FullName` and over paths. */
export const selectChanges = ({ delta, options }: PlanInput): Selection => {
  const { only, exclude } = options;
  if (only.length === 0 && exclude.length === 0) return { selected: delta.changes, left: [], blockers: [] };
  const isSelected = selector({ only, exclude });
  const selected = delta.changes.filter(isSelected);
  const left = delta.changes.filter((change) => !isSelected(change));
  return { selected, left, blockers: selected.length === 0 ? [{ reason: 'nothingSelected' }] : [] };
};
