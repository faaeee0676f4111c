import { API_VERSION } from './http/api-versions.ts';
import { registerTestTables } from './apex/test-tables.ts';
import { auditTrailRows, SETUP_AUDIT_TRAIL } from './audit/audit-trail-table.ts';
import { movableClock } from './clock.ts';
import { DEPLOY_REQUEST, deployRequestRows } from './deploy/deploy-request-table.ts';
import { INSTANT, type DeployTiming } from './deploy/queue.ts';
import { SALESFORCE_LIMITS, type DeployLimits } from './deploy/submission.ts';
import { newIdentity } from './identity/identity.ts';
import { idSequence } from './identity/ids.ts';
import { registerMetadataTables } from './metadata/tables/all.ts';
import { customMetadataRows } from './metadata/tables/custom-metadata.ts';
import type { OrgKind, ZipEntries } from './metadata/types.ts';
import { Org, type OrgParts } from './org.ts';
import type { OrgImage } from './state/org-image.ts';
import { seed } from './seed.ts';
import { Database } from './records/database.ts';
import type { DatabaseContext } from './records/types.ts';
import { sessions } from './identity/sessions.ts';
import { USER_PERMISSION_ACCESS, userPermissionRows } from './identity/user-permissions-table.ts';

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
  /** Metadata (metadata format) the org holds from the start; no deploy is seen to have brought it. */
  readonly seed?: ZipEntries;
}

/** Salesforce's objects whose rows are not records but what the org itself knows. */
const registerTables = (org: Org): void => {
  org.database.virtual(DEPLOY_REQUEST, deployRequestRows(org));
  org.database.virtual(SETUP_AUDIT_TRAIL, auditTrailRows(org));
  org.database.virtual(USER_PERMISSION_ACCESS, userPermissionRows());
  registerTestTables(org);
  registerMetadataTables(org.database, org);
};

type CustomMetadata = NonNullable<DatabaseContext['customMetadata']>;

const partsOf = (options: OrgOptions, image: OrgImage | undefined, customMetadata: CustomMetadata): OrgParts => {
  const kept = image?.rest;
  const clock = movableClock(kept?.clockAhead);
  const identity = kept?.identity ?? newIdentity(options.name ?? 'practice', options.kind ?? 'production', clock.now());
  return {
    identity,
    clock,
    ids: idSequence(identity.pod, kept?.idsUsed),
    sessions: sessions(identity.orgId, kept?.session),
    database: new Database({ clock, identity, apiVersion: API_VERSION, customMetadata }),
    limits: { ...SALESFORCE_LIMITS, ...options.limits },
    timing: { ...INSTANT, ...options.timing },
    ...(image && { metadata: image.metadata }),
    ...(kept && { jobs: [...kept.jobs], audit: kept.audit, testRuns: [...kept.testRuns] }),
  };
};

/** A new org, or the one of an image, which stays what it was whatever name and kind the options say. */
export const newOrg = (options: OrgOptions, image?: OrgImage): Org => {
  const org: Org = new Org(partsOf(options, image, (object) => customMetadataRows(org.metadata, object)));
  registerTables(org);
  if (!image && options.seed) seed(org, options.seed);
  if (image) {
    org.database.restore(image.rest.records);
    org.deploys.frozen = image.rest.deploysHeld;
    org.validationsVoidedAt = image.rest.validationsVoidedAt;
  }
  return org;
};
