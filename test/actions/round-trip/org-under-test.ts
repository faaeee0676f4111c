import { deploy } from '../../../src/actions/deploy.ts';
import { rollback } from '../../../src/actions/rollback.ts';
import { openGatewaysAt, type Gateways } from '../../../src/gateways/open.ts';
import { openOrg } from '../../../src/gateways/org/open-org.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import { login, logout } from '../../../src/gateways/practice/practice-login.ts';
import { startPracticeOrg, type PracticeOrg } from '../../../src/practice-org/index.ts';
import type { Plan, PlanOptions } from '../../../src/release/plan/plan.ts';
import type { DeployOutcome, RollbackOutcome } from '../../../src/release/run-outcome.ts';
import { projectInGit } from '../project-in-git.ts';
import { options } from '../stage.ts';
import { memoryProject, type MemoryProject } from './memory-gateways.ts';
import { sourceFiles, type Piece } from './pieces.ts';

/** One practice org, and a project in memory that is released to it through the real doors. */
export interface OrgUnderTest extends AsyncDisposable {
  readonly org: PracticeOrg;
  /** A new org, and a project without releases. */
  begin(): void;
  release(version: string, pieces: readonly Piece[], apiVersion?: string): Promise<Ended>;
  rollBack(to: string, given?: Partial<PlanOptions>): Promise<Ended>;
}

/** How a door ended, and the plan that was agreed to. */
export interface Ended {
  readonly outcome: DeployOutcome | RollbackOutcome;
  readonly plan: Plan | undefined;
}

const waiting = { minutes: 1 };

/** `watched` puts something between the doors and the org. */
export const orgUnderTest = async (
  kind: PracticeOrg['kind'],
  watched: (org: Org) => Org = (org) => org,
): Promise<OrgUnderTest> => {
  const alias = `round-trip-${kind}`;
  const practice = await startPracticeOrg({ kind, name: alias });
  await login(practice, alias, new Date());
  const org = watched(await openOrg(alias));
  const { directory } = await projectInGit({
    'sfdx-project.json': '{ "packageDirectories": [{ "path": "force-app" }] }',
  });
  const real = await openGatewaysAt(directory);
  let project = memoryProject(real, org);
  return {
    org: practice,
    begin: () => {
      practice.reset();
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
