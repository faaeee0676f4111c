import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerInstead } from '../faults/answers.ts';
import type { Fault, Faults } from '../faults/fault.ts';
import type { Org } from '../org.ts';
import { soapRoute } from '../soap/endpoint.ts';
import { callsUsedUp, sessionExpired } from './api-error.ts';
import { readBody } from './body.ts';
import { listen } from './listen.ts';
import { loggedBody, type RequestLog } from './request-log.ts';
import { restError, type OrgRequest, type OrgResponse, type Route } from './route.ts';
import { match, type MatchedRoute } from './router.ts';
import { resetConnection, transmit } from './transmission.ts';

export interface HttpServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Stops at once; open connections are closed. */
  close(): Promise<void>;
}

/** What is served: an org, its operations, its log, and what is to go wrong. */
export interface Serving {
  readonly org: Org;
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly port: number;
  /** Called after every request and before it is answered; `wrote` when it may have changed records. */
  readonly after: (wrote: boolean) => void;
}

interface Exchange {
  readonly request: OrgRequest;
  readonly operation: string;
  readonly fault: Fault | undefined;
  readonly response: OrgResponse;
}

// Status polls of clients are up to ten seconds apart; Node's own five would close the connection under them.
const KEEP_ALIVE_MS = 65_000;

/** What a request that was never read is logged with. */
const unread: OrgResponse = { status: 0, body: '' };
const tooLarge = restError(413, 'REQUEST_TOO_LARGE', 'The request is larger than this org reads');

/** Leading slashes collapse: clients that logged in with a trailing slash ask for `//services/...`. */
const requestOf = (incoming: IncomingMessage, body: Buffer): OrgRequest => {
  const target = (incoming.url ?? '/').replace(/^\/+/, '/');
  const [path = '/', query = ''] = target.split(/\?(.*)/s, 2);
  return {
    method: incoming.method ?? 'GET',
    path: decoded(path),
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body,
  };
};

/** A path that cannot be decoded stays as it is: no route matches it. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** A bug of ours must not look like an outage: clients repeat a GET that answers 500 for a quarter of a minute. */
const internalError = (error: unknown): OrgResponse =>
  restError(
    400,
    'UNKNOWN_EXCEPTION',
    `The practice org itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );

const refusal = ({ org }: Serving, { isPublic, token, dialect }: MatchedRoute): OrgResponse | undefined => {
  if (isPublic) return undefined;
  if (!org.sessions.isValid(token)) return sessionExpired(dialect);
  return org.apiCalls.count(org.now()) ? undefined : callsUsedUp(dialect);
};

/** REST tells on every answer how many calls of the day are gone (REST guide, Sforce-Limit-Info; documented). */
const withUsage = ({ apiCalls: { max, remaining } }: Org, response: OrgResponse): OrgResponse => ({
  ...response,
  headers: { ...response.headers, 'sforce-limit-info': `api-usage=${max - remaining}/${max}` },
});

const act = async (serving: Serving, route: MatchedRoute, request: OrgRequest): Promise<OrgResponse> => {
  const refused = refusal(serving, route);
  if (refused) return refused;
  try {
    serving.org.settle();
    const response = await route.handle(request);
    serving.after(route.dialect === 'rest' && request.method !== 'GET');
    return route.isPublic || route.dialect === 'soap' ? response : withUsage(serving.org, response);
  } catch (error) {
    return internalError(error);
  }
};

const exchange = async (serving: Serving, incoming: IncomingMessage): Promise<Exchange> => {
  const body = await readBody(incoming);
  const request = requestOf(incoming, body ?? Buffer.alloc(0));
  if (!body) return { request, operation: 'unknown', fault: undefined, response: tooLarge };
  const route = soapRoute(serving.org, request) ?? match(serving.routes, request);
  const fault = route.operation === 'control' ? undefined : serving.faults.take(route.operation);
  if (fault?.kind === 'reset') return { request, operation: route.operation, fault, response: unread };
  const instead = fault && answerInstead(fault, route.dialect);
  return { request, operation: route.operation, fault, response: instead ?? (await act(serving, route, request)) };
};

const logged = (serving: Serving, done: Exchange & { milliseconds: number; responseBytes: number }): void => {
  const { request, response } = done;
  const query = request.query.toString();
  serving.log.add({
    at: serving.org.clock.now().toISOString(),
    method: request.method,
    path: request.path,
    ...(query !== '' && { query }),
    operation: done.operation,
    status: response.status,
    milliseconds: Math.round(done.milliseconds),
    requestBytes: request.body.length,
    responseBytes: done.responseBytes,
    ...(done.fault && { fault: done.fault.kind }),
    ...(request.body.length > 0 && { requestBody: loggedBody(request.body, request.headers['content-type']) }),
    ...(typeof response.body === 'string' && { responseBody: loggedBody(response.body, undefined) }),
  });
};

const serve = async (serving: Serving, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const started = performance.now();
  const done = await exchange(serving, incoming);
  const sending = { headOnly: done.request.method === 'HEAD', fault: done.fault };
  let responseBytes = 0;
  // Clients read the org's clock from its answers.
  outgoing.setHeader('date', serving.org.clock.now().toUTCString());
  if (done.fault?.kind === 'reset') resetConnection(outgoing);
  else responseBytes = await transmit(outgoing, done.response, sending);
  logged(serving, { ...done, milliseconds: performance.now() - started, responseBytes });
};

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

/** Puts an org on a port of 127.0.0.1. */
export const startServer = async (serving: Serving): Promise<HttpServer> => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (incoming, outgoing) => {
    // A client that went away in the middle is its own business.
    serve(serving, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('upgrade', (_request, socket) => socket.destroy()); // CometD tries a WebSocket first, then falls back
  const port = await listen(server, serving.port);
  return { url: `http://127.0.0.1:${port}`, close: () => close(server) };
};
