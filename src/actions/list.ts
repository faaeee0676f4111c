import type { ListOutcome } from '../release/catalogue-outcome.ts';
import { findEnvironment } from './environment.ts';
import { linesOf, ofReleaseNamed } from './line.ts';
import { standingsHere } from './standings.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** All releases of an environment or of one of its lines, and what is known of them, from Git alone; no remote is asked. */
export const list = (
  open: OpenGateways,
  request: { readonly environment?: string | undefined; readonly line?: string | undefined },
): Promise<ListOutcome> =>
  concluded(open, async (opened) => {
    const gateways = request.line === undefined ? opened : ofReleaseNamed(opened, request);
    const { name, catalogue: own, everyRelease } = await findEnvironment(gateways, request.environment);
    const catalogue = request.line === undefined ? { environment: name, releases: everyRelease } : own;
    const lines = linesOf(gateways.configuration);
    const standings = await standingsHere(gateways, catalogue);
    return { kind: 'listed', catalogue, standings, ...(lines.length > 0 && { lines }) };
  });
