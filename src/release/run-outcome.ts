import type { CheckResult } from './checks/check.ts';
import type { Notice, OutsideEnding, RefusedEnding, RunFault } from './ending.ts';
import type { RunEnding } from './journal-entry.ts';
import type { Plan } from './plan/plan.ts';
import type { Proof } from './plan/proof.ts';
import type { Release, ReleaseRecord } from './release.ts';

/** What the org said of a finished deploy. Times are ISO 8601. */
export interface DeploySummary {
  readonly deployId: string;
  readonly status: string;
  readonly componentsDeployed: number;
  readonly testsRun: number;
  readonly seconds: number;
  readonly completedAt: string;
  /** The validation that was deployed without being sent and tested again, 18 characters. */
  readonly validation?: string;
}

/** A dry run: the plan, and the names people know its org by. Nothing was written anywhere. */
export interface PlannedOutcome {
  readonly kind: 'planned';
  readonly plan: Plan;
  readonly org: { readonly name: string; readonly username: string; readonly instanceUrl?: string };
  /** What the checks before a run say of it now. */
  readonly checks: readonly CheckResult[];
  /** Files that were written because somebody asked for them. */
  readonly files?: readonly string[];
}

export type PlanOutcome = PlannedOutcome | RefusedEnding | OutsideEnding;

export type DeployOutcome =
  | {
      readonly kind: 'released';
      readonly release: ReleaseRecord;
      readonly deploy: DeploySummary;
      readonly plan: Plan;
      readonly proof: Proof;
      readonly checks: readonly CheckResult[];
      readonly notices: readonly Notice[];
    }
  | PlannedOutcome
  | RunFault;

export type RollbackOutcome =
  | {
      readonly kind: 'rolledBack';
      readonly release: ReleaseRecord;
      readonly deploy: DeploySummary;
      readonly plan: Plan;
      readonly proof: Proof;
      readonly checks: readonly CheckResult[];
      readonly notices: readonly Notice[];
    }
  | PlannedOutcome
  /** The two releases hold the same components, or the org already is as planned. */
  | { readonly kind: 'nothingToDo'; readonly from: Release; readonly to: Release }
  | RunFault;

export type ResumeOutcome =
  | DeployOutcome
  | RollbackOutcome
  | ArmOutcome
  /** There is no open run. */
  | {
      readonly kind: 'nothingOpen';
      readonly environment: string;
      /** The run that was open last, and how it ended: whoever was told "unfinished" may have ended it all the same. */
      readonly last?: { readonly run: string; readonly ending: RunEnding };
    }
  /** The run had sent nothing; it is closed and the org is as it was. */
  | { readonly kind: 'closed'; readonly run: string }
  /** A person ended the run; what the org said of its deploys stands in the journal. */
  | { readonly kind: 'abandoned'; readonly run: string; readonly deploys: readonly string[] };

export type ArmOutcome =
  | {
      readonly kind: 'armed';
      readonly plan: Plan;
      readonly deploy: DeploySummary;
      /** ISO 8601: until when the org takes the validation, if nobody deploys before. */
      readonly until: string;
    }
  /** The two releases hold the same components: there is nothing to go back from. */
  | { readonly kind: 'nothingToDo'; readonly from: Release; readonly to: Release }
  | RunFault;
