import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Query } from '@jetstreamapp/soql-parser-js';
import type { Database } from '../database.ts';
import { executeRows, type RowResult } from '../soql/execute.ts';
import { SoqlError } from '../soql/text.ts';
import type { DatabaseContext } from '../types.ts';
import { csvLine, csvText, type CsvForm, DELIMITERS, LINE_ENDINGS } from './csv.ts';
import { type BulkJob, jobJson } from './job.ts';
import type { Spool } from './spool.ts';

/** A job that reads rows. */
export interface QueryJob extends BulkJob {
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  readonly header: string;
  readonly rows: Spool;
  /** Where each row begins in `rows`, so that a page can begin anywhere. */
  readonly starts: number[];
}

/** Rows written before other requests get a turn. */
const ROWS_PER_TURN = 5000;

const UNSUPPORTED = 'API_ERROR';

/** Whether a query is one Bulk API takes: no aggregates, sub-selects, offsets, TYPEOF (Bulk API 2.0 guide; documented). */
export const checkBulkQuery = (query: Query): void => {
  const refuse = (message: string): never => {
    throw new SoqlError(UNSUPPORTED, message);
  };
  for (const field of query.fields ?? []) {
    if (field.type === 'FieldSubquery') refuse('Aggregate Relationships not supported in Bulk Query');
    if (field.type === 'FieldTypeof') refuse('TYPEOF not supported in Bulk Query');
    if (
      field.type === 'FieldFunctionExpression' &&
      /^(COUNT|COUNT_DISTINCT|SUM|AVG|MIN|MAX)$/i.test(field.functionName)
    )
      refuse('Aggregate functions not supported in Bulk Query');
  }
  if (query.groupBy !== undefined) refuse('GROUP BY not supported in Bulk Query');
  if (query.offset !== undefined) refuse('OFFSET not supported in Bulk Query');
};

/** Whether the columns are ones Bulk API can write: no compound values. */
export const checkBulkColumns = (rows: RowResult): void => {
  for (const { field } of rows.columns) {
    if (field.type === 'address' || field.type === 'location')
      throw new SoqlError(UNSUPPORTED, 'Selecting compound data not supported in Bulk Query');
    if (field.type === 'base64') throw new SoqlError(UNSUPPORTED, 'Selecting binary data not supported in Bulk Query');
  }
};

export const formOf = (job: Pick<BulkJob, 'columnDelimiter' | 'lineEnding'>): CsvForm => ({
  delimiter: DELIMITERS[job.columnDelimiter] ?? ',',
  lineEnding: LINE_ENDINGS[job.lineEnding] ?? '\n',
});

/** Finds the rows of a bulk query; throws `SoqlError` as the job's creation is refused. */
export const rowsOf = (
  database: Database,
  asked: { readonly soql: string; readonly all: boolean; readonly api: 'data' | 'tooling' },
  query: Query,
): RowResult => {
  checkBulkQuery(query);
  const rows = executeRows(
    {
      ...asked,
      catalogue: database.tables,
      now: database.context.clock.now(),
      base: '',
    },
    query,
  );
  checkBulkColumns(rows);
  return rows;
};

/**
 * Writes the result to the job's spool, some thousand rows at a time so that other requests are served in between.
 * What the job answers later is what the rows held now.
 */
export const runQuery = (database: Database, job: QueryJob, rows: RowResult): Promise<void> =>
  writeRows(database, job, rows).catch((error: unknown) => {
    job.state = 'Failed';
    job.errorMessage = `The practice org itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  });

const writeRows = async (database: Database, job: QueryJob, { columns, slots }: RowResult): Promise<void> => {
  const started = performance.now();
  job.state = 'InProgress';
  const form = formOf(job);
  const cells = columns.map(({ field, read }) => ({ read, text: csvText(field) }));
  let length = 0;
  for (let at = 0; at < slots.length; at += ROWS_PER_TURN) {
    await nextTurn();
    if (isAborted(job)) return;
    let lines = '';
    for (const slot of slots.slice(at, at + ROWS_PER_TURN)) {
      const line = csvLine(
        cells.map(({ read, text }) => text(read(slot))),
        form,
      );
      job.starts.push(length);
      length += Buffer.byteLength(line);
      lines += line;
    }
    job.rows.append(lines);
    job.processed = job.starts.length;
  }
  database.usage.count('DailyBulkV2QueryFileStorageMB', length / 2 ** 20, database.context.clock.now().getTime());
  job.state = 'JobComplete';
  job.took = Math.round(performance.now() - started);
  job.changedAt = database.context.clock.now().getTime();
};

const isAborted = ({ state }: QueryJob): boolean => state === 'Aborted';

/** A query job as the API shows it. */
export const queryJson = (
  job: QueryJob,
  context: DatabaseContext,
  full: boolean,
): Readonly<Record<string, unknown>> => ({
  ...jobJson(job, context),
  ...(full
    ? {
        jobType: 'V2Query',
        numberRecordsProcessed: job.processed,
        retries: 0,
        totalProcessingTime: job.took,
        isPkChunkingSupported: true,
        ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
      }
    : {}),
});
