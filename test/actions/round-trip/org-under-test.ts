import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { deploy } from '../../../src/actions/deploy.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import { rollback } from '../../../src/actions/rollback.ts';
import { openGatewaysAt, type Gateways } from '../../../src/gateways/open.ts';
import { openOrg } from '../../../src/gateways/org/open-org.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import { systemTiming } from '../../../src/gateways/org/timing.ts';
import { login, logout } from '../../../src/gateways/practice/practice-login.ts';
import { startPracticeOrg, type PracticeOrg } from '../../../src/practice-org/index.ts';
import type { RestoreOutcome } from '../../../src/release/data/data-outcome.ts';
import { defaultFolder } from '../../../src/release/data/default-folder.ts';
import type { Plan, PlanOptions } from '../../../src/release/plan/plan.ts';
import type { DeployOutcome, RollbackOutcome } from '../../../src/release/run-outcome.ts';
import { projectInGit } from '../project-in-git.ts';
import { options } from '../stage.ts';
import { memoryProject, type MemoryProject } from './memory-gateways.ts';
import { sourceFiles, type Piece } from './pieces.ts';

/** One practice org, and a project in memory that is released to it through the real doors; rows are saved on disk. */
export interface OrgUnderTest extends AsyncDisposable {
  readonly org: PracticeOrg;
  /** A new org, and a project without releases. */
  begin(): void;
  release(version: string, pieces: readonly Piece[], apiVersion?: string): Promise<Ended>;
  rollBack(to: string, given?: Partial<PlanOptions>): Promise<Ended>;
  /** Id of the newest backup of rows; undefined when there is none. */
  newestBackup(): Promise<string | undefined>;
  restore(backup: string): Promise<RestoreOutcome>;
}

/** How a door ended, and the plan that was agreed to. */
export interface Ended {
  readonly outcome: DeployOutcome | RollbackOutcome;
  readonly plan: Plan | undefined;
}

const waiting = { minutes: 1 };

/** The practice org takes no time: nothing is waited for. */
const timing = { ...systemTiming, sleep: () => setImmediate() };

/** `watched` puts something between the doors and the org. */
export const orgUnderTest = async (
  kind: PracticeOrg['kind'],
  watched: (org: Org) => Org = (org) => org,
): Promise<OrgUnderTest> => {
  const alias = `round-trip-${kind}`;
  const practice = await startPracticeOrg({ kind, name: alias });
  await login(practice, alias, new Date());
  const org = watched(await openOrg(alias, { timing }));
  const key = await generateX25519Identity();
  const { directory } = await projectInGit({
    'sfdx-project.json': '{ "packageDirectories": [{ "path": "force-app" }] }',
    'release.yaml': JSON.stringify({ data: { recipients: [await identityToRecipient(key)] } }),
  });
  const keyFile = path.join(directory, 'key.txt');
  writeFileSync(keyFile, key);
  const real = await openGatewaysAt(directory);
  let project = memoryProject(real, org);
  return {
    org: practice,
    begin: () => {
      practice.reset();
      rmSync(path.join(directory, defaultFolder), { recursive: true, force: true });
      project = memoryProject(real, org);
    },
    release: (version, pieces, apiVersion) => {
      project.commit(sourceFiles(pieces, apiVersion));
      const request = { version, targetOrg: alias, whole: false, dryRun: false, options, waiting };
      return ended(project, (open, agree) => deploy(open, request, agree));
    },
    rollBack: (to, given = {}) => {
      const request = { to, targetOrg: alias, dryRun: false, options: { ...options, ...given }, waiting };
      return ended(project, (open, agree) => rollback(open, request, agree));
    },
    newestBackup: async () => (await (await real.backups('production')).list()).complete.at(-1)?.id,
    restore: (backup) => {
      const wishes = {
        objects: [],
        fields: [],
        ids: [],
        onConflict: 'overwrite',
        insert: true,
        dryRun: false,
      } as const;
      const request = { backup, targetOrg: alias, identity: keyFile, ...wishes };
      return restore(project.gateways, request, () => Promise.resolve());
    },
    [Symbol.asyncDispose]: async () => {
      await logout(practice.username, alias, undefined);
      await practice.close();
    },
  };
};

type Agree = Parameters<typeof rollback>[2];
type Act = (open: () => Promise<Gateways>, agree: Agree) => Promise<Ended['outcome']>;

const ended = async ({ gateways }: MemoryProject, act: Act): Promise<Ended> => {
  let plan: Plan | undefined;
  const outcome = await act(gateways, (question) => {
    plan = question.plan;
    return Promise.resolve();
  });
  return { outcome, plan };
};
