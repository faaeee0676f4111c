import type { Gateways } from '../../gateways/open.ts';
import { nearestNames } from '../../release/metadata/nearest.ts';
import { refuse } from '../../release/refusal.ts';
import { snapshotFrom, type Snapshot } from '../../release/snapshot.ts';

const place = 'snapshots/';

/** Ids of the snapshots of an environment, the oldest first where their names say when, and the commits they are. */
export const snapshotIds = async (gateways: Gateways, environment: string): Promise<ReadonlyMap<string, string>> => {
  const kept = await gateways.journal(environment).keptUnder(place);
  return new Map([...kept].map(([name, commit]) => [name.slice(place.length), commit] as const).sort());
};

/** Where a snapshot is kept. */
export const keptName = (id: string): string => `${place}${id}`;

/** The snapshot of an id, brought here. Refuses an id that there is not, with the nearest. */
export const requireSnapshot = async (gateways: Gateways, environment: string, id: string): Promise<Snapshot> => {
  const ids = await snapshotIds(gateways, environment);
  if (!ids.has(id)) refuse({ reason: 'unknownSnapshot', id, environment, nearest: nearestNames(id, [...ids.keys()]) });
  const commit = await gateways.journal(environment).kept(keptName(id));
  const message = await gateways.repository.messageOf(commit);
  return snapshotFrom({ id, commit, message }) ?? refuse({ reason: 'unknownSnapshot', id, environment, nearest: [] });
};
