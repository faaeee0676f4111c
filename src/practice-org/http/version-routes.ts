import { API_VERSION, OLDEST_API_VERSION } from './api-versions.ts';
import type { Org } from '../org.ts';
import { recordLimits } from '../records/usage.ts';
import { json, type Route } from './route.ts';

const versions = Array.from({ length: Number(API_VERSION) - Number(OLDEST_API_VERSION) + 1 }, (_, index) => {
  const version = `${Number(OLDEST_API_VERSION) + index}.0`;
  return { label: `Practice ${version}`, url: `/services/data/v${version}`, version };
});

const RESOURCES = ['tooling', 'metadata', 'query', 'queryAll', 'sobjects', 'jobs', 'limits', 'composite', 'apexrest'];

/** Of the many limits Salesforce tells, those a release tool looks at. */
const limitsOf = ({ apiCalls, database }: Org): unknown => ({
  DailyApiRequests: { Max: apiCalls.max, Remaining: apiCalls.remaining },
  ...recordLimits(database),
  FileStorageMB: { Max: 1_024, Remaining: 1_024 },
});

/** Versions need no token; everything below a version does. */
export const versionRoutes = (org: Org): readonly Route[] => [
  { method: 'GET', pattern: /^\/services\/data\/?$/, operation: 'versions', handle: () => json(versions) },
  {
    method: 'GET',
    pattern: /^\/services\/data\/v(?<version>\d+\.0)\/?$/,
    operation: 'resources',
    handle: (_request, { version = '' }) =>
      json({
        ...Object.fromEntries(RESOURCES.map((name) => [name, `/services/data/v${version}/${name}`])),
        identity: `/id/${org.identity.orgId}/${org.identity.user.id}`,
      }),
  },
  {
    method: 'GET',
    pattern: /^\/services\/data\/v(?<version>\d+\.0)\/limits\/?$/,
    operation: 'limits',
    handle: () => json(limitsOf(org)),
  },
];
