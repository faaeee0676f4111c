import type { ArmOutcome } from './outcome.ts';
import type { ReleaseName } from './release-name.ts';

/** What asking the org to validate the way back to a release brought to light. */
export interface Verified {
  readonly release: ReleaseName;
  readonly outcome: ArmOutcome;
}

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

export const reachabilityOf = ({ outcome }: Verified): Reachability => {
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
