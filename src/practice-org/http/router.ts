import type { OrgRequest, OrgResponse, Route } from './route.ts';
import { isSupportedVersion } from './api-versions.ts';
import type { Dialect } from './api-error.ts';
import { restError } from './route.ts';

/** A route that matched, ready to be called. */
export interface MatchedRoute {
  readonly operation: string;
  readonly dialect: Dialect;
  /** Answers without an access token. */
  readonly isPublic: boolean;
  /** The access token the request came with, or ''. */
  readonly token: string;
  handle(request: OrgRequest): OrgResponse | Promise<OrgResponse>;
}

/** Operations that answer without an access token, as Salesforce's do. */
const PUBLIC = new Set(['versions', 'token', 'control']);

const tokenOf = ({ headers }: OrgRequest): string =>
  /^(?:Bearer|OAuth)\s+(.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';

type Handle = MatchedRoute['handle'];

const rest = (operation: string, request: OrgRequest, handle: Handle): MatchedRoute => ({
  operation,
  dialect: 'rest',
  isPublic: PUBLIC.has(operation),
  token: tokenOf(request),
  handle,
});

const notFound = restError(404, 'NOT_FOUND', 'The requested resource does not exist');

const wrongMethod = (method: string, allowed: readonly string[]): OrgResponse =>
  restError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${[...new Set(allowed)].join(',')}`,
  );

const ofVersion = /^\/services\/data\/v(?<version>[^/]*)/;

/** The first route whose pattern and method fit; HEAD is answered as GET. */
export const match = (routes: readonly Route[], request: OrgRequest): MatchedRoute => {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const version = ofVersion.exec(request.path)?.groups?.['version'];
  if (version !== undefined && !isSupportedVersion(version)) return rest('unknown', request, () => notFound);
  const allowed: string[] = [];
  for (const route of routes) {
    const found = route.pattern.exec(request.path);
    if (!found) continue;
    if (route.method === method)
      return rest(route.operation, request, (asked) => route.handle(asked, { ...found.groups }));
    allowed.push(route.method);
  }
  const answer = allowed.length > 0 ? wrongMethod(request.method, allowed) : notFound;
  return rest('unknown', request, () => answer);
};
