import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { RunFault } from '../../release/ending.ts';
import type { RunVerb } from '../../release/journal-entry.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { evidenceBefore, type Checked } from '../checks/check-plan.ts';
import { abandon } from './adopt.ts';
import { perform, type Performed } from './perform.ts';
import { openRun, type Run } from './run.ts';
import type { Material, Waiting } from './scene.ts';
import { withReports, type TestReports } from './test-reports.ts';

/** What a person asked of a run, beside the plan. */
export interface RunWishes {
  readonly reason?: string | undefined;
  /** Id of the open run of somebody who is gone; it is ended before this one begins. */
  readonly takeOver?: string | undefined;
  /** Returns to the run's own snapshot when what the org was given turns out wrong; a rollback does when absent. */
  readonly atomic?: boolean | undefined;
  /** Names of checks that are left out. */
  readonly skip?: readonly string[] | undefined;
  /** Where what is known of the tests goes. */
  readonly reports?: TestReports | undefined;
  readonly waiting: Waiting;
}

export interface Agreed {
  readonly verb: RunVerb;
  /** What the run makes when it ends well: the name of the release. */
  readonly release: string;
  readonly org: Org;
  readonly identity: OrgIdentity;
  readonly plan: Plan;
  readonly material: Material;
  /** Id of a validation of the plan's one package: deployed at once when the org still takes it. */
  readonly validation?: string | undefined;
  /** What was asked before; the checks after the run compare with it. */
  readonly checked: Checked;
}

/** Opens a run for a plan that was agreed to, and carries it out. The run it takes over is ended first, with evidence. */
export const carryOut = async (
  gateways: Gateways,
  { verb, release, org, identity, plan, material, validation, checked }: Agreed,
  { reason, takeOver, atomic = verb === 'rollback', reports, waiting }: RunWishes,
): Promise<Performed | RunFault> => {
  const endOpenRun = async (run: Run): Promise<void> => {
    await abandon(gateways, { run, org, reason });
  };
  const ending = takeOver === undefined ? {} : { endOpenRun };
  const before = await evidenceBefore(checked);
  const run = await openRun(gateways, { verb, plan, release, reason, atomic, ...before, ...ending });
  const scene = { gateways, org, userId: identity.userId, plan, run, material, waiting, validation };
  return withReports(scene, reports, await perform(scene));
};
