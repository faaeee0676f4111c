import type { Gateways } from '../gateways/open.ts';
import { isOpen, lastRun } from '../release/journal-entry.ts';
import { ordersIn } from '../release/orders.ts';
import type { GuardOutcome } from '../release/outcome.ts';
import { Refused, type Refusal } from '../release/refusal.ts';
import { isBesideLine } from './beside-line.ts';
import { refuseBlocked } from './blocked.ts';
import { findEnvironment } from './environment.ts';
import { blockedAt, refuseFrozen } from './run/order.ts';
import { refuseOpenRun } from './run/run.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface GuardRequest {
  readonly targetOrg?: string | undefined;
  /** Where all lies that the other tool is going to deploy, absolute; absent when nobody knows. */
  readonly paths?: readonly string[];
}

/**
 * Whether another tool may deploy to an org now: not to a pinned one with an open run, a freeze, or when HEAD is a
 * release that was blocked, but for paths that provably hold nothing of a blocked release line. The org is asked who it
 * is only when there is such a thing: most deploys pay for nothing but a look at the journals.
 */
export const guard = (open: OpenGateways, request: GuardRequest): Promise<GuardOutcome> =>
  concluded(open, async (gateways) => {
    const objections = await objectionsOf(gateways, request);
    if (objections.size === 0) return { kind: 'allowed' };
    const org = await gateways.openOrg(request.targetOrg);
    const { orgId } = await org.identity();
    const objection = objections.get(orgId);
    return objection === undefined ? { kind: 'allowed' } : { kind: 'refused', refusal: objection };
  });

/** By org id, what stands against a deploy. */
const objectionsOf = async (gateways: Gateways, { paths }: GuardRequest): Promise<ReadonlyMap<string, Refusal>> => {
  const found = new Map<string, Refusal>();
  for (const [name, { orgId }] of Object.entries(gateways.configuration.environments)) {
    const objection = await objectionIn(gateways, name, paths);
    if (objection !== undefined) found.set(orgId, objection);
  }
  return found;
};

const objectionIn = async (
  gateways: Gateways,
  name: string,
  paths: GuardRequest['paths'],
): Promise<Refusal | undefined> => {
  const entries = await gateways.journal(name).entries();
  if (entries.length === 0) return undefined;
  const run = lastRun(entries);
  try {
    if (isOpen(run)) refuseOpenRun(run);
    const environment = await findEnvironment(gateways, name);
    const head = await gateways.repository.head();
    refuseFrozen(environment, entries);
    for (const release of blockedAt(environment, entries, head))
      if (paths === undefined || !(await isBesideLine(gateways, release, paths)))
        refuseBlocked(ordersIn(entries), release.name);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
};
