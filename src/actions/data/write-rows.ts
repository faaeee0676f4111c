import { createHash } from 'node:crypto';
import type { BulkJobState } from '../../gateways/org/bulk-job.ts';
import type { BulkWrite, IngestResult } from '../../gateways/org/bulk-ingest.ts';
import type { Org } from '../../gateways/org/org.ts';
import { csvTable, csvText } from '../../release/data/csv-text.ts';
import { errorCode, isWorthAnotherTry, type CsvRow } from '../../release/data/restore-rules.ts';
import type { RestoreJournal } from './restore-journal.ts';

/** A row to write, and the id it had when it was saved. */
export interface RowToWrite {
  readonly savedId: string;
  readonly cells: CsvRow;
}

export interface RowsToWrite {
  readonly object: string;
  readonly operation: BulkWrite['operation'];
  readonly key?: string | undefined;
  readonly columns: readonly string[];
  readonly rows: readonly RowToWrite[];
}

/** Why the org did not take a row: its own code, without the sentence, which can quote values. */
export interface FailedRow {
  readonly object: string;
  readonly id: string;
  readonly code: string;
}

export interface WrittenRows {
  readonly written: readonly { readonly savedId: string; readonly id: string }[];
  readonly failed: readonly FailedRow[];
}

export interface Writing {
  readonly org: Org;
  readonly orgId: string;
  readonly journal: Pick<RestoreJournal, 'intend' | 'finish'>;
}

/** Rows that were locked or not reached are sent again so often. */
const rounds = 4;

/**
 * Writes rows by one bulk job, and those that may pass next time by further ones. Every job is in the journal before it
 * is started and after its results were read: success, failure and what was not reached (Bulk jobs are not atomic;
 * documented).
 */
export const writeRows = async (writing: Writing, given: RowsToWrite): Promise<WrittenRows> => {
  const written: { savedId: string; id: string }[] = [];
  const failed: FailedRow[] = [];
  let { rows } = given;
  for (let round = 1; rows.length > 0; round += 1) {
    const results = await runJob(writing, { ...given, rows });
    written.push(...results.written);
    const again = round < rounds ? results.failed.filter(({ error }) => isWorthAnotherTry(error)) : [];
    const lost = results.failed.filter((row) => !again.includes(row));
    failed.push(...lost.map(({ row, error }) => ({ object: given.object, id: row.savedId, code: errorCode(error) })));
    rows = again.map(({ row }) => row);
  }
  return { written, failed };
};

interface JobResults {
  readonly written: readonly { readonly savedId: string; readonly id: string }[];
  readonly failed: readonly { readonly row: RowToWrite; readonly error: string }[];
}

const runJob = async ({ org, orgId, journal }: Writing, given: RowsToWrite): Promise<JobResults> => {
  const { object, operation, key, rows } = given;
  const columns = columnsIn(given);
  const csv = csvOf(columns, rows);
  const job = await org.prepareBulkWrite({
    ...{ object, operation, csv },
    ...(key === undefined ? {} : { externalIdFieldName: key }),
  });
  const sha256 = createHash('sha256').update(csv).digest('hex');
  const part = await journal.intend({ job, object, operation }, { rows: rows.length, sha256 });
  await org.startBulkWrite(job, orgId);
  const state = await org.awaitBulkWrite(job);
  const results = isWhole(given, state) ? allWritten(rows) : await resultsOf(org, state, { columns, rows, job });
  await journal.finish(part, { state: state.state, written: results.written.length, failed: results.failed.length });
  return results;
};

/** For what nobody gives a reason: worth another try. */
const unknown = 'UNKNOWN_EXCEPTION';

/** Of rows that can be among those whose results nobody recognises: sent again, they could be made twice. */
const unrecognised = 'RESULT_NOT_RECOGNISED';

/** Those that any of the rows has something in: an empty cell says nothing to the org. */
const columnsIn = ({ columns, rows }: RowsToWrite): readonly string[] => {
  const used = columns.filter((name) => rows.some(({ cells }) => (cells[name] ?? '') !== ''));
  return used.length > 0 ? used : columns;
};

const csvOf = (columns: readonly string[], rows: readonly RowToWrite[]): Buffer =>
  Buffer.from(csvText([columns, ...rows.map(({ cells }) => columns.map((name) => cells[name] ?? ''))]));

/** The org says that it wrote every row, of rows whose ids are known: the lists of results have nothing to add. */
const isWhole = ({ operation, rows }: RowsToWrite, { state, processed, failed }: BulkJobState): boolean =>
  (operation === 'update' || operation === 'delete') &&
  state === 'JobComplete' &&
  processed === rows.length &&
  failed === 0;

const allWritten = (rows: readonly RowToWrite[]): JobResults => ({
  written: rows.map(({ savedId, cells }) => ({ savedId, id: cells['Id'] ?? '' })),
  failed: [],
});

/** A result names its row by its cells only: rows with the same cells are one as good as the other. */
const cellsKey = (columns: readonly string[], row: CsvRow): string =>
  JSON.stringify(columns.map((name) => row[name] ?? ''));

const resultsOf = async (
  org: Org,
  ended: BulkJobState,
  { columns, rows, job }: Pick<RowsToWrite, 'columns' | 'rows'> & { readonly job: string },
): Promise<JobResults> => {
  const open = Map.groupBy(rows, ({ cells }) => cellsKey(columns, cells));
  const take = (result: CsvRow): RowToWrite | undefined => open.get(cellsKey(columns, result))?.shift();
  const successes = await listOf(org, job, 'successfulResults');
  const failures = await listOf(org, job, 'failedResults');
  const written = successes.flatMap((result) => {
    const row = take(result);
    return row === undefined ? [] : [{ savedId: row.savedId, id: result['sf__Id'] ?? '' }];
  });
  const failed = failures.flatMap((result) => {
    const row = take(result);
    return row === undefined ? [] : [{ row, error: result['sf__Error'] ?? '' }];
  });
  // What the org names in neither list it did not reach: the third list says the same, the job itself why.
  const isRecognised = written.length + failed.length === successes.length + failures.length;
  const why = ended.state === 'JobComplete' ? unknown : (ended.message ?? unknown);
  const error = isRecognised ? why : unrecognised;
  const unreached = [...open.values()].flat().map((row) => ({ row, error }));
  return { written, failed: [...failed, ...unreached] };
};

const listOf = async (org: Org, job: string, which: IngestResult): Promise<readonly CsvRow[]> => {
  let pieces: Uint8Array[] = [];
  await org.bulkWriteResult(job, which, async (bytes) => {
    pieces = [];
    for await (const piece of bytes) pieces.push(piece);
  });
  return csvTable(Buffer.concat(pieces).toString());
};

/** The rows that a job of an earlier restore made: their ids and the cells they were given. */
export const rowsMadeBy = (org: Org, job: string): Promise<readonly CsvRow[]> => listOf(org, job, 'successfulResults');
