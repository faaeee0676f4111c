import { buffer } from 'node:stream/consumers';
import { CallFailed } from '../../src/gateways/org/failure.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../src/gateways/org/http.ts';
import { apiError, sessionExpired } from '../../src/practice-org/http/api-error.ts';
import { match, type MatchedRoute } from '../../src/practice-org/http/router.ts';
import type { OrgRequest, OrgResponse, Route } from '../../src/practice-org/http/route.ts';
import type { Org } from '../../src/practice-org/org.ts';
import { soapRoute } from '../../src/practice-org/soap/endpoint.ts';
import { orgFaults, type OrgFault, type Saying, type Striker } from './fault.ts';

/** A practice org that is spoken to in the same process, without a network. */
export interface Wired {
  readonly org: Org;
  readonly routes: readonly Route[];
}

/** A request with all of its body. */
export type WatchedRequest = HttpRequest & { readonly body: Buffer };

/** Called with every request that the org gets, before it acts. */
export type Watch = (request: WatchedRequest) => void;

/** Sends requests to an org in this process; some of them are struck by faults. */
export const faultyHttp = ({ org, routes }: Wired, striker: Striker, watch: Watch): Http => {
  const act = async (request: HttpRequest, { asked, route }: Routed): Promise<HttpAnswer> => {
    watch({ ...request, body: asked.body });
    org.settle();
    const isKnown = route.isPublic || org.sessions.isValid(route.token);
    return answerOf(org, isKnown ? await route.handle(asked) : sessionExpired(route.dialect));
  };
  return async (request) => {
    const asked = await requestOf(request);
    const route = soapRoute(org, asked) ?? match(routes, asked);
    const fault = striker.strike('org', route.operation) as OrgFault | Saying | undefined;
    if (fault === undefined) return handedOver(request, await act(request, { asked, route }));
    if (isSaying(fault)) return answerOf(org, apiError(route.dialect, fault.slice('says '.length), 'Said by a test'));
    if (fault === 'sessionExpired') return answerOf(org, sessionExpired(route.dialect));
    const answer = orgFaults[fault].acted ? await act(request, { asked, route }) : undefined;
    const { timeout } = request;
    if (fault === 'hang') org.clock.advance(typeof timeout === 'number' ? timeout : timeout.silence);
    return fault === 'bodyCut' && answer !== undefined
      ? handedOver(request, answer, Math.floor(answer.body.length / 2))
      : handedOver(request, struck(fault));
  };
};

/** A good answer goes piece by piece to whoever takes it so. One that is cut breaks off there, as a connection does. */
const handedOver = async ({ into }: HttpRequest, answer: HttpAnswer, cut?: number): Promise<HttpAnswer> => {
  if (into === undefined || answer.status !== 200) return { ...answer, body: answer.body.subarray(0, cut) };
  await into(piecesOf(answer.body, cut), answer.headers);
  return { ...answer, body: Buffer.alloc(0) };
};

async function* piecesOf(body: Buffer, cut: number | undefined): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(body.subarray(0, cut));
  if (cut !== undefined) broken('UND_ERR_SOCKET', 'maybe');
}

const isSaying = (fault: string): fault is Saying => fault.startsWith('says ');

interface Routed {
  readonly asked: OrgRequest;
  readonly route: MatchedRoute;
}

const requestOf = async ({ method, url, headers, body }: HttpRequest): Promise<OrgRequest> => {
  const { pathname, searchParams } = new URL(url);
  const query = searchParams;
  return { method, path: decodeURIComponent(pathname), query, headers, body: await wholeOf(body) };
};

const wholeOf = async (body: HttpRequest['body'] = ''): Promise<Buffer> =>
  typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : buffer(body.bytes());

const answerOf = async ({ clock }: Org, { status, headers, body }: OrgResponse): Promise<HttpAnswer> => {
  const whole = typeof body === 'string' || Buffer.isBuffer(body) ? body : await buffer(body);
  return { status, headers: { ...headers, date: clock.now().toUTCString() }, body: Buffer.from(whole) };
};

const page = (status: number): HttpAnswer => ({
  status,
  headers: { 'content-type': 'text/html;charset=UTF-8' },
  body: Buffer.from('<!DOCTYPE html><html><body><h1>Down for Maintenance</h1></body></html>'),
});

const broken = (code: string, sent: 'no' | 'maybe'): never => {
  throw new CallFailed({ kind: 'network', code, sent });
};

const pages: Readonly<Partial<Record<OrgFault, number>>> = {
  serverError: 500,
  unavailable: 503,
  gatewayTimeout: 504,
  tooMany: 429,
  htmlPage: 200,
};

/** What the client sees in place of an answer. */
const struck = (fault: OrgFault): HttpAnswer => {
  const status = pages[fault];
  if (status !== undefined) return page(status);
  if (fault === 'refusedConnection') return broken('ECONNREFUSED', 'no');
  return broken(fault === 'hang' ? 'ETIMEDOUT' : 'ECONNRESET', 'maybe');
};
