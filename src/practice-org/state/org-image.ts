import type { AsyncTestRun } from '../apex/async-test-run.ts';
import type { AuditLine } from '../audit/audit-trail.ts';
import type { DeployJob } from '../deploy/job.ts';
import type { OrgIdentity } from '../identity/identity.ts';
import type { MetadataState } from '../metadata/types.ts';
import type { Org } from '../org.ts';
import type { Database } from '../records/database.ts';
import type { KeptSession } from '../identity/sessions.ts';
import type { Kept } from './state-folder.ts';

/** Everything an org knows beside its metadata, as plain data. */
export interface OrgMemory {
  readonly identity: OrgIdentity;
  readonly idsUsed: number;
  readonly session: KeptSession;
  /** Milliseconds by which the clock was advanced. */
  readonly clockAhead: number;
  readonly jobs: readonly DeployJob[];
  readonly deploysHeld: boolean;
  readonly audit: readonly AuditLine[];
  readonly testRuns: readonly AsyncTestRun[];
  readonly validationsVoidedAt: number;
  readonly records: ReturnType<Database['image']>;
}

export type OrgImage = Kept<MetadataState, OrgMemory>;

/** A plan is as big as the org and is made again from what is there. */
const withoutPlan = ({ plan: _plan, ...job }: DeployJob): DeployJob => job;

/** What must be kept so that a new process can go on where this one ends. */
export const imageOf = (org: Org): OrgImage => ({
  metadata: org.metadata,
  rest: {
    identity: org.identity,
    idsUsed: org.ids.used,
    session: { accessToken: org.sessions.current, refreshToken: org.sessions.refreshToken },
    clockAhead: org.clock.ahead,
    jobs: org.deploys.jobs.map(withoutPlan),
    deploysHeld: org.deploys.frozen,
    audit: org.audit.lines,
    testRuns: org.testRuns,
    validationsVoidedAt: org.validationsVoidedAt,
    records: org.database.image(),
  },
});

/**
 * Says whether something changed since it was last asked, without looking at the records: those change by requests
 * only, and the server knows which.
 */
export const changeDetector = (org: Org): (() => boolean) => {
  let seen: { readonly metadata: MetadataState; readonly rest: string } | undefined;
  return () => {
    const rest = [
      org.ids.used,
      org.audit.lines.length,
      org.sessions.current,
      org.clock.ahead,
      org.deploys.frozen,
      ...org.deploys.jobs.map(({ status }) => status),
    ].join();
    const changed = seen?.metadata !== org.metadata || seen.rest !== rest;
    seen = { metadata: org.metadata, rest };
    return changed;
  };
};
