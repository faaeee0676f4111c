import type { MarkOutcome } from '../release/catalogue-outcome.ts';
import type { FreezeOutcome } from '../release/outcome.ts';
import { ordersIn, type Mark } from '../release/orders.ts';
import { refuse } from '../release/refusal.ts';
import { scopeNamed } from '../release/release-name.ts';
import { findEnvironment, requireRelease } from './environment.ts';
import { ofReleaseNamed } from './line.ts';
import { writeOrder } from './run/order.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface MarkRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  readonly release: string;
  readonly mark: Mark;
  readonly reason?: string | undefined;
}

/** Says of a release what the team has learned of it. */
export const mark = (open: OpenGateways, request: MarkRequest): Promise<MarkOutcome> =>
  concluded(open, async (opened) => {
    const gateways = ofReleaseNamed(opened, request);
    const named = request.environment ?? scopeNamed(request.release)?.environment;
    const environment = await findEnvironment(gateways, named);
    const release = requireRelease(gateways, environment.catalogue, request.release);
    const { reason } = request;
    const evidence = { mark: request.mark };
    await writeOrder(gateways, environment, {
      verb: 'mark',
      ending: 'marked',
      release: release.name,
      reason,
      evidence,
    });
    return { kind: 'marked', release, mark: request.mark };
  });

export interface FreezeRequest {
  readonly environment?: string | undefined;
  /** Ends the freeze. */
  readonly lift: boolean;
  readonly reason?: string | undefined;
}

/** Forbids, or allows again, to deploy to an environment; a rollback is always allowed. */
export const freeze = (open: OpenGateways, { lift, ...request }: FreezeRequest): Promise<FreezeOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const { freeze: standing } = ordersIn(await gateways.journal(environment.name).entries());
    if (lift && standing === undefined) refuse({ reason: 'notFrozen', environment: environment.name });
    const ending = lift ? 'thawed' : 'frozen';
    await writeOrder(gateways, environment, { verb: 'freeze', ending, reason: request.reason });
    return { kind: ending, environment: environment.name };
  });
