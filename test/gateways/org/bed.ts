import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { login } from '../../../src/gateways/practice/practice-login.ts';
import { openOrg, type OrgOptions } from '../../../src/gateways/org/open-org.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import type { Timing } from '../../../src/gateways/org/timing.ts';
import { startPracticeOrg, type PracticeOrg, type PracticeOrgOptions } from '../../../src/practice-org/index.ts';
import { classes, zipOf, type Files } from '../../practice-org/client.ts';

interface Clocked {
  readonly clock: { now(): Date; advance(milliseconds: number): void };
}

/** Sleeping moves the org's clock instead of waiting: a deploy of an hour takes a millisecond. */
export const timingOf = ({ clock }: Clocked): Timing & { readonly slept: number[] } => {
  const slept: number[] = [];
  return {
    slept,
    now: () => clock.now().getTime(),
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      clock.advance(milliseconds);
      return Promise.resolve();
    },
    random: () => 0.5,
  };
};

export interface Bed extends AsyncDisposable {
  readonly practice: PracticeOrg;
  readonly org: Org;
  readonly timing: ReturnType<typeof timingOf>;
  /** The org's clock, so many minutes from now. */
  readonly inMinutes: (minutes: number) => Date;
  /** Calls of an operation that the org has logged since the bed was made. */
  readonly calls: (operation: string) => number;
}

/** A practice org and the gateway to it. */
export const makeBed = async (practiceOptions: PracticeOrgOptions = {}, options: OrgOptions = {}): Promise<Bed> => {
  const practice = await startPracticeOrg(practiceOptions);
  const timing = timingOf(practice);
  await logIn(practice);
  const org = await openOrg(practice.username, { timing, environment: {}, ...options });
  const opened = practice.requests.length;
  return {
    practice,
    org,
    timing,
    inMinutes: (minutes) => new Date(timing.now() + minutes * 60_000),
    calls: (operation) => practice.requests.slice(opened).filter((request) => request.operation === operation).length,
    [Symbol.asyncDispose]: () => practice.close(),
  };
};

/** Stores a login without a way to renew it. */
export const logIn = async (practice: PracticeOrg, alias = `bed-${practice.orgId}`): Promise<string> => {
  const { url, orgId, username, accessToken, kind, instanceName, apiVersion } = practice;
  const account = { url, orgId, username, accessToken, refreshToken: '', kind, instanceName, apiVersion };
  await login(account, alias, new Date());
  return alias;
};

export const deployOf = (practice: PracticeOrg, files: Files = classes({ A: 'public class A {}' })) => ({
  zip: zipOf(files),
  checkOnly: false,
  expectedOrgId: practice.orgId,
});

/** Deploys and gives the id; fails the test when the org does not take it. */
export const submitted = async ({ org, practice }: Bed, files?: Files, checkOnly = false): Promise<string> => {
  const submission = await org.deploy({ ...deployOf(practice, files), checkOnly });
  if (submission.kind !== 'accepted') throw submission.error;
  return submission.id;
};

export interface Stub extends AsyncDisposable {
  readonly org: Org;
  readonly timing: ReturnType<typeof timingOf>;
  readonly requests: string[];
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** An org that answers whatever the test says: for words that no well-behaved org uses. */
export const makeStub = async (handle: Handler, options: OrgOptions = {}): Promise<Stub> => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (request.url === '/services/data') answerJson(response, [{ version: '67.0' }]);
    else handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const orgId = `00D${String(port).padStart(12, '0')}AAA`;
  const url = `http://127.0.0.1:${port}`;
  const username = `stub-${port}@example.com`;
  const account = { url, orgId, username, accessToken: `${orgId.slice(0, 15)}!stub`, refreshToken: '' };
  await login({ ...account, kind: 'production', instanceName: 'STUB', apiVersion: '67.0' }, `stub-${port}`, new Date());
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock = {
    now: () => new Date(now),
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const timing = timingOf({ clock });
  const org = await openOrg(username, { timing, environment: {}, ...options });
  requests.length = 0;
  return {
    org,
    timing,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
};

export const answerJson = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body));
};
