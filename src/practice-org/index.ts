import { randomBytes } from 'node:crypto';
import { API_VERSION } from './http/api-versions.ts';
import type { MovableClock } from './clock.ts';
import { controlRoute } from './faults/control.ts';
import { orgEvents, type OrgEvents } from './faults/events.ts';
import { faultQueue, type Faults } from './faults/fault.ts';
import { apexTestRoutes } from './http/apex-test-routes.ts';
import { deployRoutes } from './http/deploy-routes.ts';
import { loginRoutes } from './http/login-routes.ts';
import { requestLog, type LoggedRequest, type RequestLog } from './http/request-log.ts';
import type { Route } from './http/route.ts';
import { startServer, type HttpServer } from './http/server.ts';
import { streamingRoute } from './http/streaming-route.ts';
import { versionRoutes } from './http/version-routes.ts';
import type { MetadataState, OrgKind } from './metadata/types.ts';
import { openState, type Keeping } from './state/keeping.ts';
import { newOrg, type OrgOptions } from './new-org.ts';
import type { Org } from './org.ts';
import type { Database } from './records/database.ts';
import { recordRoutes } from './records/routes.ts';
import { SOAP_OPERATIONS } from './soap/endpoint.ts';

export interface PracticeOrgOptions extends OrgOptions {
  /** 0, the default, takes a free port. Always on 127.0.0.1. */
  readonly port?: number;
  /** Every request and answer is appended to this file, one JSON object a line, without tokens and zips. */
  readonly logFile?: string;
  /** A folder in which the org survives: started again with it, it is the same org. Default: memory only. */
  readonly stateFolder?: string;
}

/** What never changes about an org. */
export interface OrgFacts {
  /** 18 characters. */
  readonly orgId: string;
  readonly name: string;
  readonly kind: OrgKind;
  readonly username: string;
  readonly instanceName: string;
  /** The newest API version it speaks, `67.0`. */
  readonly apiVersion: string;
  /** Buys a new access token when sessions expired. */
  readonly refreshToken: string;
}

/** A practice org that is running. Everything is in this process: it ends with it. */
export interface PracticeOrg extends OrgFacts, AsyncDisposable {
  /** `http://127.0.0.1:<port>`, the instance URL of clients. */
  readonly url: string;
  /** The newest access token. */
  readonly accessToken: string;
  /** The org's own time; deploys, validations and jobs live on it. */
  readonly clock: MovableClock;
  /** What goes wrong between the client and the org. */
  readonly faults: Faults;
  /** What happens in the org behind the client's back. */
  readonly events: OrgEvents;
  /** The records, for seeding and for looking at what became of them. */
  readonly database: Database;
  /** All metadata as plain data, for judges. What is put here instead is there at once, and nobody has done it. */
  metadata: MetadataState;
  /** Requests answered so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Opens `POST /practice-org/control`, by which another process forces faults and events. */
  readonly controlToken: string;
  /** Back to a new org: no metadata, records, deploys, faults, log. Ids and logins stay. */
  reset(): void;
  close(): Promise<void>;
}

const facts = ({ identity, sessions: { refreshToken } }: Org): OrgFacts => ({
  orgId: identity.orgId,
  name: identity.name,
  kind: identity.kind,
  username: identity.username,
  instanceName: identity.instanceName,
  apiVersion: API_VERSION,
  refreshToken,
});

const routesOf = (org: Org): readonly Route[] => [
  ...versionRoutes(org),
  ...loginRoutes(org),
  ...deployRoutes(org),
  ...apexTestRoutes(org),
  streamingRoute,
  ...recordRoutes(org.database),
];

interface Wiring {
  readonly org: Org;
  readonly keeping: Keeping;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly events: OrgEvents;
  readonly controlToken: string;
  readonly reset: () => void;
}

const wire = (org: Org, keeping: Keeping, log: RequestLog): Wiring => {
  const faults = faultQueue();
  const events = orgEvents(org);
  const reset = (): void => {
    org.reset();
    faults.clear();
    events.unlockRows();
    log.clear();
    keeping.save();
  };
  return { org, keeping, log, faults, events, controlToken: randomBytes(32).toString('hex'), reset };
};

const running = ({ org, keeping, log, ...steering }: Wiring, server: HttpServer): PracticeOrg => {
  const close = async (): Promise<void> => {
    await server.close();
    keeping.end();
  };
  return {
    ...facts(org),
    ...steering,
    url: server.url,
    get accessToken() {
      return org.sessions.current;
    },
    get metadata() {
      return org.metadata;
    },
    set metadata(state) {
      org.change({ state, schemaChanges: [] });
    },
    clock: org.clock,
    database: org.database,
    requests: log.entries,
    close,
    [Symbol.asyncDispose]: close,
  };
};

/**
 * Starts an org on 127.0.0.1.
 * @throws when the port is taken or unusable, the state folder is damaged or in use, or the seed cannot be deployed.
 */
export const startPracticeOrg = async (options: PracticeOrgOptions = {}): Promise<PracticeOrg> => {
  const state = openState(options.stateFolder);
  try {
    const org = newOrg(options, state.image);
    const wiring = wire(org, state.keep(org), requestLog(options.logFile));
    const { faults, log, keeping } = wiring;
    const served = routesOf(org);
    const operations = [...SOAP_OPERATIONS, ...served.map(({ operation }) => operation)];
    const control = controlRoute({ ...wiring, clock: org.clock, operations }, wiring.controlToken);
    const routes = [control, ...served];
    const port = options.port ?? 0;
    return running(wiring, await startServer({ org, routes, faults, log, port, after: keeping.afterRequest }));
  } catch (error) {
    state.release();
    throw error;
  }
};
