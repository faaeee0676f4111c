import type { Gateways } from '../../gateways/open.ts';
import { deployIdsIn } from '../../release/journal-entry.ts';

/**
 * Ids of all deploys that a run or a release has a name for: one of them that was made shortly before must not be taken
 * for the one whose answer was lost. Read by a journal of its own, for reading moves what the next entry is put on.
 */
export const knownDeploys = async (
  { journal, repository }: Gateways,
  environment: string,
): Promise<readonly string[]> => {
  const entries = await journal(environment).entries();
  const releases = await repository.releases();
  return [...deployIdsIn(entries), ...releases.flatMap(({ deployId }) => deployId ?? [])];
};
