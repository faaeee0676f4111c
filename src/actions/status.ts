import { currentRelease } from '../release/catalogue.ts';
import { isOpen, lastRun } from '../release/journal-entry.ts';
import { ordersIn } from '../release/orders.ts';
import type { StatusOutcome } from '../release/outcome.ts';
import { openPinnedOrg } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { readReadiness } from './run/readiness.ts';
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
    return { ...told, readiness: await readReadiness({ org, current, entries, orgId: identity.orgId }) };
  });
