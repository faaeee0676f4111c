import type { Gateways } from '../gateways/open.ts';
import { ordersIn } from '../release/orders.ts';
import { refuse } from '../release/refusal.ts';
import type { Release } from '../release/release.ts';
import { parseReleaseName } from '../release/release-name.ts';
import { refuseBlocked } from './blocked.ts';
import { refuseMovedTags, requireRelease, type Environment } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';

/**
 * The release of another environment whose commit is to be released here, by its full name. Refuses one of this
 * environment, one that is blocked there, and one whose tag was moved.
 */
export const releaseToPromote = async (gateways: Gateways, { name }: Environment, named: string): Promise<Release> => {
  const there = await fetchEnvironment(gateways, parseReleaseName(named)?.environment);
  const release = requireRelease(gateways, there.catalogue, named);
  if (release.environment === name) refuse({ reason: 'promotionWithin', release: release.name, environment: name });
  refuseBlocked(ordersIn(await gateways.journal(release.environment).entries()), release.name);
  refuseMovedTags(there.remoteTags, [release]);
  return release;
};
