import type { InitOutcome } from '../release/outcome.ts';
import { refuse } from '../release/refusal.ts';
import { isEnvironmentName } from '../release/release-name.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface InitRequest {
  readonly environment: string;
  readonly targetOrg?: string | undefined;
  /** The text of a new file, given the org: words are the caller's. */
  readonly compose: (pin: { environment: string; orgId: string; orgName: string; targetOrg?: string }) => string;
}

/** Writes `release.yaml` with the environment pinned to the org's own id. Never touches an existing file. */
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
    const target = targetOrg === undefined ? {} : { targetOrg };
    const file = await gateways.writeConfiguration(compose({ environment, orgId, orgName: name, ...target }));
    return { kind: 'initialised', environment, orgId, file };
  });
