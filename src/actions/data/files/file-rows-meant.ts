import type { FileTarget } from '../../../release/data/files/file-decisions.ts';
import type { CsvRow } from '../../../release/data/restore-rules.ts';
import { lookupInOrder, type RowBatches } from '../../../release/data/row-join.ts';
import { decidedRows, type NewIds, type ObjectToRestore, type RestoreScene } from '../restore-scene.ts';

/** A row of a list whose record is meant, and what its file is to hang on: undefined where the record stays gone. */
export interface MeantFile {
  readonly saved: CsvRow;
  readonly target: FileTarget | undefined;
}

/** A list of files, and of which records. */
export interface FilesToMean {
  readonly rows: RowBatches;
  /** The field that names the record. */
  readonly parent: string;
  /** Of records that were made anew; absent while none is yet. */
  readonly newIds?: NewIds | undefined;
  /** Saved ids of the records; absent: all that are to be restored. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Rows that are asked about together. */
const batchRows = 500;

/**
 * The files of the records that are to be restored, in batches that never divide those of one record. Throws a
 * `RangeError` when they are not in the order of their records: some would be passed over.
 */
export async function* meantFiles(
  scene: RestoreScene,
  object: ObjectToRestore,
  { rows, parent, newIds, only }: FilesToMean,
): AsyncGenerator<readonly MeantFile[]> {
  await using records = lookupInOrder(fates(scene, object, only));
  let batch: MeantFile[] = [];
  let last = '';
  for await (const some of rows)
    for (const saved of some) {
      const record = saved[parent] ?? '';
      if (record < last) throw new RangeError('the files of a backup are not in the order of their records');
      last = record;
      if (batch.length >= batchRows && record !== batch.at(-1)?.saved[parent]) {
        yield batch;
        batch = [];
      }
      const fate = (await records.find(record))?.['fate'];
      if (fate !== undefined) batch.push({ saved, target: targetOf(scene, { record, fate, newIds }) });
    }
  if (batch.length > 0) yield batch;
}

/** What was decided for each record that is asked about, in the order of their ids. */
async function* fates(
  scene: RestoreScene,
  object: ObjectToRestore,
  only: FilesToMean['only'],
): AsyncGenerator<readonly CsvRow[]> {
  for await (const { saved, decision } of decidedRows(scene, object)) {
    const id = saved['Id'] ?? '';
    if (only?.has(id) !== false) yield [{ Id: id, fate: decision.kind }];
  }
}

const targetOf = (
  { wishes }: RestoreScene,
  { record, fate, newIds }: { readonly record: string; readonly fate: string; readonly newIds?: NewIds | undefined },
): FileTarget | undefined => {
  const newId = newIds?.get(record);
  if (newId !== undefined) return { id: newId };
  if (fate === 'insert') return wishes.insert && newIds === undefined ? {} : undefined;
  return fate === 'gone' ? undefined : { id: record };
};
