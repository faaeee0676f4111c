import type { CheckResult } from './checks/check.ts';
import type { ConfigurationProblem } from './configuration.ts';
import type { Moved } from './plan/plan-difference.ts';
import type { ReleaseName, Scope } from './release-name.ts';

/**
 * Everything the plugin may say no to. A refusal means: nothing was sent to the org and nothing was recorded. The
 * reason is also the message key and the name of the error, in one spelling.
 */
export type Refusal =
  | { readonly reason: 'notAProject'; readonly directory: string }
  | { readonly reason: 'notARepository'; readonly directory: string }
  | { readonly reason: 'noCommits' }
  | { readonly reason: 'invalidConfiguration'; readonly problems: readonly ConfigurationProblem[] }
  | { readonly reason: 'invalidProjectFile'; readonly where: string; readonly detail: string }
  | { readonly reason: 'unknownEnvironment'; readonly environment: string; readonly known: readonly string[] }
  /** Of a project with release lines: nobody said which is meant. */
  | { readonly reason: 'lineNeeded'; readonly known: readonly string[] }
  | {
      readonly reason: 'unknownLine';
      readonly line: string;
      readonly known: readonly string[];
      readonly nearest: readonly string[];
    }
  | {
      readonly reason: 'unknownLineDirectory';
      readonly line: string;
      readonly directory: string;
      readonly nearest: readonly string[];
    }
  | {
      readonly reason: 'componentsInTwoLines';
      readonly lines: readonly [string, string];
      readonly components: readonly string[];
    }
  | { readonly reason: 'alreadyInitialised'; readonly environment: string; readonly orgId: string }
  | { readonly reason: 'invalidVersion'; readonly version: string }
  | { readonly reason: 'versionExists'; readonly release: ReleaseName }
  | (Scope & { readonly reason: 'noReleases'; readonly shallow: boolean })
  | {
      readonly reason: 'unknownRelease';
      readonly release: string;
      readonly nearest: readonly string[];
      readonly shallow: boolean;
    }
  | {
      readonly reason: 'unknownRef';
      readonly ref: string;
      readonly nearest: readonly string[];
      readonly shallow: boolean;
    }
  | {
      readonly reason: 'unknownSnapshot';
      readonly id: string;
      readonly environment: string;
      readonly nearest: readonly string[];
    }
  | {
      readonly reason: 'noEarlierRelease';
      readonly current: ReleaseName;
      /** Earlier ones that are known to be bad. */
      readonly bad: readonly ReleaseName[];
      readonly shallow: boolean;
    }
  /** None of the earlier releases is known to be good; `candidates` are not known to be bad, the newest first. */
  | {
      readonly reason: 'noKnownGoodRelease';
      readonly current: ReleaseName;
      readonly candidates: readonly ReleaseName[];
    }
  | { readonly reason: 'promotionWithin'; readonly release: ReleaseName; readonly environment: string }
  | { readonly reason: 'noRollbackToUndo'; readonly environment: string; readonly current: ReleaseName }
  | { readonly reason: 'movedTag'; readonly tag: string; readonly here: string; readonly remote: string }
  | { readonly reason: 'missingObjects'; readonly release: string }
  | { readonly reason: 'dirtyTree'; readonly files: readonly string[] }
  | { readonly reason: 'notTheDeployedCommit'; readonly commit: string; readonly detail: string }
  | { readonly reason: 'orgMismatch'; readonly expected: string; readonly actual: string; readonly where: string }
  | { readonly reason: 'nothingToDeploy'; readonly since?: ReleaseName }
  | { readonly reason: 'unresolvable'; readonly ref: string; readonly files: readonly { path: string; why: string }[] }
  | {
      readonly reason: 'openRun';
      readonly run: string;
      readonly verb: string;
      readonly by: string;
      readonly at: string;
    }
  | {
      readonly reason: 'runHeld';
      readonly run: string;
      readonly by: string;
      /** ISO 8601: the newest entry. */
      readonly heardAt: string;
    }
  /** `open` is the run that is open, if there is one. */
  | { readonly reason: 'otherRun'; readonly run: string; readonly open?: string }
  | { readonly reason: 'nothingToUndo'; readonly run: string }
  | { readonly reason: 'nothingToKeep'; readonly run: string }
  | { readonly reason: 'journalMoved'; readonly environment: string }
  | { readonly reason: 'noDeployToTag'; readonly orgId: string; readonly line?: string }
  | { readonly reason: 'unknownDeploy'; readonly deployId: string }
  | {
      readonly reason: 'notASuccessfulDeploy';
      readonly deployId: string;
      readonly status: string;
      readonly checkOnly: boolean;
    }
  | { readonly reason: 'alreadyTagged'; readonly deployId: string; readonly release: ReleaseName }
  | { readonly reason: 'deployRunning'; readonly deploys: readonly string[] }
  | {
      readonly reason: 'newerDeploy';
      readonly deployId: string;
      readonly by: string;
      readonly at: string;
      readonly release: ReleaseName;
    }
  /** Checks before a run that failed, or that a person has to decide and nobody could be asked. */
  | { readonly reason: 'checkFailed'; readonly checks: readonly StoppingCheck[] }
  | { readonly reason: 'checkUnanswered'; readonly checks: readonly StoppingCheck[] }
  | {
      readonly reason: 'unknownCheck';
      readonly check: string;
      readonly nearest: readonly string[];
      readonly known: readonly string[];
    }
  | { readonly reason: 'drift'; readonly release: string; readonly components: readonly string[] }
  | { readonly reason: 'dataLoss'; readonly components: readonly string[] }
  | { readonly reason: 'selectionIncomplete'; readonly missing: readonly string[] }
  | { readonly reason: 'nothingSelected' }
  | { readonly reason: 'nothingToAccept'; readonly given: string; readonly nearest: readonly string[] }
  | { readonly reason: 'undoConflict'; readonly release: string; readonly conflicts: readonly string[] }
  | { readonly reason: 'notRolledBack'; readonly environment: string; readonly current: ReleaseName }
  | { readonly reason: 'releaseNotInBranch'; readonly release: ReleaseName; readonly branch: string }
  | { readonly reason: 'nothingToRevert'; readonly release: ReleaseName; readonly branch: string }
  | {
      readonly reason: 'revertConflict';
      readonly release: ReleaseName;
      readonly branch: string;
      readonly files: readonly string[];
    }
  | {
      readonly reason: 'frozen';
      readonly environment: string;
      readonly by: string;
      readonly at: string;
      readonly because: string;
    }
  | { readonly reason: 'notFrozen'; readonly environment: string }
  | {
      readonly reason: 'blockedRelease';
      readonly release: ReleaseName;
      readonly by: string;
      readonly at: string;
      readonly because: string;
    }
  | { readonly reason: 'cannotArm'; readonly deploys: number }
  | { readonly reason: 'branchExists'; readonly branch: string }
  | { readonly reason: 'unwritable'; readonly file: string; readonly detail: string }
  | { readonly reason: 'stalePlan'; readonly moved: string | readonly Moved[] }
  | { readonly reason: 'unreadable'; readonly file: string; readonly detail: string }
  | { readonly reason: 'notAPlan'; readonly file: string; readonly detail: string }
  | { readonly reason: 'planEdited'; readonly file: string; readonly plan: string }
  /** Nobody is there to pick. */
  | { readonly reason: 'cannotPick' }
  /** A production org is not changed without a word why. */
  | { readonly reason: 'reasonMissing'; readonly org: string }
  /** What a partial rollback would leave in the org cannot be written as files of the project. */
  | { readonly reason: 'cannotBeWritten'; readonly components: readonly string[] }
  /** Values would be destroyed and nothing says where to save them. */
  | { readonly reason: 'backupNotConfigured'; readonly objects: readonly string[] }
  | { readonly reason: 'dataNotSaved'; readonly what: string; readonly detail: string }
  /** Bodies of files are one call each, and the day has not so many left. */
  | { readonly reason: 'tooFewRequests'; readonly needed: number; readonly remaining: number }
  | { readonly reason: 'nothingToBackUp' }
  | { readonly reason: 'noBackups'; readonly folder: string }
  | { readonly reason: 'nothingToWatch' }
  | {
      readonly reason: 'notInBackup';
      readonly backup: string;
      /** Names of objects and fields. */
      readonly unknown: readonly string[];
      readonly objects: readonly string[];
    }
  | { readonly reason: 'oneObjectNeeded'; readonly objects: readonly string[] }
  | { readonly reason: 'objectGone'; readonly object: string }
  | { readonly reason: 'noIdsInFile'; readonly file: string }
  | { readonly reason: 'rehearsalInProduction'; readonly org: string }
  | { readonly reason: 'backupUnreadable'; readonly backup: string; readonly detail: string }
  | { readonly reason: 'backupsDamaged'; readonly backups: readonly string[] }
  /** Another process restores, or nobody knows whether it still does. */
  | { readonly reason: 'restoreHeld'; readonly run: string; readonly by: string; readonly at: string }
  | { readonly reason: 'dataConflict'; readonly rows: number; readonly examples: readonly string[] }
  /** Files have newer versions than the saved ones. */
  | { readonly reason: 'fileConflict'; readonly files: number; readonly examples: readonly string[] }
  /** An earlier restore made rows, and the org no longer says which. */
  | { readonly reason: 'restoreForgotten'; readonly jobs: readonly string[] }
  | {
      readonly reason: 'unknownBackup';
      readonly backup: string;
      /** Backups that the name fits. */
      readonly fits: number;
      readonly isPruned: boolean;
      /** The newest few. */
      readonly known: readonly string[];
    }
  | { readonly reason: 'incompleteSnapshot'; readonly missing: readonly string[] }
  | { readonly reason: 'tooLarge'; readonly what: string; readonly actual: number; readonly limit: number }
  | { readonly reason: 'declined' }
  | { readonly reason: 'interrupted' }
  | { readonly reason: 'confirmationMissing'; readonly confirm: string; readonly org: string }
  | { readonly reason: 'confirmationWrong'; readonly expected: string; readonly given: string };

/** What a refusal says of a check. */
export type StoppingCheck = Pick<CheckResult, 'name' | 'call' | 'evidence' | 'because'>;

export type RefusalReason = Refusal['reason'];

/**
 * Carries a refusal up to the one place where a walk ends (`actions/walk.ts`). Refusals are the one ending that is
 * thrown: a walk asks two dozen questions, each may end it, and a walk interleaved with two dozen returns cannot be read.
 */
export class Refused extends Error {
  public readonly refusal: Refusal;

  public constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.reason, options);
    this.name = 'Refused';
    this.refusal = refusal;
  }
}

/** Ends the walk with a refusal. */
export const refuse = (refusal: Refusal, cause?: unknown): never => {
  throw new Refused(refusal, cause === undefined ? undefined : { cause });
};
