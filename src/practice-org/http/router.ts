import type { OrgRequest, OrgResponse, Route } from './route.ts';
import { isSupportedVersion } from '../api-versions.ts';
import { restError } from './route.ts';

/** A route that matched, ready to be called. */
export interface MatchedRoute {
  readonly operation: string;
  readonly isPublic: boolean;
  handle(request: OrgRequest): OrgResponse | Promise<OrgResponse>;
}

/** Operations that answer without an access token, as Salesforce's do. */
const PUBLIC = new Set(['versions', 'token', 'control', 'cometd', 'page']);

const unmatched = (operation: string, answer: OrgResponse): MatchedRoute => ({
  operation,
  isPublic: false,
  handle: () => answer,
});

const notFound = unmatched('unknown', restError(404, 'NOT_FOUND', 'The requested resource does not exist'));

const wrongMethod = (method: string, allowed: readonly string[]): MatchedRoute =>
  unmatched(
    'unknown',
    restError(
      405,
      'METHOD_NOT_ALLOWED',
      `HTTP Method '${method}' not allowed. Allowed are ${[...new Set(allowed)].join(',')}`,
    ),
  );

const ofVersion = /^\/services\/data\/v(?<version>[^/]*)/;

/** The first route whose pattern and method fit; HEAD is answered as GET. */
export const match = (routes: readonly Route[], request: OrgRequest): MatchedRoute => {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const version = ofVersion.exec(request.path)?.groups?.['version'];
  if (version !== undefined && !isSupportedVersion(version)) return notFound;
  const allowed: string[] = [];
  for (const route of routes) {
    const found = route.pattern.exec(request.path);
    if (!found) continue;
    if (route.method === method)
      return {
        operation: route.operation,
        isPublic: PUBLIC.has(route.operation),
        handle: (asked) => route.handle(asked, { ...found.groups }),
      };
    allowed.push(route.method);
  }
  return allowed.length > 0 ? wrongMethod(request.method, allowed) : notFound;
};
