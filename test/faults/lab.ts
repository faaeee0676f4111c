import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { openGatewaysAt, type Gateways } from '../../src/gateways/open.ts';
import { openOrg } from '../../src/gateways/org/open-org.ts';
import type { Http } from '../../src/gateways/org/http.ts';
import type { Timing } from '../../src/gateways/org/timing.ts';
import { apexTestRoutes } from '../../src/practice-org/http/apex-test-routes.ts';
import { deployRoutes } from '../../src/practice-org/http/deploy-routes.ts';
import { loginRoutes } from '../../src/practice-org/http/login-routes.ts';
import { requestLog } from '../../src/practice-org/http/request-log.ts';
import type { Route } from '../../src/practice-org/http/route.ts';
import { startServer } from '../../src/practice-org/http/server.ts';
import { versionRoutes } from '../../src/practice-org/http/version-routes.ts';
import { faultQueue } from '../../src/practice-org/faults/fault.ts';
import { newOrg } from '../../src/practice-org/new-org.ts';
import type { Org } from '../../src/practice-org/org.ts';
import { recordRoutes } from '../../src/practice-org/records/routes.ts';
import { imageOf, type OrgImage } from '../../src/practice-org/state/org-image.ts';
import { apexClass, labels, startingProject } from '../actions/project.ts';
import { alias } from './commands.ts';
import { openStriker, type Fault, type Striker } from './fault.ts';
import { faultyGit } from './faulty-git.ts';
import { memoryGit } from './git/memory-git.ts';
import { cloneOf, commitTo, copyOf, emptyRepository, type MemoryRepository } from './git/memory-repository.ts';
import { mortalGit, openMortal, type Mortal } from './mortal.ts';
import { faultyHttp, type Watch } from './wire.ts';

/** A moment to which every case can be put back: the org, the remote and one clone of it. */
export interface Checkpoint {
  readonly org: OrgImage;
  readonly remote: MemoryRepository;
  readonly clone: MemoryRepository;
}

/** What one case happens in: an org, a remote, machines with clones, one clock, and faults. */
export interface World {
  readonly org: Org;
  readonly remote: MemoryRepository;
  readonly clone: MemoryRepository;
  readonly striker: Striker;
  /** Gateways of a machine with this clone. */
  gateways(clone: MemoryRepository, watch?: Watch, mortal?: Mortal): Promise<Gateways>;
  checkpoint(): Checkpoint;
}

/** Where worlds are made. */
export interface Lab extends AsyncDisposable {
  /** A world with a project that was never released. */
  begin(): Promise<World>;
  /** A copy of a moment, in which faults will strike. */
  enter(checkpoint: Checkpoint, faults: readonly Fault[]): Promise<World>;
}

/** The value of a record in the org of every case: nothing that leaves the process may hold it. */
export const canary = 'canary-value-of-a-record';

/** The files of a project as they stand at its first release. */
export const projectFiles: ReadonlyMap<string, string> = new Map(Object.entries(startingProject));

/** The same at its second release. */
export const changedFiles: ReadonlyMap<string, string> = new Map([
  ...projectFiles,
  ...Object.entries(labels({ Hello: 'Good day', Bye: 'Bye' })),
  ...Object.entries(apexClass('Extra', 'public class Extra {}\n')),
]);

const nobody: Watch = () => undefined;

let runs = 0;

export const routesOf = (org: Org): readonly Route[] => [
  ...versionRoutes(org),
  ...loginRoutes(org),
  ...deployRoutes(org),
  ...apexTestRoutes(org),
  ...recordRoutes(org.database),
];

/** Sleeping moves the org's clock and lets the org work: an hour takes no time, and is an hour for everybody. */
const timingOf = ({ clock }: Org): Timing => ({
  now: () => clock.now().getTime(),
  sleep: (milliseconds) => {
    clock.advance(milliseconds);
    return setImmediate();
  },
  random: () => 0.5,
});

/** A folder that is a project, and a server that renews sessions of whichever org is in use. */
export const openLab = async (): Promise<Lab> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'sf-release-faults-'));
  await writeFile(path.join(directory, 'sfdx-project.json'), projectFiles.get('sfdx-project.json') ?? '');
  let current = newOrg({ name: alias });
  const server = await startServer({
    get org() {
      return current;
    },
    get routes() {
      return routesOf(current);
    },
    ...{ faults: faultQueue(), log: requestLog(), port: 0, after: () => undefined },
  });
  const useToken = await logIn(current, { directory, url: server.url });
  const worldOf = async (org: Org, remote: MemoryRepository, clone: MemoryRepository, faults: readonly Fault[]) => {
    current = org;
    await useToken(org.sessions.current);
    return openWorld({ directory, org, remote, clone, striker: openStriker(faults) });
  };
  return {
    begin: async () => {
      const remote = emptyRepository();
      commitTo(remote, 'refs/heads/main', projectFiles);
      return worldOf(current, remote, cloneOf(remote), []);
    },
    enter: ({ org, remote, clone }, faults) => {
      const image = { metadata: org.metadata, rest: detached(org.rest) };
      return worldOf(newOrg({ name: alias }, image), copyOf(remote), copyOf(clone), faults);
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

/** A copy that shares nothing; unlike `structuredClone` it leaves a Buffer a Buffer. */
export const detached = <T>(value: T): T => deserialize(serialize(value)) as T;

/** Logs in as CI does, so that sessions can be renewed. Gives a function that puts a token in place of the newest. */
export const logIn = async (
  { identity: { username } }: Org,
  { directory, url }: { readonly directory: string; readonly url: string },
): Promise<(token: string) => Promise<void>> => {
  const { AuthInfo } = await import('@salesforce/core');
  const key = path.join(directory, 'server.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const oauth2Options = { clientId: 'lab', privateKeyFile: key, loginUrl: url };
  const login = await AuthInfo.create({ username, oauth2Options });
  await login.setAlias(alias);
  return async (accessToken) => {
    const stored = await AuthInfo.create({ username });
    if (stored.getFields(true).accessToken !== accessToken) await stored.save({ accessToken });
  };
};

type Parts = Pick<World, 'org' | 'remote' | 'clone' | 'striker'> & { readonly directory: string };

const openWorld = (parts: Parts): World => {
  const { directory, org, remote, clone, striker } = parts;
  const { clock } = org;
  const routes = routesOf(org);
  return {
    ...{ org, remote, clone, striker },
    gateways: async (here, watch = nobody, mortal = openMortal()) => {
      const place = { here, there: remote, now: () => clock.now() };
      const openGit = (folder: string) => mortalGit(faultyGit(memoryGit(place, folder), striker), mortal);
      const opened = await openGatewaysAt(directory, { openGit });
      const send = faultyHttp({ org, routes }, striker, watch);
      const http: Http = (request) => mortal.live(() => send(request));
      const options = { timing: timingOf(org), http, environment: {} };
      return {
        ...opened,
        openOrg: (name) => openOrg(name, options),
        now: () => clock.now(),
        newRunId: () => `run${++runs}`,
      };
    },
    checkpoint: () => ({
      org: { metadata: org.metadata, rest: detached(imageOf(org).rest) },
      remote: copyOf(remote),
      clone: copyOf(clone),
    }),
  };
};
