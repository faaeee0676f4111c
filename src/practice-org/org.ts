import type { AsyncTestRun } from './apex/async-test-run.ts';
import type { RetrieveJob } from './deploy/retrieve-job.ts';
import { API_VERSION } from './http/api-versions.ts';
import { apiCalls } from './http/api-calls.ts';
import { auditTrail, spoken, type AuditLine, type AuditTrail } from './audit/audit-trail.ts';
import type { MovableClock } from './clock.ts';
import type { DeployJob } from './deploy/job.ts';
import { DeployQueue, type DeployTiming } from './deploy/queue.ts';
import type { DeployLimits } from './deploy/submission.ts';
import { noMishaps, type Mishaps } from './faults/mishaps.ts';
import type { IdSequence } from './identity/ids.ts';
import type { OrgIdentity } from './identity/identity.ts';
import { applyDeployment, noTests } from './metadata/apply-deployment.ts';
import { initialState } from './metadata/state/initial-state.ts';
import type { DeployOutcome, MetadataState, OrgContext, OrgUser } from './metadata/types.ts';
import type { SchemaChange } from './metadata/schema/org-schema.ts';
import type { Database } from './records/database.ts';
import { pendingApexJobs, recordQuestions } from './records/questions.ts';
import type { Sessions } from './identity/sessions.ts';

const DAILY_API_CALLS = 100_000;

export interface OrgParts {
  readonly identity: OrgIdentity;
  readonly clock: MovableClock;
  readonly ids: IdSequence;
  readonly sessions: Sessions;
  readonly database: Database;
  readonly limits: DeployLimits;
  readonly timing: DeployTiming;
  readonly metadata?: MetadataState;
  readonly jobs?: DeployJob[];
  readonly audit?: readonly AuditLine[];
  readonly testRuns?: AsyncTestRun[];
}

/** A zip nobody can read fails the whole deploy; the code is the one seen in public reports of such deploys. */
const unreadableZip = (reason: string): Refusal => ({
  code: 'UNKNOWN_EXCEPTION',
  message: `UNKNOWN_EXCEPTION: the zip file cannot be read: ${reason}`,
});

interface Refusal {
  readonly code: string;
  readonly message: string;
}

const refusedOutcome = (state: MetadataState, { code, message }: Refusal): DeployOutcome => ({
  state,
  schemaChanges: [],
  messages: [],
  tests: noTests,
  testLevel: 'NoTestRun',
  success: false,
  partial: false,
  refusal: { statusCode: code, message },
  quickDeployable: false,
});

/** One org: its metadata, its queue of deploys, its retrieves. The wire speaks for it, events and faults act on it. */
export class Org {
  readonly identity: OrgIdentity;
  readonly clock: MovableClock;
  readonly ids: IdSequence;
  readonly sessions: Sessions;
  readonly database: Database;
  readonly limits: DeployLimits;
  readonly deploys: DeployQueue;
  readonly retrieves: RetrieveJob[] = [];
  readonly testRuns: AsyncTestRun[];
  readonly audit: AuditTrail;
  readonly apiCalls = apiCalls(DAILY_API_CALLS);
  mishaps: Mishaps = noMishaps();
  /** When a package was last installed: that voids validations as a deploy does. Milliseconds since 1970. */
  validationsVoidedAt = 0;
  #metadata: MetadataState;

  constructor(parts: OrgParts) {
    this.identity = parts.identity;
    this.clock = parts.clock;
    this.ids = parts.ids;
    this.sessions = parts.sessions;
    this.database = parts.database;
    this.limits = parts.limits;
    this.testRuns = parts.testRuns ?? [];
    this.audit = auditTrail(parts.ids, parts.audit);
    this.#metadata = parts.metadata ?? initialState(this.context());
    this.deploys = new DeployQueue(
      {
        state: () => this.#metadata,
        plan: (job, at) => this.#plan(job, at),
        commit: (job, plan, at) => {
          this.#commit(job, plan, at);
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
    this.database.settle();
  }

  #commit(job: DeployJob, plan: DeployOutcome, at: Date): void {
    if (plan.state === this.#metadata) return;
    this.change(plan);
    for (const { componentType, fullName, ...effect } of plan.messages.filter(({ success }) => success)) {
      const verb = effect.created ? 'created' : effect.deleted ? 'deleted' : effect.changed ? 'changed' : undefined;
      if (verb === undefined || componentType === '') continue;
      const section = spoken(componentType);
      const display = `${verb.charAt(0).toUpperCase()}${verb.slice(1)} ${section} ${fullName}`;
      this.audit.add({ at: at.getTime(), by: job.createdBy, action: verb + componentType, section, display });
    }
  }

  /** Makes a change of metadata real: the state everybody sees, and the tables that follow from it. */
  change(to: { readonly state: MetadataState; readonly schemaChanges: readonly SchemaChange[] }): void {
    this.#metadata = to.state;
    this.database.apply(to.schemaChanges);
  }

  /** Back to a new org with the same ids and logins. */
  reset(): void {
    this.deploys.clear();
    this.retrieves.length = 0;
    this.testRuns.length = 0;
    this.audit.clear();
    this.apiCalls.useUp(false, this.now());
    this.mishaps = noMishaps();
    this.validationsVoidedAt = 0;
    this.database.reset();
    this.#metadata = initialState(this.context());
  }

  #plan(job: DeployJob, at: Date): DeployOutcome {
    const mishap = this.mishaps.nextDeployFails;
    if (mishap) {
      this.mishaps.nextDeployFails = undefined;
      return refusedOutcome(this.#metadata, mishap);
    }
    if (job.brokenZip !== undefined) return refusedOutcome(this.#metadata, unreadableZip(job.brokenZip));
    if (!job.entries) throw new Error(`deploy ${job.id} has no files`);
    const { entries, options } = job;
    const validated = job.validatedDeployRequestId !== undefined;
    return applyDeployment(this.#metadata, { entries, options, validated }, this.context(at, job.createdBy));
  }

  context(at: Date = this.clock.now(), by: OrgUser = this.identity.user): OrgContext {
    const { database } = this;
    return {
      kind: this.identity.kind,
      apiVersion: API_VERSION,
      now: at,
      user: by,
      nextId: (prefix) => this.ids.next(prefix),
      records: recordQuestions(database),
      // Asked only by deploys: a new org has no tables to ask yet.
      get pendingApexJobs() {
        return pendingApexJobs(database);
      },
    };
  }
}
