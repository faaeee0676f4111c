import type { Org } from '../../gateways/org/org.ts';
import { currentRelease, knownDeploys } from '../../release/catalogue.ts';
import { refuse } from '../../release/refusal.ts';
import type { Environment } from '../environment.ts';

/** One deploy runs at a time in an org; another one in the queue would change what the plan was made for. Ids have 18 characters. */
export const refuseBusyOrg = async (org: Org, except: readonly string[] = []): Promise<void> => {
  const running = (await org.runningDeploys()).filter(({ id }) => !except.includes(id));
  if (running.length > 0)
    refuse({
      reason: 'deployRunning',
      deploys: running.map(({ id, status, createdByName }) => `${id} (${status}, by ${createdByName ?? 'unknown'})`),
    });
};

/**
 * What was deployed last must be the current release: else nobody knows what going back takes along. Deploys that were
 * undone left nothing behind.
 */
export const refuseNewerDeploy = async (
  org: Org,
  { catalogue, everyRelease }: Pick<Environment, 'catalogue' | 'everyRelease'>,
  undone: readonly string[] = [],
): Promise<void> => {
  const current = currentRelease(catalogue);
  if (current === undefined) return;
  const known = new Set([...undone, ...knownDeploys(catalogue, everyRelease)]);
  const newer = (await org.recentDeploys(50)).find(
    ({ id, status, checkOnly, completedDate }) =>
      status === 'Succeeded' &&
      !checkOnly &&
      !known.has(id) &&
      (completedDate?.toISOString() ?? '') > current.deployedAt,
  );
  if (newer !== undefined)
    refuse({
      reason: 'newerDeploy',
      deployId: newer.id,
      by: newer.createdByName ?? 'unknown',
      at: newer.completedDate?.toISOString() ?? 'unknown',
      release: current.name,
    });
};
