import type { BackupStore } from '../../../gateways/data/backup-store.ts';
import type { Manifest } from '../../../release/data/manifest.ts';
import { joinById, type RowBatches } from '../../../release/data/row-join.ts';

/** How the backups of a chain are read. */
export interface ChainReading {
  readonly store: BackupStore;
  readonly identities: readonly string[];
  /** The rows of an object in the whole chain. */
  readonly rows: (object: string) => RowBatches;
}

/**
 * Which backup of a chain tells the files of a record: the newest one that held it. Given by record, of those that were
 * gone, or did not meet the condition any more, when the newest backup was made; of all others that one tells them.
 * `telling` are those with lists of the object, newest first.
 */
export const earlierTellers = async (
  reading: ChainReading,
  object: string,
  [newest, ...earlier]: readonly Manifest[],
): Promise<ReadonlyMap<string, Manifest>> => {
  const found = new Map<string, Manifest>();
  if (newest === undefined || earlier.length === 0) return found;
  const untold = await notIn(reading.rows(object), recordsIn(reading, object, newest));
  for (const manifest of earlier) {
    if (untold.size === 0) break;
    for await (const records of recordsIn(reading, object, manifest))
      for (const { Id = '' } of records) if (untold.delete(Id)) found.set(Id, manifest);
  }
  return found;
};

/** Ids of the rows that are not among others. */
const notIn = async (rows: RowBatches, others: RowBatches): Promise<Set<string>> => {
  const ids = new Set<string>();
  for await (const pairs of joinById(rows, others))
    for (const { id, right } of pairs) if (right === undefined) ids.add(id);
  return ids;
};

/** The records whose files a backup lists: those of its rows, unless it says. */
const recordsIn = ({ store, identities }: ChainReading, object: string, manifest: Manifest): RowBatches => {
  const list = manifest.files?.records?.find((records) => records.object === object);
  return list === undefined
    ? store.rows(manifest, object, identities)
    : store.listRows(manifest, list.parts, identities);
};
