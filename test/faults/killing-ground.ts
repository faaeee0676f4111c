import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openGatewaysAt, type Gateways } from '../../src/gateways/open.ts';
import { openOrg } from '../../src/gateways/org/open-org.ts';
import { orgEvents } from '../../src/practice-org/faults/events.ts';
import { faultQueue } from '../../src/practice-org/faults/fault.ts';
import { requestLog } from '../../src/practice-org/http/request-log.ts';
import { startServer } from '../../src/practice-org/http/server.ts';
import { newOrg } from '../../src/practice-org/new-org.ts';
import type { Org } from '../../src/practice-org/org.ts';
import { imageOf, type OrgImage } from '../../src/practice-org/state/org-image.ts';
import { alias, commands, type Ended } from './commands.ts';
import { quiet } from './crash-points.ts';
import { openStriker } from './fault.ts';
import { faultsFound } from './judge.ts';
import { changedFiles, detached, logIn, projectFiles, routesOf } from './lab.ts';
import { readRepository } from './real-repository.ts';
import { endedIn, resuming, type Scenario } from './scenarios.ts';

const run = promisify(execFile);

/** A command of a process that is killed, and the moment at which it is given: a folder and an org. */
export interface Killing {
  readonly scenario: Scenario;
  readonly command: keyof typeof commands;
  /** Holds `project` and `remote.git`. */
  readonly folder: string;
  /** Somebody edits a label as soon as a deploy has succeeded, so that the run has to return to its snapshot. */
  readonly isSpoilt: boolean;
}

/** When a process dies: at a crash point, or so many milliseconds after it began. */
export type Death = { readonly at: string } | { readonly after: number };

export interface KillResult {
  /** Crash points that the first process passed, in order. */
  readonly passed: readonly string[];
  readonly wasKilled: boolean;
  readonly milliseconds: number;
  readonly wrong: readonly string[];
}

export interface KillingGround extends AsyncDisposable {
  readonly killings: readonly Killing[];
  /** Kills the command, then its resume where that is wanted, and lets another resume from a fresh clone end it. */
  kill(killing: Killing, first?: Death, second?: Death): Promise<KillResult>;
}

/** Real repositories, real processes, and an org that they reach by the network. */
export const openKillingGround = async (): Promise<KillingGround> => {
  const root = await mkdtemp(path.join(tmpdir(), 'sf-release-kills-'));
  const serving = await serve(root);
  const killings = await killingsIn(root, serving);
  let cases = 0;
  return {
    killings,
    kill: async (killing, first, second) => {
      const folder = path.join(root, `case${++cases}`);
      await cp(killing.folder, folder, { recursive: true });
      const result = await killIn(folder, { serving, killing, first, second });
      await rm(folder, { recursive: true, force: true });
      return result;
    },
    [Symbol.asyncDispose]: async () => {
      await serving.close();
      await rm(root, { recursive: true, force: true });
    },
  };
};

/** The org that is reached at one address; which one that is, and whether somebody edits it, changes. */
export interface Serving {
  readonly org: Org;
  use(image: OrgImage | undefined, isSpoilt: boolean): Promise<Org>;
  close(): Promise<void>;
}

export const serve = async (directory: string): Promise<Serving> => {
  process.env['NODE_COMPILE_CACHE'] = path.join(directory, 'compiled'); // a short life is not spent on compiling
  let org = newOrg({ name: alias });
  let routes = routesOf(org);
  let isSpoilt = false;
  let known = 0;
  const server = await startServer({
    get org() {
      return org;
    },
    get routes() {
      return routes;
    },
    ...{ faults: faultQueue(), log: requestLog(), port: 0 },
    after: () => {
      if (!isSpoilt || org.deploys.jobs.length <= known || org.deploys.jobs.at(-1)?.status !== 'Succeeded') return;
      isSpoilt = false;
      orgEvents(org).editInSetup('CustomLabel:Hello');
    },
  });
  const useToken = await logIn(org, { directory, url: server.url });
  return {
    get org() {
      return org;
    },
    use: async (image, spoilt) => {
      if (image !== undefined) org = newOrg({ name: alias }, { ...image, rest: detached(image.rest) });
      routes = routesOf(org);
      isSpoilt = spoilt;
      known = org.deploys.jobs.length;
      await useToken(org.sessions.current);
      return org;
    },
    close: () => server.close(),
  };
};

export const opening = (directory: string) => async (): Promise<Gateways> => ({
  ...(await openGatewaysAt(directory)),
  openOrg: (name) => openOrg(name, { quiet }),
});

/** A project of two releases; each moment is a folder of its own. */
const killingsIn = async (root: string, serving: Serving): Promise<readonly Killing[]> => {
  const [one, two] = [path.join(root, 'one'), path.join(root, 'two')];
  const git = (...args: readonly string[]) => run('git', ['-C', path.join(one, 'project'), ...args]);
  const commit = async (files: ReadonlyMap<string, string>): Promise<void> => {
    for (const [file, text] of files) {
      await mkdir(path.dirname(path.join(one, 'project', file)), { recursive: true });
      await writeFile(path.join(one, 'project', file), text);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'change');
    await git('push', '--quiet', 'origin', 'main');
  };
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', path.join(one, 'remote.git')]);
  await run('git', ['init', '--quiet', '--initial-branch=main', path.join(one, 'project')]);
  await git('remote', 'add', 'origin', '../remote.git');
  await commit(projectFiles);
  await released(one);
  await commit(changedFiles);
  const first = await momentIn(one, serving.org);
  await cp(one, two, { recursive: true });
  await released(two);
  const second = await momentIn(two, serving.org);
  const there = { before: first.org.metadata, after: second.org.metadata };
  const back = { before: second.org.metadata, after: first.org.metadata };
  const scenario = (name: string, begin: Scenario['begin'], holds: Scenario['holds']): Scenario => ({
    ...{ name, begin, holds, endedBefore: endedIn(begin), act: resuming, end: resuming },
  });
  return [
    { scenario: scenario('deploy', first, there), command: 'deploy', folder: one, isSpoilt: false },
    { scenario: scenario('rollback', second, back), command: 'rollback', folder: two, isSpoilt: false },
    { scenario: scenario('undo', second, back), command: 'rollback', folder: two, isSpoilt: true },
  ];
};

const released = async (folder: string): Promise<void> => {
  const ended = await commands.deploy(opening(path.join(folder, 'project')));
  if (ended.kind !== 'released') throw new Error(JSON.stringify(ended));
};

export const momentIn = async (folder: string, org: Org): Promise<Scenario['begin']> => {
  const remote = await readRepository(path.join(folder, 'remote.git'));
  return { org: { metadata: org.metadata, rest: detached(imageOf(org).rest) }, remote, clone: remote };
};

interface KillPlan {
  readonly serving: Serving;
  readonly killing: Killing;
  readonly first: Death | undefined;
  readonly second: Death | undefined;
}

const killIn = async (folder: string, { serving, killing, first, second }: KillPlan): Promise<KillResult> => {
  const { scenario, command, isSpoilt } = killing;
  const org = await serving.use(scenario.begin.org, isSpoilt);
  const died = await victim(command, path.join(folder, 'project'), first);
  if (second !== undefined && died.ended === undefined) await victim('resume', await cloneIn(folder, 'second'), second);
  const ended: Ended = { kind: died.ended ?? 'unfinished' };
  const clone = await cloneIn(folder, 'third');
  const endedBy = died.ended === undefined ? await endingOf(clone) : undefined;
  const remote = await readRepository(path.join(folder, 'remote.git'));
  const world = { org, remote, clone: remote, striker: openStriker([]), gateways: opening(clone) };
  org.settle();
  const wrong = faultsFound({ scenario, world: { ...world, checkpoint: () => scenario.begin }, ended, endedBy });
  return { passed: died.passed, wasKilled: died.ended === undefined, milliseconds: died.milliseconds, wrong };
};

/** A surprise is no ending: it is told with where it came from. */
const endingOf = (directory: string): Promise<Ended> =>
  commands.resume(opening(directory)).catch((error: unknown) => ({
    kind: `thrown ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  }));

export const cloneIn = async (folder: string, name: string): Promise<string> => {
  const directory = path.join(folder, name);
  // by its address: a clone of a path takes over objects that no ref of it reaches
  await run('git', ['clone', '--quiet', `file://${path.join(folder, 'remote.git')}`, directory]);
  return directory;
};

interface Died {
  readonly passed: readonly string[];
  readonly milliseconds: number;
  /** Absent when it was killed. */
  readonly ended?: string;
}

/** Runs a command in a process of its own until it ends or dies. */
export const victim = async (command: string, directory: string, death?: Death): Promise<Died> => {
  const point = death !== undefined && 'at' in death ? [death.at] : [];
  const script = path.join(import.meta.dirname, 'victim.ts');
  const child = spawn(process.execPath, [script, command, directory, ...point], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let began = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (began > 0 || !output.startsWith('go')) return;
    began = performance.now();
    if (death !== undefined && 'after' in death) setTimeout(() => child.kill('SIGKILL'), death.after);
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const milliseconds = performance.now() - began;
  await delay(200); // a push of the dead process may still land
  const lines = output.split('\n');
  const passed = lines.filter((line) => line.startsWith('at ')).map((line) => line.slice(3));
  const said = lines.find((line) => line.startsWith('ended '))?.slice('ended '.length);
  const ended = exitCode === null ? undefined : (said ?? `thrown, with exit code ${exitCode}`);
  return { passed, milliseconds, ...(ended !== undefined && { ended }) };
};
