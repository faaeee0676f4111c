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
import type { Comparison } from './delta/comparison.ts';
import type { Finding } from './diagnosis.ts';
import type { OutsideEnding, RefusedEnding, RunFault } from './ending.ts';
import type { JournalEntry, RunState } from './journal-entry.ts';
import type { Order } from './orders.ts';
import type { Verified } from './reachability.ts';
import type { Release } from './release.ts';
import type { KeptSnapshot } from './retention.ts';
import type { ArmOutcome, DeployOutcome, ResumeOutcome, RollbackOutcome } from './run-outcome.ts';
import type { Snapshot } from './snapshot.ts';

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

/** What is released together, and whether it could be gone back. */
export interface LineStatus {
  readonly current?: Release;
  /** Whether the way back is validated; absent when no org was asked. */
  readonly readiness?: Readiness;
}

export type StatusOutcome =
  | (LineStatus & {
      readonly kind: 'status';
      readonly environment: string;
      /** The release line that was asked for. */
      readonly line?: string;
      /** Each of the release lines, in a project with lines when none was asked for. */
      readonly lines?: readonly (LineStatus & { readonly line: string })[];
      /** The org the environment is pinned to. */
      readonly orgId?: string;
      readonly openRun?: RunState;
      /** Nothing is to be deployed until somebody lifts it. */
      readonly freeze?: Order;
    })
  | RefusedEnding
  | OutsideEnding;

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
