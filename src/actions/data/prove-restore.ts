import type { BackupStore } from '../../gateways/data/backup-store.ts';
import type { NotRestoredRow, RestoreProof } from '../../release/data/data-outcome.ts';
import type { Manifest } from '../../release/data/manifest.ts';
import type { CsvRow } from '../../release/data/restore-rules.ts';
import type { Applied } from './apply-restore.ts';
import {
  decidedRows,
  fieldsToName,
  type DecidedRow,
  type ObjectToRestore,
  type RestoreScene,
} from './restore-scene.ts';

/** What the org held afterwards, read for the proof alone. */
export interface After {
  readonly store: BackupStore;
  readonly manifest: Manifest;
}

/** Rows named in a proof. */
const most = 20;

interface Proving {
  readonly scene: RestoreScene;
  readonly applied: Applied;
  readonly after: After;
}

export interface Proven {
  readonly proof: RestoreProof;
  /** Every row that is not as it was saved. */
  readonly different: readonly NotRestoredRow[];
}

/** Reads back every row that was written and compares it, value for value, with what was saved. */
export const proveRestore = async (proving: Proving): Promise<Proven> => {
  let equal = 0;
  const different: NotRestoredRow[] = [];
  for (const object of proving.scene.objects)
    for await (const { id, isEqual } of comparedRows(proving, object)) {
      if (isEqual) equal += 1;
      else different.push({ object: object.saved.object, id, code: 'NOT_AS_SAVED' });
    }
  const examples = different.slice(0, most).map(({ object, id }) => `${object} ${id}`);
  return { proof: { equal, different: different.length, examples }, different };
};

interface ComparedRow {
  readonly id: string;
  readonly isEqual: boolean;
}

async function* comparedRows(proving: Proving, object: ObjectToRestore): AsyncGenerator<ComparedRow> {
  const { scene, applied, after } = proving;
  const rows = after.store
    .rows(after.manifest, object.saved.object, scene.identities)
    [Symbol.asyncIterator]() as AsyncIterator<CsvRow, undefined>;
  const made = new Map<string, CsvRow>();
  let now = await nextRow(rows);
  for await (const row of decidedRows(scene, object)) {
    const id = row.saved['Id'] ?? '';
    const fields = fieldsToCompare(proving, object, row);
    const newId = applied.newIds.get(id);
    if (newId !== undefined) made.set(newId, row.saved);
    else if (fields.length > 0) {
      while (now !== undefined && (now['Id'] ?? '') < id) now = await nextRow(rows);
      yield { id, isEqual: now?.['Id'] === id && isAsSaved(proving, { now, saved: row.saved, fields }) };
    }
  }
  yield* comparedNewRows(proving, object, made);
}

/** Rows made anew have other ids, so they are looked up: as many are held as were made. */
async function* comparedNewRows(
  proving: Proving,
  object: ObjectToRestore,
  made: Map<string, CsvRow>,
): AsyncGenerator<ComparedRow> {
  if (made.size === 0) return;
  const { scene, after } = proving;
  const fields = object.columns.createable.map(({ name }) => name);
  for await (const now of after.store.rows(after.manifest, object.saved.object, scene.identities)) {
    const saved = made.get(now['Id'] ?? '');
    if (saved === undefined) continue;
    made.delete(now['Id'] ?? '');
    yield { id: saved['Id'] ?? '', isEqual: isAsSaved(proving, { now, saved, fields }) };
  }
  for (const saved of made.values()) yield { id: saved['Id'] ?? '', isEqual: false };
}

/** None for a row that nothing was to be done for. A row that should have been made and was not has all of them. */
const fieldsToCompare = (
  { scene: { wishes }, applied: { newIds } }: Proving,
  object: ObjectToRestore,
  { saved, decision }: DecidedRow,
): readonly string[] => {
  const { columns } = object;
  const named = fieldsToName(object, saved, newIds);
  switch (decision.kind) {
    case 'gone':
      return [];
    case 'same':
      return named;
    case 'update':
      return [...decision.fields, ...named];
    case 'conflict':
      return wishes.onConflict === 'overwrite' ? [...decision.fields, ...named] : [];
    case 'undelete':
      return columns.updateable.map(({ name }) => name);
    case 'insert':
      return wishes.insert ? columns.createable.map(({ name }) => name) : [];
  }
};

interface Pair {
  readonly now: CsvRow;
  readonly saved: CsvRow;
  readonly fields: readonly string[];
}

const isAsSaved = ({ scene, applied }: Proving, { now, saved, fields }: Pair): boolean =>
  now['IsDeleted'] !== 'true' &&
  fields.every((name) => {
    const value = saved[name] ?? '';
    if (name === 'OwnerId' && scene.inactive.has(value)) return true;
    return now[name] === (applied.newIds.get(value) ?? value);
  });

const nextRow = async (rows: AsyncIterator<CsvRow, undefined>): Promise<CsvRow | undefined> => {
  const step = await rows.next();
  return step.value;
};
