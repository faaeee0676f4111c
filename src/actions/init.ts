import type { InitOutcome } from '../release/outcome.ts';
import { refuse } from '../release/refusal.ts';
import { isEnvironmentName } from '../release/release-name.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface Pin {
  readonly environment: string;
  /** 18 characters. */
  readonly orgId: string;
  readonly orgName: string;
  readonly targetOrg?: string | undefined;
}

export interface InitRequest {
  readonly environment: string;
  readonly targetOrg?: string | undefined;
  /** The text of `release.yaml` with one more environment: words are the caller's. */
  readonly compose: (pin: Pin, existing: string | undefined) => string;
}

/** Writes `release.yaml` with the environment pinned to the org's own id. Keeps what the file says already. */
export const init = (open: OpenGateways, request: InitRequest): Promise<InitOutcome> =>
  concluded(open, async (gateways) => {
    const { environment, targetOrg, compose } = request;
    const known = gateways.configuration.environments;
    if (!isEnvironmentName(environment))
      refuse({ reason: 'unknownEnvironment', environment, known: Object.keys(known) });
    const pinned = known[environment];
    if (pinned !== undefined) refuse({ reason: 'alreadyInitialised', environment, orgId: pinned.orgId });
    const org = await gateways.openOrg(targetOrg);
    const { orgId, name } = await org.identity();
    const text = compose({ environment, orgId, orgName: name, targetOrg }, await gateways.readConfiguration());
    const file = await gateways.writeConfiguration(text);
    return { kind: 'initialised', environment, orgId, file };
  });
