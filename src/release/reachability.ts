import { adaptationFor } from './plan/adaptation.ts';
import type { ReleaseName } from './release-name.ts';
import type { ArmOutcome } from './run-outcome.ts';

/** What asking the org to validate the way back to a release brought to light. */
export interface Verified {
  readonly release: ReleaseName;
  readonly outcome: ArmOutcome;
  /** What to leave out of the release so that the org might take it again: globs for `adaptations` of `release.yaml`. */
  readonly candidates: readonly string[];
}

/** The globs that the org's own words suggest, each once. */
export const candidatesIn = (outcome: ArmOutcome): readonly string[] =>
  outcome.kind === 'failed' ? [...new Set(outcome.problems.flatMap((problem) => adaptationFor(problem) ?? []))] : [];

/** Whether a release could be gone back to today. */
export type Reachability =
  /** The org holds what the release holds. */
  | 'same'
  | 'deployable'
  /** The plan names what stays as it is. */
  | 'withLimits'
  /** The org refused the package, or a test failed. */
  | 'failed'
  /** The plan itself says no, or is more than one validation can answer for. */
  | 'notValidated';

export const reachabilityOf = ({ outcome }: Pick<Verified, 'outcome'>): Reachability => {
  switch (outcome.kind) {
    case 'armed':
      return outcome.plan.limits.length === 0 ? 'deployable' : 'withLimits';
    case 'nothingToDo':
      return 'same';
    case 'failed':
      return 'failed';
    default:
      return 'notValidated';
  }
};

/** Only what the org has said yes to counts. */
export const isReachable = (verified: Verified): boolean =>
  ['same', 'deployable', 'withLimits'].includes(reachabilityOf(verified));
