import { arm } from '../../src/actions/arm.ts';
import { deploy } from '../../src/actions/deploy.ts';
import { list } from '../../src/actions/list.ts';
import { revertBranch } from '../../src/actions/revert-branch.ts';
import { rollback } from '../../src/actions/rollback.ts';
import type { Waiting } from '../../src/actions/run/scene.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { login, logout } from '../../src/gateways/practice/practice-login.ts';
import { startPracticeOrg } from '../../src/practice-org/index.ts';
import { plainOptions } from '../../src/release/plan/plain-options.ts';
import type { RollbackOutcome } from '../../src/release/run-outcome.ts';
import type { Project } from './project.ts';

const alias = 'replay';
const waiting: Waiting = { minutes: 30 };
const options = { ...plainOptions, onDrift: 'overwrite' } as const;
const agreed = () => Promise.resolve();

export interface ArmedTally {
  /** Ways back and forward that were validated, and deployed by that validation. */
  armed: number;
  /** Ways that need no tests, which the org never deploys by their validation. */
  untested: number;
  /** Neighbours with the same components. */
  alike: number;
  /** Branches that equal the release before, and differ from their parent in package directories alone. */
  reverted: number;
  /** Releases in the catalogue at the end. */
  catalogue: number;
  readonly troubles: string[];
}

interface Walk {
  readonly project: Project;
  readonly tally: ArmedTally;
  readonly say: (line: string) => void;
}

/** Releases each commit, goes back armed, puts the branch right, and comes forward again armed. */
export const replayArmed = async (
  project: Project,
  refs: readonly string[],
  say: (line: string) => void,
): Promise<ArmedTally> => {
  await using org = await startPracticeOrg({ name: alias });
  await login(org, alias, new Date());
  const walk: Walk = {
    project,
    say,
    tally: { armed: 0, untested: 0, alike: 0, reverted: 0, catalogue: 0, troubles: [] },
  };
  try {
    let made = 0;
    for (const [index, ref] of refs.entries()) {
      await project.checkOut(ref);
      await project.git('checkout', '--quiet', '-B', 'replayed');
      if (!(await release(walk, index + 1))) continue;
      made += 1;
      if (made > 1) await thereAndBack(walk, `${index + 1}.0.0`);
    }
    walk.tally.catalogue = await inCatalogue(walk);
    return walk.tally;
  } finally {
    await logout(org.username, alias, undefined);
  }
};

const open =
  ({ project }: Walk) =>
  () =>
    openGatewaysAt(project.directory);

const release = async (walk: Walk, number: number): Promise<boolean> => {
  const asked = { version: `${number}.0.0`, targetOrg: alias, dryRun: false, options, waiting, whole: false };
  const outcome = await deploy(open(walk), asked, agreed);
  if (outcome.kind === 'released') return true;
  if (outcome.kind !== 'refused' || outcome.refusal.reason !== 'nothingToDeploy')
    wrong(walk, `release ${number}`, outcome);
  return false;
};

const thereAndBack = async (walk: Walk, version: string): Promise<void> => {
  const back = await armedWay(walk, `back from ${version}`, {});
  if (back !== 'rolledBack') return;
  await putRight(walk, version);
  await armedWay(walk, `forward to ${version}`, { undoLast: true, armTo: version });
};

interface Way {
  readonly undoLast?: boolean;
  /** What is validated when it is not the way back. */
  readonly armTo?: string;
}

const armedWay = async (
  walk: Walk,
  what: string,
  { armTo, undoLast = false }: Way,
): Promise<RollbackOutcome['kind']> => {
  const ready = await arm(open(walk), { targetOrg: alias, to: armTo, options, waiting });
  if (ready.kind !== 'armed' && ready.kind !== 'nothingToDo') wrong(walk, `arm the way ${what}`, ready);
  const began = performance.now();
  const outcome = await rollback(open(walk), { targetOrg: alias, undoLast, dryRun: false, options, waiting }, agreed);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (outcome.kind === 'nothingToDo') walk.tally.alike += 1;
  else if (outcome.kind !== 'rolledBack') wrong(walk, what, outcome);
  else if (ready.kind === 'armed' && ready.plan.tests.level === 'NoTestRun') walk.tally.untested += 1;
  else if (ready.kind === 'armed' && outcome.deploy.validation === ready.deploy.deployId) walk.tally.armed += 1;
  else wrong(walk, `${what} was not deployed by its validation`, outcome.deploy);
  walk.say(`${what}: ${outcome.kind} in ${seconds} s`);
  return outcome.kind;
};

/** The branch still holds the release that was rolled back; afterwards its package directories are the ones restored. */
const putRight = async (walk: Walk, version: string): Promise<void> => {
  const words = () => ({ title: `revert ${version}`, body: '' });
  const outcome = await revertBranch(open(walk), { branch: 'replayed', name: `revert-${version}`, words });
  if (outcome.kind !== 'reverted') {
    wrong(walk, `put the branch of ${version} right`, outcome);
    return;
  }
  const { settings } = await (await open(walk)()).versionAt(outcome.good.commit, outcome.good.name);
  const inside = settings.packageDirectories;
  const changed = async (...range: readonly string[]): Promise<string> =>
    walk.project.git('diff', '--name-only', ...range);
  const left = await changed(outcome.good.commit, outcome.commit, '--', ...inside);
  const outside = await changed(
    outcome.bad.commit,
    outcome.commit,
    '--',
    '.',
    ...inside.map((path) => `:(exclude)${path}`),
  );
  if (left === '' && outside === '') walk.tally.reverted += 1;
  else wrong(walk, `the branch of ${version} is not as it should be`, { left, outside });
};

const inCatalogue = async (walk: Walk): Promise<number> => {
  const listed = await list(open(walk), {});
  return listed.kind === 'listed' ? listed.catalogue.releases.length : 0;
};

const wrong = ({ tally, say }: Walk, what: string, detail: unknown): void => {
  const text = `${what}: ${JSON.stringify(detail).slice(0, 500)}`;
  tally.troubles.push(text);
  say(`WRONG ${text}`);
};
