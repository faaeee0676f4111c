import type { Org } from '../../gateways/org/org.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { holderQueries } from '../../release/undo/holders.ts';
import type { LiveAnswer } from '../run/scene.ts';
import { countIfAllowed } from './allowed.ts';
import type { Move } from './move.ts';

/**
 * Who and what holds on to the components that would be deleted: at least so many. Where nobody was found and the org did
 * not count all, nothing is in the map: then it is the org that refuses the deletion.
 */
export const holderFacts = async (
  org: Org,
  { delta }: Move,
  { contents, files }: LiveAnswer,
): Promise<ReadonlyMap<ComponentKey, number>> => {
  const ids = new Map(files.flatMap((file) => (file.id === undefined ? [] : [[keyOf(file), file.id] as const])));
  const facts = new Map<ComponentKey, number>();
  for (const change of delta.changes.filter(({ kind }) => kind === 'removed')) {
    const key = keyOf(change);
    const [live, id] = [contents.get(key), ids.get(key)];
    if (live === undefined || live === 'absent' || id === undefined) continue;
    const counts: (number | undefined)[] = [];
    for (const query of holderQueries(live, id)) counts.push(await countIfAllowed(org, query));
    const found = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    if (found > 0 || !counts.includes(undefined)) facts.set(key, found);
  }
  return facts;
};
