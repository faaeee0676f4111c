import type { OrgIdentity } from '../gateways/org/org.ts';
import { nextVersion } from '../release/catalogue.ts';
import type { CheckResult } from '../release/checks/check.ts';
import { lastRun } from '../release/journal-entry.ts';
import type { RollbackOutcome } from '../release/outcome.ts';
import type { Plan, PlanOptions } from '../release/plan/plan.ts';
import { releaseName } from '../release/release-name.ts';
import {
  findEnvironment,
  openPinnedOrg,
  refuseMovedTags,
  refuseOtherOrg,
  releaseToRestore,
  requireCurrent,
} from './environment.ts';
import { checkPlan, planned, refuseEarly, refuseFailed } from './checks/check-plan.ts';
import { changesNothing, planMove, refuseBlockers } from './plan/plan-move.ts';
import { carryOut, type RunWishes } from './run/carry-out.ts';
import { validationOf } from './run/readiness.ts';
import { refuseOpenRun } from './run/run.ts';
import { refuseWithoutBackup } from './run/save-data.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** Asks a person, or the command line; throws `Refused` when the answer is not yes. */
export type Consent = (question: {
  readonly plan: Plan;
  readonly identity: OrgIdentity;
  /** What the checks before the run found; none of them failed. */
  readonly checks: readonly CheckResult[];
}) => Promise<void>;

export interface RollbackRequest extends RunWishes {
  readonly environment?: string | undefined;
  /** The previous release when absent. */
  readonly to?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Shows the plan and writes nothing anywhere. */
  readonly dryRun: boolean;
  readonly options: PlanOptions;
}

/** Brings the org back to an earlier release: planned, shown, agreed to, done, read back, recorded. */
export const rollback = (open: OpenGateways, request: RollbackRequest, consent: Consent): Promise<RollbackOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const from = requireCurrent(gateways, environment);
    const entries = await gateways.journal(environment.name).entries();
    const to = releaseToRestore(gateways, environment, { from, named: request.to, entries });
    refuseOpenRun(lastRun(entries), request.takeOver);
    await refuseMovedTags(gateways, [from, to]);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    refuseOtherOrg([from, to], identity);
    await refuseEarly({ gateways, environment, org, entries }, request);
    const target = { ...to, release: to.name };
    const { plan, material } = await planMove(gateways, {
      environment,
      org,
      identity,
      from,
      to: target,
      purpose: 'rollback',
      options: request.options,
    });
    if (changesNothing(plan)) return { kind: 'nothingToDo', from, to };
    refuseBlockers(plan);
    const checked = await checkPlan({ gateways, environment, org, identity, plan, material, entries }, request);
    if (request.dryRun) return planned(checked);
    refuseFailed(checked);
    refuseWithoutBackup(gateways, plan);
    await consent({ plan, identity, checks: checked.results });
    const release = releaseName(environment.name, nextVersion(environment.catalogue, 'patch') ?? '1.0.0');
    const validation = await validationOf({ org, current: from, entries, orgId: identity.orgId }, material);
    const agreed = { release, org, identity, plan, material, validation, checked };
    const ending = await carryOut(gateways, { verb: 'rollback', ...agreed }, request);
    return ending.kind === 'performed' ? { ...ending, kind: 'rolledBack', plan } : ending;
  });
