import type { OrgIdentity } from '../gateways/org/identity.ts';
import { nextVersion } from '../release/catalogue.ts';
import type { CheckResult } from '../release/checks/check.ts';
import type { Plan } from '../release/plan/plan.ts';
import { releaseName } from '../release/release-name.ts';
import type { RollbackOutcome } from '../release/run-outcome.ts';
import { checkPlan, planned, refuseEarly, refuseFailed } from './checks/check-plan.ts';
import { concludedInLine } from './line.ts';
import { considerRollback, lineWished, type PlanningPlace, type RollbackWish } from './plan/consider-rollback.ts';
import { changesNothing, refuseBlockers } from './plan/plan-move.ts';
import { carryOut, type RunWishes } from './run/carry-out.ts';
import { validationOf } from './run/readiness.ts';
import { refuseWithoutBackup } from './run/save-data.ts';
import type { OpenGateways } from './walk.ts';

/** Asks a person, or the command line; throws `Refused` when the answer is not yes. */
export type Consent = (question: {
  readonly plan: Plan;
  readonly identity: OrgIdentity;
  /** What the checks before the run found; none of them failed. */
  readonly checks: readonly CheckResult[];
}) => Promise<void>;

export interface RollbackRequest extends RollbackWish, RunWishes {
  /** Shows the plan and writes nothing anywhere. */
  readonly dryRun: boolean;
  /** Names of checks that a person skips. */
  readonly skip?: readonly string[] | undefined;
}

/** Brings the org back to an earlier release: planned, shown, agreed to, done, read back, recorded. */
export const rollback = (open: OpenGateways, request: RollbackRequest, consent: Consent): Promise<RollbackOutcome> =>
  concludedInLine(open, lineWished(request), async (gateways) => {
    const early = (place: PlanningPlace): Promise<void> => refuseEarly(place, { ...request, options: place.options });
    const considered = await considerRollback(gateways, { ...request, refuseEarly: early });
    const { environment, from, to, org, identity, entries, plan, material } = considered;
    if (changesNothing(plan)) return { kind: 'nothingToDo', from, to };
    refuseBlockers(plan);
    const checked = await checkPlan({ gateways, environment, org, identity, plan, material, entries }, request);
    if (request.dryRun) return planned(checked);
    refuseFailed(checked);
    refuseWithoutBackup(gateways, plan);
    await consent({ plan, identity, checks: checked.results });
    const release = releaseName(environment.catalogue, nextVersion(environment.catalogue, 'patch') ?? '1.0.0');
    const validation = await validationOf({ org, current: from, entries, orgId: identity.orgId }, material);
    const agreed = { release, org, identity, plan, material, validation, checked };
    const ending = await carryOut(gateways, { verb: 'rollback', ...agreed }, request);
    return ending.kind === 'performed' ? { ...ending, kind: 'rolledBack', plan } : ending;
  });
