import type { Gateways } from '../gateways/open.ts';
import { currentRelease } from '../release/catalogue.ts';
import { isOpen, lastRun } from '../release/journal-entry.ts';
import { ordersIn } from '../release/orders.ts';
import type { StatusOutcome } from '../release/outcome.ts';
import { plainOptions } from '../release/plan/plain-options.ts';
import { openPinnedOrg } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import type { RollbackWish } from './plan/consider-rollback.ts';
import { readinessOfPlan, readReadiness } from './run/readiness.ts';
import type { Material } from './run/scene.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface StatusRequest {
  readonly environment?: string | undefined;
  /** The org that is asked whether the way back is armed still; from Git alone when absent. */
  readonly targetOrg?: string | undefined;
}

/** What an environment was given last, whether a run is open, and whether the way back is validated. */
export const status = (open: OpenGateways, request: StatusRequest): Promise<StatusOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await fetchEnvironment(gateways, request.environment);
    const { name, catalogue, pin } = environment;
    const entries = await gateways.journal(name).entries();
    const run = lastRun(entries);
    const current = currentRelease(catalogue);
    const { freeze } = ordersIn(entries);
    const told = {
      kind: 'status',
      environment: name,
      ...(pin === undefined ? {} : { orgId: pin.orgId }),
      ...(current === undefined ? {} : { current }),
      ...(isOpen(run) ? { openRun: run } : {}),
      ...(freeze === undefined ? {} : { freeze }),
    } as const;
    if (request.targetOrg === undefined || current === undefined) return told;
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const ready = await readReadiness({ org, current, entries, orgId: identity.orgId });
    if (isOpen(run)) return { ...told, readiness: ready }; // nothing else can be planned meanwhile
    const wish = { environment: name, targetOrg: request.targetOrg, options: plainOptions };
    return { ...told, readiness: await readinessOfPlan(ready, (to) => materialFor(gateways, { ...wish, to })) };
  });

/** What would be sent now; throws `Refused` when nothing would. Loaded by its first use: without an org nothing is planned. */
const materialFor = async (gateways: Gateways, wish: RollbackWish): Promise<Material> => {
  const { considerRollback } = await import('./plan/consider-rollback.ts');
  const { refuseBlockers } = await import('./plan/plan-move.ts');
  const { plan, material } = await considerRollback(gateways, wish);
  refuseBlockers(plan);
  return material;
};
