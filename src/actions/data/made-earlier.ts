import type { Org } from '../../gateways/org/org.ts';
import type { CsvRow } from '../../release/data/restore-rules.ts';
import type { RowBatches } from '../../release/data/row-join.ts';
import { refuse } from '../../release/refusal.ts';
import type { JournalledJob } from './restore-journal.ts';
import type { ObjectToRestore, RestoreScene } from './restore-scene.ts';
import { rowsMadeBy } from './write-rows.ts';

/** Rows that an earlier restore from the same backup made: taken instead of being made a second time. */
export interface MadeEarlier {
  /** The id of a row with these cells; each is given once. */
  take(object: ObjectToRestore, cells: CsvRow): string | undefined;
}

/**
 * Asks what all earlier restores made. A row is told by its cells without references, which may have been named only
 * later; rows alike are one as good as the other. Refuses when the org has forgotten a job: its rows would be made twice.
 */
export const madeEarlier = async (
  { org, objects, before, rowsOf, wishes }: RestoreScene,
  earlierInserts: readonly JournalledJob[],
): Promise<MadeEarlier> => {
  const pools = new Map<string, Map<string, string[]>>();
  const take: MadeEarlier['take'] = (object, cells) =>
    pools.get(object.saved.object)?.get(keyOf(object, cells))?.shift();
  if (!wishes.insert) return { take };
  const forgotten: string[] = [];
  for (const { job, object: name } of earlierInserts) {
    const object = objects.find(({ saved }) => saved.object === name);
    if (object === undefined) continue;
    const rows = await madeBy(org, job);
    if (rows === undefined) forgotten.push(job);
    const live = await liveIds(rowsOf(before, name), new Set(rows?.map((row) => row['sf__Id'] ?? '')));
    const pool = pools.get(name) ?? new Map<string, string[]>();
    for (const row of rows ?? [])
      addTo(pool, keyOf(object, row), live.has(row['sf__Id'] ?? '') ? row['sf__Id'] : undefined);
    pools.set(name, pool);
  }
  if (forgotten.length > 0) refuse({ reason: 'restoreForgotten', jobs: forgotten });
  return { take };
};

const addTo = (pool: Map<string, string[]>, key: string, id: string | undefined): void => {
  if (id !== undefined) pool.set(key, [...(pool.get(key) ?? []), id]);
};

/** What was made and deleted again is made again. */
const liveIds = async (batches: RowBatches, asked: ReadonlySet<string>): Promise<ReadonlySet<string>> => {
  const live = new Set<string>();
  for await (const rows of batches)
    for (const row of rows) if (asked.has(row['Id'] ?? '') && row['IsDeleted'] !== 'true') live.add(row['Id'] ?? '');
  return live;
};

const keyOf = ({ columns }: ObjectToRestore, row: CsvRow): string =>
  JSON.stringify(columns.createable.filter(({ type }) => type !== 'reference').map(({ name }) => row[name] ?? ''));

/** Undefined when the org does not know the job any more; none for a job that was never started. */
const madeBy = async (org: Org, job: string): Promise<readonly CsvRow[] | undefined> => {
  try {
    return await rowsMadeBy(org, job);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'NOT_FOUND') return undefined;
    if (code === 'INVALIDJOBSTATE') return [];
    throw error;
  }
};
