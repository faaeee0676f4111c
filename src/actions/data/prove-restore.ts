import type { BackupStore } from '../../gateways/data/backup-store.ts';
import type { NotRestoredRow, RestoreProof } from '../../release/data/data-outcome.ts';
import type { Manifest } from '../../release/data/manifest.ts';
import type { CsvRow } from '../../release/data/restore-rules.ts';
import { lookupInOrder } from '../../release/data/row-join.ts';
import type { Applied } from './apply-restore.ts';
import {
  decidedRows,
  fieldsToWrite,
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
  for (const object of objectsRead(proving))
    for await (const { id, isEqual } of comparedRows(proving, object)) {
      if (isEqual) equal += 1;
      else different.push({ object: object.saved.object, id, code: 'NOT_AS_SAVED' });
    }
  const examples = different.slice(0, most).map(({ object, id }) => `${object} ${id}`);
  return { proof: { equal, different: different.length, examples }, different };
};

/** What was not read has nothing to compare. */
const objectsRead = ({ scene, after }: Proving): readonly ObjectToRestore[] =>
  scene.objects.filter(({ saved }) => after.manifest.objects.some(({ object }) => object === saved.object));

interface ComparedRow {
  readonly id: string;
  readonly isEqual: boolean;
}

async function* comparedRows(proving: Proving, object: ObjectToRestore): AsyncGenerator<ComparedRow> {
  const { scene, applied, after } = proving;
  await using read = lookupInOrder(after.store.rows(after.manifest, object.saved.object, scene.identities));
  const made = new Map<string, CsvRow>();
  for await (const row of decidedRows(scene, object)) {
    const id = row.saved['Id'] ?? '';
    const fields = fieldsToCompare(proving, object, row);
    const newId = applied.newIds.get(id);
    if (newId !== undefined) made.set(newId, row.saved);
    else if (fields.length > 0) {
      const now = await read.find(id);
      yield { id, isEqual: now !== undefined && isAsSaved(proving, { now, saved: row.saved, fields }) };
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
  for await (const rows of after.store.rows(after.manifest, object.saved.object, scene.identities))
    for (const now of rows) {
      const saved = made.get(now['Id'] ?? '');
      if (saved === undefined) continue;
      made.delete(now['Id'] ?? '');
      yield { id: saved['Id'] ?? '', isEqual: isAsSaved(proving, { now, saved, fields }) };
    }
  for (const saved of made.values()) yield { id: saved['Id'] ?? '', isEqual: false };
}

/** None for a row that nothing was to be done for. A row that should have been made and was not has all of them. */
const fieldsToCompare = (
  { scene, applied: { newIds } }: Proving,
  object: ObjectToRestore,
  row: DecidedRow,
): readonly string[] => {
  const { columns } = object;
  switch (row.decision.kind) {
    case 'gone':
      return [];
    case 'same':
    case 'update':
    case 'conflict':
      return fieldsToWrite({ scene, newIds }, object, row);
    case 'undelete':
      return columns.updateable.map(({ name }) => name);
    case 'insert':
      return scene.wishes.insert ? columns.createable.map(({ name }) => name) : [];
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
    const value = saved[name];
    if (value === undefined || (name === 'OwnerId' && scene.inactive.has(value))) return true;
    return now[name] === (applied.newIds.get(value) ?? value);
  });
