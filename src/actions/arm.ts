import { lastRun } from '../release/journal-entry.ts';
import type { ArmOutcome } from '../release/outcome.ts';
import type { PlanOptions } from '../release/plan/plan.ts';
import { refuse } from '../release/refusal.ts';
import {
  findEnvironment,
  openPinnedOrg,
  refuseMovedTags,
  refuseOtherOrg,
  releaseToRestore,
  requireCurrent,
} from './environment.ts';
import { refuseBusyOrg } from './plan/org-checks.ts';
import { changesNothing, planMove, refuseBlockers } from './plan/plan-move.ts';
import { openRun, refuseOpenRun } from './run/run.ts';
import type { Waiting } from './run/scene.ts';
import { validate } from './run/validate.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface ArmRequest {
  readonly environment?: string | undefined;
  /** The release that a rollback would restore; the previous one when absent. */
  readonly to?: string | undefined;
  readonly targetOrg?: string | undefined;
  readonly options: PlanOptions;
  readonly waiting: Waiting;
}

/** Has the org validate the way back, with tests, so that a rollback later takes seconds. Changes nothing in the org. */
export const arm = (open: OpenGateways, request: ArmRequest): Promise<ArmOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const from = requireCurrent(gateways, environment);
    const entries = await gateways.journal(environment.name).entries();
    const to = releaseToRestore(gateways, environment, { from, named: request.to, entries });
    refuseOpenRun(lastRun(entries));
    await refuseMovedTags(gateways, [from, to]);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    refuseOtherOrg([from, to], identity);
    await refuseBusyOrg(org);
    const target = { ...to, release: to.name };
    const { options } = request;
    const { plan, material } = await planMove(gateways, {
      ...{ environment, org, identity, from, to: target, options },
      purpose: 'rollback',
    });
    if (changesNothing(plan)) return { kind: 'nothingToDo', from, to };
    refuseBlockers(plan);
    if (material.packages.size !== 1) refuse({ reason: 'cannotArm', deploys: material.packages.size });
    const run = await openRun(gateways, { verb: 'arm', plan, release: to.name, atomic: false });
    const { userId } = identity;
    return validate({ gateways, org, userId, plan, run, material, waiting: request.waiting });
  });
