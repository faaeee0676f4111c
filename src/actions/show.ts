import type { ShowOutcome } from '../release/catalogue-outcome.ts';
import { scopeNamed } from '../release/release-name.ts';
import { findEnvironment, requireCurrent, requireRelease } from './environment.ts';
import { linesOf, ofReleaseNamed } from './line.ts';
import { standingsHere } from './standings.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface ShowRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** The current release when absent. */
  readonly release?: string | undefined;
}

/** One release and what is known of it, from Git alone. A full name decides the environment by itself. */
export const show = (open: OpenGateways, request: ShowRequest): Promise<ShowOutcome> =>
  concluded(open, async (opened) => {
    const gateways = ofReleaseNamed(opened, request);
    const named = request.environment ?? scopeNamed(request.release ?? '')?.environment;
    const environment = await findEnvironment(gateways, named);
    const { catalogue } = environment;
    const release =
      request.release === undefined
        ? requireCurrent(gateways, environment)
        : requireRelease(gateways, catalogue, request.release);
    const alike = (await gateways.repository.releases())
      .filter(({ environment: other, line }) => other !== environment.name && line === release.line)
      .filter(({ commit }) => commit === release.commit)
      .map(({ name }) => name);
    const lines = linesOf(gateways.configuration);
    const standings = await standingsHere(gateways, catalogue);
    return { kind: 'shown', release, alike, catalogue, standings, ...(lines.length > 0 && { lines }) };
  });
