import type { ListOutcome } from '../release/catalogue-outcome.ts';
import { findEnvironment } from './environment.ts';
import { ofReleaseNamed } from './line.ts';
import { standingsHere } from './standings.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** The catalogue of an environment and what is known of its releases, from Git alone; no remote is asked. */
export const list = (
  open: OpenGateways,
  request: { readonly environment?: string | undefined; readonly line?: string | undefined },
): Promise<ListOutcome> =>
  concluded(open, async (opened) => {
    const gateways = request.line === undefined ? opened : ofReleaseNamed(opened, request);
    const { catalogue } = await findEnvironment(gateways, request.environment);
    return { kind: 'listed', catalogue, standings: await standingsHere(gateways, catalogue) };
  });
