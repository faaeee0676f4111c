import type { PlannedOutcome, PlanOutcome } from '../release/run-outcome.ts';
import { checkPlan, planned } from './checks/check-plan.ts';
import { concludedInLine } from './line.ts';
import { considerRollback, lineWished, type RollbackWish } from './plan/consider-rollback.ts';
import type { OpenGateways } from './walk.ts';

export interface PlanRequest extends RollbackWish {
  /** Names of checks that a person skips. */
  readonly skip?: readonly string[] | undefined;
  /** Files to write for the plan, by path: words are the caller's. */
  readonly compose: (planned: PlannedOutcome) => ReadonlyMap<string, string>;
}

/** Everything that going back would do, as a value. Writes nothing but the files that were asked for. */
export const plan = (open: OpenGateways, request: PlanRequest): Promise<PlanOutcome> =>
  concludedInLine(open, lineWished(request), async (gateways) => {
    const { environment, org, identity, entries, ...decided } = await considerRollback(gateways, request);
    const outcome = planned(
      await checkPlan(
        { gateways, environment, org, identity, plan: decided.plan, material: decided.material, entries },
        request,
      ),
    );
    const outputs = request.compose(outcome);
    for (const [file, text] of outputs) await gateways.writeOutput(file, text);
    return { ...outcome, files: [...outputs.keys()] };
  });
