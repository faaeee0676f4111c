import type { Org } from '../../gateways/org/org.ts';
import { currentRelease, type Catalogue } from '../../release/catalogue.ts';
import { refuse } from '../../release/refusal.ts';

/** One deploy runs at a time in an org; another one in the queue would change what the plan was made for. */
export const refuseBusyOrg = async (org: Org): Promise<void> => {
  const running = await org.runningDeploys();
  if (running.length > 0)
    refuse({
      reason: 'deployRunning',
      deploys: running.map(({ id, status, createdByName }) => `${id} (${status}, by ${createdByName ?? 'unknown'})`),
    });
};

/** What was deployed last must be the current release: else nobody knows what going back takes along. */
export const refuseNewerDeploy = async (org: Org, catalogue: Catalogue): Promise<void> => {
  const current = currentRelease(catalogue);
  if (current === undefined) return;
  const known = new Set(catalogue.releases.map(({ deployId }) => deployId));
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
