import type { Org } from '../org.ts';
import { json, type OrgRequest, type OrgResponse, type Route } from './route.ts';

const oauthError = (error: string, description: string): OrgResponse =>
  json({ error, error_description: description }, 400);

const payloadOf = (jwt: string): Record<string, unknown> | undefined => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** Why a token request is refused. Any key signs for the administrator: this org guards nothing but itself. */
const grantRefusal = (org: Org, form: URLSearchParams): OrgResponse | undefined => {
  const grant = form.get('grant_type');
  if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer')
    return payloadOf(form.get('assertion') ?? '')?.['sub'] === org.identity.username
      ? undefined
      : oauthError('invalid_grant', "user hasn't approved this consumer");
  if (grant === 'refresh_token')
    return form.get('refresh_token') === org.sessions.refreshToken
      ? undefined
      : oauthError('invalid_grant', 'expired access/refresh token');
  return oauthError('unsupported_grant_type', 'grant type not supported');
};

/** Clients cut the org id out of the identity URL. */
const identityUrl = (org: Org, base: string): string => `${base}/id/${org.identity.orgId}/${org.identity.user.id}`;

const baseOf = (request: OrgRequest): string => `http://${request.headers.host ?? '127.0.0.1'}`;

const token = (org: Org, request: OrgRequest): OrgResponse => {
  const refusal = grantRefusal(org, new URLSearchParams(request.body.toString('utf8')));
  if (refusal) return refusal;
  const base = baseOf(request);
  return json({
    access_token: org.sessions.issue(),
    instance_url: base,
    id: identityUrl(org, base),
    token_type: 'Bearer',
    issued_at: String(org.now()),
    signature: 'cHJhY3RpY2U=',
    scope: 'refresh_token web api',
  });
};

const userInfo = ({ identity }: Org, request: OrgRequest): OrgResponse =>
  json({
    sub: `${baseOf(request)}/id/${identity.orgId}/${identity.user.id}`,
    user_id: identity.user.id,
    organization_id: identity.orgId,
    preferred_username: identity.username,
    name: identity.user.name,
    email: identity.username,
    user_type: 'STANDARD',
    active: true,
  });

const identityOf = (org: Org, request: OrgRequest): OrgResponse =>
  json({
    id: identityUrl(org, baseOf(request)),
    user_id: org.identity.user.id,
    organization_id: org.identity.orgId,
    username: org.identity.username,
    display_name: org.identity.user.name,
  });

/** `sf org open`: a URL that would log a browser in. */
const singleAccess = (request: OrgRequest): OrgResponse => {
  const to = request.query.get('redirect_uri') ?? '';
  const target = to === '' ? '' : `&startURL=${encodeURIComponent(to)}`;
  return json({ frontdoor_uri: `${baseOf(request)}/secur/frontdoor.jsp?otp=practice${target}` });
};

/** OAuth as the CLI uses it: access token, JWT and refresh token logins, and what is asked right after them. */
export const loginRoutes = (org: Org): readonly Route[] => [
  {
    method: 'POST',
    pattern: /^\/services\/oauth2\/token$/,
    operation: 'token',
    handle: (request) => token(org, request),
  },
  {
    method: 'GET',
    pattern: /^\/services\/oauth2\/userinfo$/,
    operation: 'userinfo',
    handle: (request) => userInfo(org, request),
  },
  {
    method: 'GET',
    pattern: /^\/id\/\w+\/\w+$/,
    operation: 'identity',
    handle: (request) => identityOf(org, request),
  },
  {
    method: 'GET',
    pattern: /^\/services\/oauth2\/singleaccess$/,
    operation: 'singleaccess',
    handle: singleAccess,
  },
];
