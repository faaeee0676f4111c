import type { CheckResult } from './checks/check.ts';
import type { StepName } from './journal-entry.ts';
import type { Proof } from './plan/proof.ts';
import type { Refusal } from './refusal.ts';

/** A component or test that the org refused, in the org's own words. */
export interface DeployProblem {
  /** `Type:FullName`, a file of the package, or `Class.method` for a test. */
  readonly what: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
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

/**
 * What an org says that is at work on the same thing: a sharing recalculation (sfdx-hardis deploy tips; folklore), a
 * roll-up summary that is being worked out (Salesforce help, "Delete Fields"; the wording assumed), rows that somebody
 * else holds (public logs).
 */
const busy = /operation already in progress|background (?:job|process)|exclusive access|UNABLE_TO_LOCK_ROW/iu;

/** Whether the org refused for nothing but that it was busy: it may take the very same deploy some minutes later. */
export const wasBusy = ({ problems }: FailedEnding): boolean =>
  problems.length > 0 && problems.every(({ message }) => busy.test(message));

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
