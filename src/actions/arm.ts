import type { PlanOptions } from '../release/plan/plan.ts';
import { refuse } from '../release/refusal.ts';
import type { ArmOutcome } from '../release/run-outcome.ts';
import { concludedInLine } from './line.ts';
import { considerRollback, lineWished } from './plan/consider-rollback.ts';
import { refuseBusyOrg } from './plan/org-checks.ts';
import { changesNothing, refuseBlockers } from './plan/plan-move.ts';
import { openRun } from './run/run.ts';
import type { Waiting } from './run/scene.ts';
import { validate } from './run/validate.ts';
import type { OpenGateways } from './walk.ts';

export interface ArmRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** The release that a rollback would restore; the previous one when absent. */
  readonly to?: string | undefined;
  readonly targetOrg?: string | undefined;
  readonly options: PlanOptions;
  readonly waiting: Waiting;
}

/** Has the org validate the way back, with tests, so that a rollback later takes seconds. Changes nothing in the org. */
export const arm = (open: OpenGateways, { waiting, ...wish }: ArmRequest): Promise<ArmOutcome> =>
  concludedInLine(open, lineWished(wish), async (gateways) => {
    const considered = await considerRollback(gateways, { ...wish, refuseEarly: ({ org }) => refuseBusyOrg(org) });
    const { from, to, org, identity, plan, material } = considered;
    if (changesNothing(plan)) return { kind: 'nothingToDo', from, to };
    refuseBlockers(plan);
    if (material.packages.size !== 1) refuse({ reason: 'cannotArm', deploys: material.packages.size });
    const run = await openRun(gateways, { verb: 'arm', plan, release: to.name, atomic: false });
    return validate({ gateways, org, userId: identity.userId, plan, run, material, waiting });
  });
