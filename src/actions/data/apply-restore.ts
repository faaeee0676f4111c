import type { RestorePlan, RestorePlanObject } from '../../release/data/data-outcome.ts';
import { csvNull, type CsvRow, type RowDecision } from '../../release/data/restore-rules.ts';
import { longestRow, rowLength } from '../../release/data/row-limits.ts';
import type { RestoreJournal } from './restore-journal.ts';
import { atOnce, type AtOnce } from './at-once.ts';
import {
  decidedRows,
  fieldsToWrite,
  type DecidedRow,
  type NewIds,
  type ObjectToRestore,
  type RestoreScene,
} from './restore-scene.ts';
import { madeEarlier, type MadeEarlier } from './made-earlier.ts';
import { undeleteRows } from './undelete-rows.ts';
import { writeRows, type FailedRow, type RowToWrite, type RowsToWrite } from './write-rows.ts';

export interface Applied {
  readonly newIds: NewIds;
  readonly failed: readonly FailedRow[];
}

/** Bulk jobs that the org works on side by side, as it does on the batches of one; each is held until its results are read. */
const mostJobs = 3;
/** Rows of one bulk job, which the org divides by itself: each job has its entries in the journal and its waiting. */
const batchRows = 50_000;
/** Characters of one bulk job, far below the 100 MB it may have: results are held while they are matched. */
const batchText = 8_000_000;

interface Applying {
  readonly scene: RestoreScene;
  readonly journal: RestoreJournal;
  readonly newIds: Map<string, string>;
  readonly failed: FailedRow[];
  /** Ids of rows that cannot leave the Recycle Bin. */
  readonly stuck: ReadonlySet<string>;
  /** Made anew, with a reference to a row that is made later. */
  readonly unresolved: { readonly of: ObjectToRestore; readonly savedId: string; readonly cells: CsvRow }[];
  readonly earlier: MadeEarlier;
  /** The jobs that the org is at. */
  readonly jobs: AtOnce;
}

export interface ToApply {
  readonly scene: RestoreScene;
  readonly journal: RestoreJournal;
  /** How many rows there are to do what for: rows are not walked over for nothing. */
  readonly plan: RestorePlan;
}

/**
 * Writes what was decided: first what the Recycle Bin still holds, then what is gone for good, parents before children,
 * then the references that could not be named yet, then the values of rows that are there.
 */
export const applyRestore = async ({ scene, journal, plan }: ToApply): Promise<Applied> => {
  const { objects, wishes } = scene;
  const having = (some: (counts: RestorePlanObject) => number): readonly ObjectToRestore[] =>
    objects.filter((_, at) => plan.objects[at] !== undefined && some(plan.objects[at]) > 0);
  const earlier = await madeEarlier(scene, journal.earlierInserts);
  const { stuck, failed: notBack } = await undeleteRows(
    { scene, journal },
    having(({ binned }) => binned),
  );
  await using jobs = atOnce(mostJobs);
  const made = { newIds: new Map<string, string>(), failed: [...notBack], unresolved: [] };
  const applying: Applying = { scene, journal, earlier, stuck, jobs, ...made };
  const { newIds, failed } = applying;
  const gone = having(({ insert, madeAgain, binned }) => insert + madeAgain + (stuck.size > 0 ? binned : 0));
  if (wishes.insert) for (const object of gone) await insertRows(applying, object);
  for (const object of objects) await nameReferences(applying, object);
  const changed = newIds.size > 0 ? objects : having(({ update, conflict }) => update + conflict);
  for (const object of changed) await updateRows(applying, object);
  return { newIds, failed };
};

/**
 * Collects rows and writes them when there are enough for a job. While the org works on some, the rows of the next are
 * read.
 */
const batching = (applying: Applying, what: Omit<RowsToWrite, 'rows'>) => {
  const { scene, journal, failed } = applying;
  let rows: RowToWrite[] = [];
  let text = 0;
  const write = async (batch: readonly RowToWrite[]): Promise<void> => {
    const results = await writeRows({ org: scene.org, orgId: scene.orgId, journal }, { ...what, rows: batch });
    failed.push(...results.failed);
    if (what.operation !== 'update') for (const { savedId, id } of results.written) applying.newIds.set(savedId, id);
  };
  const begin = async (): Promise<void> => {
    const batch = rows;
    [rows, text] = [[], 0];
    if (batch.length > 0) await applying.jobs.begin(() => write(batch));
  };
  return {
    add: async (row: RowToWrite): Promise<void> => {
      const length = rowLength(row.cells);
      if (length > longestRow) {
        failed.push({ object: what.object, id: row.savedId, code: 'RECORD_TOO_LONG' });
        return;
      }
      rows.push(row);
      text += length;
      if (rows.length >= batchRows || text >= batchText) await begin();
    },
    /** Writes the rest, and waits for all of it. */
    flush: async (): Promise<void> => {
      await begin();
      await applying.jobs.end();
    },
  };
};

const insertRows = async (applying: Applying, object: ObjectToRestore): Promise<void> => {
  const { scene, earlier } = applying;
  const { columns } = object;
  const names = columns.createable.map(({ name }) => name);
  const common = { object: object.saved.object, columns: names };
  const inserts = batching(applying, { ...common, operation: 'insert' });
  const { key } = columns;
  const upserts = batching(applying, { ...common, operation: 'upsert', key });
  const going = await goneIds(applying, object);
  for await (const row of decidedRows(scene, object)) {
    if (!isMade(applying, row)) continue;
    const { saved } = row;
    const savedId = saved['Id'] ?? '';
    const cells = insertCells(applying, object, { saved, going });
    const made = earlier.take(object, cells);
    if (made !== undefined) {
      applying.newIds.set(savedId, made);
      applying.unresolved.push({ of: object, savedId, cells: saved });
    } else await (isKeyed(row.decision, cells[key ?? '']) ? upserts : inserts).add({ savedId, cells });
  }
  await inserts.flush();
  await upserts.flush();
};

/** Whether an external id finds what somebody made again: of a row in the Recycle Bin nobody has looked for that. */
const isKeyed = ({ kind }: RowDecision, key = ''): boolean => kind === 'insert' && key !== '';

/** Gone for good, or stuck in the Recycle Bin: the row gets a new id. */
const isMade = ({ stuck }: Applying, { saved, decision }: DecidedRow): boolean =>
  decision.kind === 'insert' || stuck.has(saved['Id'] ?? '');

/** Rows that are made anew: a reference to one of them cannot be written before it is. */
const goneIds = async (applying: Applying, object: ObjectToRestore): Promise<ReadonlySet<string>> => {
  const { scene } = applying;
  const gone = new Set<string>();
  const later = scene.objects.slice(scene.objects.indexOf(object));
  for (const each of later.filter(({ saved }) => refersTo(object, saved.object)))
    for await (const row of decidedRows(scene, each)) if (isMade(applying, row)) gone.add(row.saved['Id'] ?? '');
  return gone;
};

const refersTo = ({ columns }: ObjectToRestore, name: string): boolean =>
  columns.createable.some(({ referenceTo }) => referenceTo.includes(name));

const insertCells = (
  { newIds, scene, unresolved }: Applying,
  object: ObjectToRestore,
  { saved, going }: { readonly saved: CsvRow; readonly going: ReadonlySet<string> },
): CsvRow => {
  const cells: Record<string, string> = {};
  let isWhole = true;
  for (const { name, type } of object.columns.createable) {
    const value = saved[name] ?? '';
    if (type !== 'reference') cells[name] = value;
    else if (name === 'OwnerId' && scene.inactive.has(value)) cells[name] = '';
    else if (newIds.has(value)) cells[name] = newIds.get(value) ?? '';
    else if (going.has(value)) isWhole = false;
    else cells[name] = value;
  }
  if (!isWhole) unresolved.push({ of: object, savedId: saved['Id'] ?? '', cells: saved });
  return cells;
};

/** The second pass: rows that refer to themselves, to each other, or in a circle. */
const nameReferences = async (applying: Applying, object: ObjectToRestore): Promise<void> => {
  const { newIds, unresolved } = applying;
  const references = object.columns.createable
    .filter(({ type, updateable, referenceTo }) => type === 'reference' && updateable && !referenceTo.includes('User'))
    .map(({ name }) => name);
  const updates = batching(applying, {
    object: object.saved.object,
    operation: 'update',
    columns: ['Id', ...references],
  });
  for (const { of, savedId, cells } of unresolved) {
    const id = newIds.get(savedId);
    if (of !== object || id === undefined) continue;
    const named = references.map((name) => [name, newIds.get(cells[name] ?? '') ?? ''] as const);
    if (named.some(([, value]) => value !== ''))
      await updates.add({ savedId, cells: { Id: id, ...Object.fromEntries(named) } });
  }
  await updates.flush();
};

const updateRows = async (applying: Applying, object: ObjectToRestore): Promise<void> => {
  const { scene } = applying;
  const columns = ['Id', ...object.columns.updateable.map(({ name }) => name)];
  const updates = batching(applying, { object: object.saved.object, operation: 'update', columns });
  for await (const row of decidedRows(scene, object)) {
    if (isMade(applying, row) || row.decision.kind === 'gone') continue;
    const fields = fieldsToWrite(applying, object, row);
    const savedId = row.saved['Id'] ?? '';
    if (fields.length > 0) await updates.add({ savedId, cells: updateCells(applying, row.saved, fields) });
  }
  await updates.flush();
};

/** Only the cells that differ: an empty one leaves a value alone, so null has a word of its own. */
const updateCells = ({ newIds }: Applying, saved: CsvRow, fields: readonly string[]): CsvRow => {
  const cells: Record<string, string> = { Id: saved['Id'] ?? '' };
  for (const name of fields) {
    const value = saved[name] ?? '';
    cells[name] = value === '' ? csvNull : (newIds.get(value) ?? value);
  }
  return cells;
};
