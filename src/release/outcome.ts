import type { Readiness } from './armed.ts';
import type {
  TagOutcome,
  ImportOutcome,
  ListOutcome,
  ShowOutcome,
  MarkOutcome,
  NotesOutcome,
  RevertOutcome,
  ReversibilityOutcome,
} from './catalogue-outcome.ts';
import type { DataOutcome } from './data/data-outcome.ts';
import type { CheckResult } from './checks/check.ts';
import type { Comparison } from './delta/comparison.ts';
import type { Finding } from './diagnosis.ts';
import type { JournalEntry, RunEnding, RunState, StepName } from './journal-entry.ts';
import type { Order } from './orders.ts';
import type { Plan } from './plan/plan.ts';
import type { Proof } from './plan/proof.ts';
import type { Refusal } from './refusal.ts';
import type { Verified } from './reachability.ts';
import type { Release, ReleaseRecord } from './release.ts';
import type { KeptSnapshot } from './retention.ts';
import type { Snapshot } from './snapshot.ts';

/** A component or test that the org refused, in the org's own words. */
export interface DeployProblem {
  /** `Type:FullName`, a file of the package, or `Class.method` for a test. */
  readonly what: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

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

/** A check or a person said no: nothing was sent. */
export interface RefusedEnding {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** The org or the Git remote could not be asked; nothing was sent. `reason` is the gateway's own word for it. */
export interface OutsideEnding {
  readonly kind: 'outside';
  readonly reason: string;
  readonly message: string;
  readonly actions: readonly string[];
}

/** The org said no, and is as it was before. */
export interface FailedEnding {
  readonly kind: 'failed';
  readonly run: string;
  readonly deployId: string;
  readonly status: string;
  readonly problems: readonly DeployProblem[];
  readonly notices?: readonly Notice[];
}

/** Some steps took effect; `left` are those that did not, the first of them the one that stopped the run. */
export interface UnfinishedEnding {
  readonly kind: 'unfinished';
  readonly run: string;
  readonly done: readonly StepName[];
  readonly left: readonly StepName[];
  /** What stopped it, in the words of whatever said so. */
  readonly detail: string;
  readonly proof?: Proof;
  /** What the checks after the run found, as far as they were asked. */
  readonly checks?: readonly CheckResult[];
  /** The run can return to its own snapshot. */
  readonly canUndo?: true;
  readonly notices?: readonly Notice[];
}

/** What the org was given could not be judged: nothing is undone and nothing is called good before a person chooses. */
export interface PausedEnding {
  readonly kind: 'paused';
  readonly run: string;
  /** What could not be answered. */
  readonly detail: string;
  readonly proof?: Proof;
  readonly checks?: readonly CheckResult[];
  readonly notices?: readonly Notice[];
}

/** What the org was given turned out wrong; the run returned to its own snapshot, and the org was read back. */
export interface UndoneEnding {
  readonly kind: 'undone';
  readonly run: string;
  /** What was wrong. */
  readonly detail: string;
  readonly deployId: string;
  /** Of the way back. */
  readonly proof: Proof;
  /** What could not be put back as it was: `Type:FullName`, as the limits of the way back name them. */
  readonly limited: readonly string[];
  /** What the checks found before the way back. */
  readonly checks?: readonly CheckResult[];
  readonly notices?: readonly Notice[];
}

/** The wait ended, the org is still working. */
export interface InProgressEnding {
  readonly kind: 'inProgress';
  readonly run: string;
  readonly deployId: string;
}

export type RunFault =
  RefusedEnding | OutsideEnding | FailedEnding | UndoneEnding | UnfinishedEnding | PausedEnding | InProgressEnding;

/** Something that went wrong beside the run and changes nothing about its verdict. */
export interface Notice {
  readonly notice:
    | 'tagNotPushed'
    | 'otherInOrg'
    | 'reportNotWritten'
    | 'fieldsNotWatched'
    | 'configurationNotSaved'
    | 'configurationRestored'
    | 'configurationNotRestored';
  readonly detail: string;
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

export type InitOutcome =
  | { readonly kind: 'initialised'; readonly environment: string; readonly orgId: string; readonly file: string }
  | RefusedEnding
  | OutsideEnding;

export type LogOutcome =
  | { readonly kind: 'logged'; readonly environment: string; readonly entries: readonly JournalEntry[] }
  | RefusedEnding
  | OutsideEnding;

export type SnapshotOutcome =
  { readonly kind: 'snapshotTaken'; readonly snapshot: Snapshot } | RefusedEnding | OutsideEnding;

export type PruneOutcome =
  | {
      /** `prunable` when it was only asked what would go. */
      readonly kind: 'pruned' | 'prunable';
      readonly environment: string;
      readonly removed: readonly string[];
      readonly kept: readonly KeptSnapshot[];
    }
  | RefusedEnding
  | OutsideEnding;

/** What a look at everything around a run has found; nothing is refused, for a person wants to hear all of it. */
export interface DoctorOutcome {
  readonly kind: 'healthy' | 'unhealthy';
  readonly findings: readonly Finding[];
}

export type StatusOutcome =
  | {
      readonly kind: 'status';
      readonly environment: string;
      /** The org the environment is pinned to. */
      readonly orgId?: string;
      readonly current?: Release;
      readonly openRun?: RunState;
      /** Nothing is to be deployed until somebody lifts it. */
      readonly freeze?: Order;
      /** Whether the way back is validated; absent when no org was asked. */
      readonly readiness?: Readiness;
    }
  | RefusedEnding
  | OutsideEnding;

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

export type FreezeOutcome =
  { readonly kind: 'frozen' | 'thawed'; readonly environment: string } | RefusedEnding | OutsideEnding;

/** Whether another tool may deploy now. */
export type GuardOutcome = { readonly kind: 'allowed' } | RefusedEnding | OutsideEnding;

export type VerifyOutcome =
  | {
      readonly kind: 'releasesVerified';
      readonly environment: string;
      readonly current: Release;
      /** The oldest first. */
      readonly releases: readonly Verified[];
    }
  | RunFault;

export type DiffOutcome =
  | (Comparison & {
      readonly kind: 'compared';
      /** Files that were written because somebody asked for them. */
      readonly files: readonly string[];
    })
  | RefusedEnding
  | OutsideEnding;

export type Outcome =
  | DataOutcome
  | DeployOutcome
  | RollbackOutcome
  | ResumeOutcome
  | TagOutcome
  | InitOutcome
  | ListOutcome
  | ImportOutcome
  | ShowOutcome
  | LogOutcome
  | StatusOutcome
  | DoctorOutcome
  | SnapshotOutcome
  | PruneOutcome
  | DiffOutcome
  | NotesOutcome
  | RevertOutcome
  | ReversibilityOutcome
  | ArmOutcome
  | MarkOutcome
  | FreezeOutcome
  | VerifyOutcome;
