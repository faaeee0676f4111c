import { DEPLOY_REQUEST, deployRequestRows } from './deploy/deploy-request-table.ts';
import { json, restError, type OrgResponse, type Route } from './http/route.ts';
import type { Org, RecordsSide } from './org.ts';

/** Holds the place of the records room until its database can be opened. */
export const interimRecords: RecordsSide = {
  rowCount: () => 0,
  rowsWithValue: () => 0,
  rowsWithRecordType: () => 0,
  usersWithProfile: () => 0,
  permissionSetAssignments: () => 0,
  usersWithRole: () => 0,
  rowsOwnedBy: () => 0,
  pausedInterviews: () => 0,
  pendingApexJobs: () => [],
  applySchemaChanges: () => undefined,
  reset: () => undefined,
};

const rowsOf = (org: Org, name: string): readonly object[] | undefined => {
  const { identity } = org;
  if (name === DEPLOY_REQUEST.name) return deployRequestRows(org).rows();
  if (name !== 'Organization') return undefined;
  const organization = {
    Id: identity.orgId,
    Name: identity.name,
    InstanceName: identity.instanceName,
    IsSandbox: identity.kind !== 'production',
    TrialExpirationDate: null,
    NamespacePrefix: null,
    OrganizationType: identity.edition,
  };
  return [organization];
};

const query = (org: Org, soql: string): OrgResponse => {
  const from = /\bFROM\s+(\w+)/i.exec(soql)?.[1] ?? '';
  const rows = rowsOf(org, from);
  if (!rows) return restError(400, 'INVALID_TYPE', `sObject type '${from}' is not supported.`);
  const records = rows.map((row) => ({ attributes: { type: from }, ...row }));
  return json({ totalSize: rows.length, done: true, records });
};

export const interimRoutes = (org: Org): readonly Route[] => [
  {
    method: 'GET',
    pattern: /^\/services\/data\/v[\d.]+\/(tooling\/)?query$/,
    operation: 'query',
    handle: (request) => query(org, request.query.get('q') ?? ''),
  },
  {
    method: 'GET',
    pattern: /^\/services\/data\/v[\d.]+\/sobjects\/User\/\w+$/,
    operation: 'sobjectRead',
    handle: () => json({ Id: org.identity.user.id, Username: org.identity.username }),
  },
];
