import { API_VERSION } from './api-versions.ts';
import { movableClock, type Clock } from './clock.ts';
import { DEPLOY_REQUEST, deployRequestRows } from './deploy/deploy-request-table.ts';
import { INSTANT, type DeployTiming } from './deploy/queue.ts';
import { SALESFORCE_LIMITS, type DeployLimits } from './deploy/submission.ts';
import { randomBytes } from 'node:crypto';
import { controlRoute } from './faults/control.ts';
import { orgEvents, type OrgEvents } from './faults/events.ts';
import { faultQueue, type Faults } from './faults/fault.ts';
import { deployRoutes } from './http/deploy-routes.ts';
import { loginRoutes } from './http/login-routes.ts';
import { requestLog, type LoggedRequest } from './http/request-log.ts';
import { startServer } from './http/server.ts';
import { versionRoutes } from './http/version-routes.ts';
import { newIdentity } from './identity.ts';
import { idSequence } from './ids.ts';
import { Org } from './org.ts';
import { Database } from './records/database.ts';
import { recordRoutes } from './records/routes.ts';
import { sessions } from './sessions.ts';
import type { OrgKind } from './metadata/types.ts';

export interface PracticeOrgOptions {
  /** Default `production`. */
  readonly kind?: OrgKind;
  /** 0, the default, takes a free port. Always 127.0.0.1. */
  readonly port?: number;
  /** Default `practice`. */
  readonly name?: string;
  /** How long deploys take, milliseconds of the org's clock. Default: no time at all. */
  readonly timing?: Partial<DeployTiming>;
  readonly limits?: Partial<DeployLimits>;
  /** Every request and answer is appended to this file, one JSON object a line, without tokens and zips. */
  readonly logFile?: string;
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
  readonly clock: Clock & { advance(milliseconds: number): void };
  /** What goes wrong between the client and the org. */
  readonly faults: Faults;
  /** What happens in the org behind the client's back. */
  readonly events: OrgEvents;
  /** Opens `POST /practice-org/control`, by which another process forces faults and events. */
  readonly controlToken: string;
  /** Requests answered so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
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

/** Starts an org on 127.0.0.1. */
export const startPracticeOrg = async (options: PracticeOrgOptions = {}): Promise<PracticeOrg> => {
  const clock = movableClock();
  const identity = newIdentity(options.name ?? 'practice', options.kind ?? 'production', clock.now());
  const log = requestLog(options.logFile);
  const faults = faultQueue();
  const org = new Org({
    identity,
    clock,
    ids: idSequence(identity.pod),
    sessions: sessions(identity.orgId),
    database: new Database({ clock, identity, apiVersion: API_VERSION }),
    limits: { ...SALESFORCE_LIMITS, ...options.limits },
    timing: { ...INSTANT, ...options.timing },
  });
  org.database.virtual(DEPLOY_REQUEST, deployRequestRows(org));
  const events = orgEvents(org);
  const controlToken = randomBytes(32).toString('hex');
  const reset = (): void => {
    org.reset();
    faults.clear();
    log.clear();
  };
  const control = controlRoute({ faults, events, clock, reset }, controlToken);
  const routes = [
    control,
    ...versionRoutes(org),
    ...loginRoutes(org),
    ...deployRoutes(org),
    ...recordRoutes(org.database),
  ];
  const server = await startServer({ org, routes, faults, log, port: options.port ?? 0, changed: () => undefined });
  return {
    ...facts(org),
    url: server.url,
    get accessToken() {
      return org.sessions.current;
    },
    controlToken,
    clock,
    faults,
    events,
    reset,
    requests: log.entries,
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
};
