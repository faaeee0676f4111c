import { API_VERSION } from './api-versions.ts';
import type { Clock } from './clock.ts';
import type { DeployJob } from './deploy/job.ts';
import { DeployQueue, type DeployTiming } from './deploy/queue.ts';
import type { RetrieveJob } from './deploy/retrieves.ts';
import type { DeployLimits } from './deploy/submission.ts';
import type { IdSequence } from './ids.ts';
import type { OrgIdentity } from './identity.ts';
import { applyDeployment, noTests } from './metadata/apply-deployment.ts';
import { initialState } from './metadata/initial-state.ts';
import type { DeployOutcome, MetadataState, OrgContext, RecordQuestions } from './metadata/types.ts';
import type { SchemaChange } from './metadata/org-schema.ts';
import type { Sessions } from './sessions.ts';

/** The records half, as far as metadata needs it. */
export interface RecordsSide extends RecordQuestions {
  pendingApexJobs(): readonly string[];
  applySchemaChanges(changes: readonly SchemaChange[]): void;
}

export interface OrgParts {
  readonly identity: OrgIdentity;
  readonly clock: Clock;
  readonly ids: IdSequence;
  readonly sessions: Sessions;
  readonly records: RecordsSide;
  readonly limits: DeployLimits;
  readonly timing: DeployTiming;
  readonly metadata?: MetadataState;
  readonly jobs?: DeployJob[];
}

/** A zip nobody can read fails the whole deploy; the code is the one seen in public reports of such deploys. */
const refusedOutcome = (state: MetadataState, message: string): DeployOutcome => ({
  state,
  schemaChanges: [],
  messages: [],
  tests: noTests,
  testLevel: 'NoTestRun',
  success: false,
  partial: false,
  refusal: { statusCode: 'UNKNOWN_EXCEPTION', message: `UNKNOWN_EXCEPTION: the zip file cannot be read: ${message}` },
  quickDeployable: false,
});

/** One org: its metadata, its queue of deploys, its retrieves. The wire speaks for it, events and faults act on it. */
export class Org {
  readonly identity: OrgIdentity;
  readonly clock: Clock;
  readonly ids: IdSequence;
  readonly sessions: Sessions;
  readonly records: RecordsSide;
  readonly limits: DeployLimits;
  readonly deploys: DeployQueue;
  readonly retrieves: RetrieveJob[] = [];
  /** Calls of the REST and SOAP APIs a day allows, and how many of them are gone. */
  dailyApiCalls = 100_000;
  apiCallsUsed = 0;
  /** When a package was last installed: that voids validations as a deploy does. Milliseconds since 1970. */
  validationsVoidedAt = 0;
  #metadata: MetadataState;

  constructor(parts: OrgParts) {
    this.identity = parts.identity;
    this.clock = parts.clock;
    this.ids = parts.ids;
    this.sessions = parts.sessions;
    this.records = parts.records;
    this.limits = parts.limits;
    this.#metadata = parts.metadata ?? initialState(this.context());
    this.deploys = new DeployQueue(
      {
        state: () => this.#metadata,
        plan: (job, at) => this.#plan(job, at),
        commit: (_job, plan) => {
          this.change(plan);
        },
      },
      parts.timing,
      parts.jobs,
    );
  }

  /** The metadata as everybody sees it now. */
  get metadata(): MetadataState {
    return this.#metadata;
  }

  now(): number {
    return this.clock.now().getTime();
  }

  /** Lets happen what should have happened by now; every request begins with it. */
  settle(): void {
    this.deploys.settle(this.now());
  }

  /** Makes a change of metadata real: the state everybody sees, and the tables that follow from it. */
  change(to: { readonly state: MetadataState; readonly schemaChanges: readonly SchemaChange[] }): void {
    this.#metadata = to.state;
    this.records.applySchemaChanges(to.schemaChanges);
  }

  #plan(job: DeployJob, at: Date): DeployOutcome {
    if (job.brokenZip !== undefined) return refusedOutcome(this.#metadata, job.brokenZip);
    if (!job.entries) throw new Error(`deploy ${job.id} has no files`);
    return applyDeployment(this.#metadata, { entries: job.entries, options: job.options }, this.context(at));
  }

  /** Daily API calls and the like: `{Name: {Max, Remaining}}`. */
  apiLimits(): Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>> {
    const used = Math.min(this.apiCallsUsed, this.dailyApiCalls);
    return {
      DailyApiRequests: { Max: this.dailyApiCalls, Remaining: this.dailyApiCalls - used },
      DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
      DataStorageMB: { Max: 1_024, Remaining: 1_020 },
      FileStorageMB: { Max: 1_024, Remaining: 1_024 },
    };
  }

  context(at: Date = this.clock.now()): OrgContext {
    return {
      kind: this.identity.kind,
      apiVersion: API_VERSION,
      now: at,
      user: this.identity.user,
      nextId: (prefix) => this.ids.next(prefix),
      records: this.records,
      pendingApexJobs: this.records.pendingApexJobs(),
    };
  }
}
