import type { Gateways } from '../gateways/open.ts';
import { nearestNames } from '../release/metadata/nearest.ts';
import { ordersIn } from '../release/orders.ts';
import { refuse } from '../release/refusal.ts';
import type { Release } from '../release/release.ts';
import { refuseBlocked } from './blocked.ts';
import { refuseMovedTags, type Environment } from './environment.ts';

/**
 * The release of another environment whose commit is to be released here, by its full name. Refuses one of this
 * environment, one that is blocked there, and one whose tag was moved.
 */
export const releaseToPromote = async (gateways: Gateways, { name }: Environment, named: string): Promise<Release> => {
  const { repository } = gateways;
  const all = await repository.releases();
  const release =
    all.find((candidate) => candidate.name === named) ??
    refuse({
      reason: 'unknownRelease',
      release: named,
      nearest: nearestNames(
        named,
        all.map((candidate) => candidate.name),
      ),
      shallow: repository.shallow,
    });
  if (release.environment === name) refuse({ reason: 'promotionWithin', release: release.name, environment: name });
  refuseBlocked(ordersIn(await gateways.journal(release.environment).entries()), release.name);
  refuseMovedTags(await gateways.repository.remoteTags(release.name), [release]);
  return release;
};
