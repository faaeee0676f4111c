import type { MatchedRoute } from '../http/router.ts';
import type { OrgRequest, OrgResponse } from '../http/route.ts';
import { restError } from '../http/route.ts';
import { isSupportedVersion } from '../http/api-versions.ts';
import type { Org } from '../org.ts';
import { answerApexCall, APEX_OPERATIONS } from './apex-api.ts';
import { malformedSoap, readCall, soapFault, type SoapApi, type SoapCall } from './envelope.ts';
import { answerMetadataCall, METADATA_OPERATIONS } from './metadata-api.ts';
import { answerPartnerCall, PARTNER_OPERATIONS } from './partner-api.ts';
import { BadXmlError } from './xml.ts';

const ENDPOINT = /^\/services\/Soap\/(?<api>[a-z])\/(?<version>\d+(?:\.\d)?)(?:\/\w*)?$/;
const APIS: Readonly<Record<string, SoapApi>> = { m: 'metadata', s: 'apex', u: 'partner' };

/** Everything that can be called by SOAP, by its name in the request log. */
export const SOAP_OPERATIONS: readonly string[] = [...METADATA_OPERATIONS, ...PARTNER_OPERATIONS, ...APEX_OPERATIONS];

const always = (operation: string, response: OrgResponse): MatchedRoute => ({
  operation,
  dialect: 'soap',
  isPublic: true,
  token: '',
  handle: () => response,
});

const parsed = (body: Buffer): SoapCall | BadXmlError => {
  try {
    return readCall(body);
  } catch (error) {
    if (error instanceof BadXmlError) return error;
    throw error;
  }
};

const answerCall = (
  org: Org,
  call: SoapCall,
  to: { api: SoapApi; version: number },
): OrgResponse | Promise<OrgResponse> => {
  if (to.api === 'partner') return answerPartnerCall(org, call);
  return to.api === 'metadata' ? answerMetadataCall(org, call, to.version) : answerApexCall(org, call);
};

/**
 * The route of a SOAP request, or undefined when the path is no SOAP endpoint. The operation is the first element of
 * the Body, so the envelope is read here; the session is in its header, so it is checked here too.
 */
export const soapRoute = (org: Org, request: OrgRequest): MatchedRoute | undefined => {
  const groups = ENDPOINT.exec(request.path)?.groups;
  if (!groups) return undefined;
  const api = APIS[groups['api'] ?? ''];
  if (!api) return undefined;
  if (request.method !== 'POST')
    return always('unknown', restError(405, 'METHOD_NOT_ALLOWED', 'SOAP calls are POSTed'));
  const version = groups['version'] ?? '';
  if (!isSupportedVersion(version))
    return always(
      'unknown',
      soapFault('UNSUPPORTED_API_VERSION', `Invalid Api version specified on URL: ${version}`, api),
    );
  if (!/\bxml\b/i.test(request.headers['content-type'] ?? ''))
    return always('unknown', {
      status: 415,
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: 'SOAP requests are sent as text/xml',
    });
  const call = parsed(request.body);
  if (call instanceof BadXmlError) return always('unknown', malformedSoap(call.message));
  return {
    operation: call.operation,
    dialect: 'soap',
    isPublic: false,
    token: call.sessionId ?? '',
    handle: () => answerCall(org, call, { api, version: Number.parseInt(version, 10) }),
  };
};
