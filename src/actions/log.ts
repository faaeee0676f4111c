import type { LogOutcome } from '../release/outcome.ts';
import { findEnvironment } from './environment.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** The journal of an environment, the newest entry last, as it is now on the remote where there is one. */
export const log = (open: OpenGateways, request: { readonly environment?: string | undefined }): Promise<LogOutcome> =>
  concluded(open, async (gateways) => {
    const { name } = await findEnvironment(gateways, request.environment);
    return { kind: 'logged', environment: name, entries: await gateways.journal(name).entries() };
  });
