import { API_VERSION } from './api-versions.ts';
import { registerTestTables } from './apex/test-tables.ts';
import { auditTrailRows, SETUP_AUDIT_TRAIL } from './audit-trail-table.ts';
import { movableClock } from './clock.ts';
import { DEPLOY_REQUEST, deployRequestRows } from './deploy/deploy-request-table.ts';
import { INSTANT, type DeployTiming } from './deploy/queue.ts';
import { SALESFORCE_LIMITS, type DeployLimits } from './deploy/submission.ts';
import { newIdentity } from './identity.ts';
import { idSequence } from './ids.ts';
import { registerMetadataTables } from './metadata/tables/all.ts';
import { customMetadataRows } from './metadata/tables/custom-metadata.ts';
import type { OrgKind } from './metadata/types.ts';
import { Org } from './org.ts';
import { Database } from './records/database.ts';
import { sessions } from './sessions.ts';

/** What an org can be told when it is made. */
export interface OrgOptions {
  /** Default `production`. */
  readonly kind?: OrgKind;
  /** Default `practice`. */
  readonly name?: string;
  /** How long deploys take, milliseconds of the org's clock. Default: no time, beside what tests take. */
  readonly timing?: Partial<DeployTiming>;
  /** Default: Salesforce's own. */
  readonly limits?: Partial<DeployLimits>;
}

/** Salesforce's objects whose rows are not records but what the org itself knows. */
const registerTables = (org: Org): void => {
  org.database.virtual(DEPLOY_REQUEST, deployRequestRows(org));
  org.database.virtual(SETUP_AUDIT_TRAIL, auditTrailRows(org));
  registerTestTables(org);
  registerMetadataTables(org.database, org);
};

/** An org that nobody has worked in. */
export const newOrg = (options: OrgOptions): Org => {
  const clock = movableClock();
  const identity = newIdentity(options.name ?? 'practice', options.kind ?? 'production', clock.now());
  const org: Org = new Org({
    identity,
    clock,
    ids: idSequence(identity.pod),
    sessions: sessions(identity.orgId),
    database: new Database({
      clock,
      identity,
      apiVersion: API_VERSION,
      customMetadata: (object) => customMetadataRows(org.metadata, object),
    }),
    limits: { ...SALESFORCE_LIMITS, ...options.limits },
    timing: { ...INSTANT, ...options.timing },
  });
  registerTables(org);
  return org;
};
