import { refuse } from '../release/refusal.ts';
import type { DeployOutcome } from '../release/run-outcome.ts';
import { checkPlan, planned, refuseEarly, refuseFailed } from './checks/check-plan.ts';
import { concludedInLine } from './line.ts';
import { considerDeploy, type DeployWish } from './plan/consider-deploy.ts';
import { changesNothing, refuseBlockers } from './plan/plan-move.ts';
import type { Consent } from './rollback.ts';
import { carryOut, type RunWishes } from './run/carry-out.ts';
import { refuseWithoutBackup } from './run/save-data.ts';
import type { OpenGateways } from './walk.ts';

export interface DeployRequest extends DeployWish, RunWishes {
  readonly takeOver?: string | undefined;
  /** Shows the plan and writes nothing anywhere. */
  readonly dryRun: boolean;
}

/**
 * Deploys the commit at HEAD, or that of a release of another environment, and records it as a release when the org
 * said so and was read back.
 */
export const deploy = (open: OpenGateways, request: DeployRequest, consent: Consent): Promise<DeployOutcome> =>
  concludedInLine(open, { line: request.line, releases: [request.release] }, async (gateways) => {
    const considered = await considerDeploy(gateways, request, (place) => refuseEarly(place, request));
    const { release, from, promoted, org, identity, plan, material } = considered;
    if (changesNothing(plan)) refuse({ reason: 'nothingToDeploy', ...(from && { since: from.name }) });
    refuseBlockers(plan);
    const checked = await checkPlan({ gateways, ...considered }, request);
    if (request.dryRun) return planned(checked);
    refuseFailed(checked);
    refuseWithoutBackup(gateways, plan);
    await consent({ plan, identity, checks: checked.results });
    const agreed = { verb: 'deploy', release, org, identity, plan, material, checked } as const;
    const reason = request.reason ?? (promoted && `promotion of ${promoted.name}`);
    const ending = await carryOut(gateways, agreed, { ...request, reason });
    return ending.kind === 'performed' ? { ...ending, kind: 'released', plan } : ending;
  });
