import type { ListOutcome } from '../release/outcome.ts';
import { findEnvironment } from './environment.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** The catalogue of an environment, from Git alone. */
export const list = (
  open: OpenGateways,
  request: { readonly environment?: string | undefined },
): Promise<ListOutcome> =>
  concluded(open, async (gateways) => ({
    kind: 'listed',
    catalogue: (await findEnvironment(gateways, request.environment)).catalogue,
  }));
