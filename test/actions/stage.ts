import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { deploy, type DeployRequest } from '../../src/actions/deploy.ts';
import { resume, type ResumeRequest } from '../../src/actions/resume.ts';
import { rollback, type Consent, type RollbackRequest } from '../../src/actions/rollback.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import type { Gateways } from '../../src/gateways/open.ts';
import { login, logout } from '../../src/gateways/practice/practice-login.ts';
import { startPracticeOrg, type PracticeOrg, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import type { PlanOptions } from '../../src/release/plan/plan.ts';
import type { DeployOutcome, ResumeOutcome, RollbackOutcome } from '../../src/release/run-outcome.ts';
import { startingProject } from './project.ts';

const run = promisify(execFile);

/** A real Git project, its bare remote if the story needs one, and a practice org that this machine is logged in to. */
export interface Stage extends AsyncDisposable {
  readonly org: PracticeOrg;
  readonly alias: string;
  readonly directory: string;
  readonly remote: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes files (relative to the project); `undefined` removes one. Commits all of it. */
  commit(files: Readonly<Record<string, string | undefined>>, message?: string): Promise<void>;
  /** Opens the gateways of the project, or of a fresh clone of its remote. */
  readonly gateways: () => Promise<Gateways>;
  clone(): Promise<string>;
  deploy(version: string, given?: Partial<DeployRequest>): Promise<DeployOutcome>;
  rollback(given?: Partial<RollbackRequest>, consent?: Consent): Promise<RollbackOutcome>;
  /** From another directory, when the request names one: a clone is another machine. */
  resume(directory?: string, given?: Partial<ResumeRequest>): Promise<ResumeOutcome>;
}

export const options: PlanOptions = {
  keepDataModel: 'whenRowsExist',
  acceptDataLoss: [],
  onDrift: 'stop',
  only: [],
  exclude: [],
};

const agreed: Consent = () => Promise.resolve();

let stages = 0;

/** Sets the stage with the starting project committed, and pushed where there is a remote; nothing is deployed yet. */
export const setTheStage = async ({
  withRemote = false,
  ...orgOptions
}: PracticeOrgOptions & { readonly withRemote?: boolean } = {}): Promise<Stage> => {
  const root = await mkdtemp(path.join(tmpdir(), 'sf-release-stage-'));
  const directory = path.join(root, 'project');
  const remote = path.join(root, 'remote.git');
  const alias = `stage${++stages}`;
  const org = await startPracticeOrg({ name: alias, ...orgOptions });
  await login({ ...org, url: org.url }, alias, new Date());
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', [...args], { cwd: directory })).stdout.trim();
  const waiting = { minutes: 1 };
  const stage: Stage = {
    org,
    alias,
    directory,
    remote,
    git,
    commit: async (files, message = 'change') => {
      for (const [file, text] of Object.entries(files)) {
        const target = path.join(directory, file);
        if (text === undefined) await rm(target);
        else {
          await mkdir(path.dirname(target), { recursive: true });
          await writeFile(target, text);
        }
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
    },
    gateways: () => openGatewaysAt(directory),
    clone: async () => {
      const copy = path.join(await mkdtemp(path.join(root, 'clone-')), 'project');
      // by its address: a clone of a path takes over objects that no ref of it reaches
      await run('git', ['clone', '--quiet', pathToFileURL(remote).href, copy]);
      return copy;
    },
    deploy: (version, given = {}) =>
      deploy(
        stage.gateways,
        { version, targetOrg: alias, whole: false, dryRun: false, options, waiting, ...given },
        agreed,
      ),
    rollback: (given = {}, consent = agreed) =>
      rollback(stage.gateways, { targetOrg: alias, dryRun: false, options, waiting, ...given }, consent),
    resume: (from = directory, given = {}) =>
      resume(() => openGatewaysAt(from), { targetOrg: alias, waiting, ...given }),
    [Symbol.asyncDispose]: async () => {
      await logout(org.username, alias, undefined);
      await org.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  await run('git', ['init', '--quiet', '--initial-branch=main', directory]);
  await stage.commit(startingProject, 'start');
  if (withRemote) {
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
    await git('remote', 'add', 'origin', remote);
    await git('push', '--quiet', 'origin', 'main');
  }
  return stage;
};
