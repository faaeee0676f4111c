import { currentRelease } from '../release/catalogue.ts';
import { isOpen, lastRun } from '../release/journal-entry.ts';
import type { StatusOutcome } from '../release/outcome.ts';
import { findEnvironment } from './environment.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** What an environment was given last, and whether a run is open; from Git alone. */
export const status = (
  open: OpenGateways,
  request: { readonly environment?: string | undefined },
): Promise<StatusOutcome> =>
  concluded(open, async (gateways) => {
    const { name, catalogue, pin } = await findEnvironment(gateways, request.environment);
    const run = lastRun(await gateways.journal(name).entries());
    const current = currentRelease(catalogue);
    return {
      kind: 'status',
      environment: name,
      ...(pin === undefined ? {} : { orgId: pin.orgId }),
      ...(current === undefined ? {} : { current }),
      ...(isOpen(run) ? { openRun: run } : {}),
    };
  });
