import { CsvError } from 'csv-parse';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../database.ts';
import type { Entity } from '../schema/entity.ts';
import type { Row, RowError, WriteResult } from '../types.ts';
import { csvLine, csvRows, type CsvForm, DELIMITERS, endsLinesAs, LINE_ENDINGS } from './csv.ts';
import type { IngestJob } from './ingest-job.ts';

/** Rows that are written together: the platform's own chunk for triggers. */
const CHUNK = 200;
/** Chunks after which other requests get a turn. */
const CHUNKS_PER_TURN = 20;
/** The platform cuts an upload into batches of up to 10,000 rows or 10 MB; here by size only. */
const BATCH_BYTES = 10_000_000;
/** Characters (Bulk API 2.0 guide, limits; documented, the cell in newer editions of it). */
const MAX_CELL = 131_072;
const MAX_ROW = 400_000;

/** The whole job is refused: nothing of it is processed any more. */
class BatchError extends Error {}

const formOf = (job: IngestJob): CsvForm => ({
  delimiter: DELIMITERS[job.columnDelimiter] ?? ',',
  lineEnding: LINE_ENDINGS[job.lineEnding] ?? '\n',
});

/** Empty means "leave it", `#N/A` means null (Bulk API 2.0 guide, "Prepare CSV Files"; documented). */
const rowOf = (header: readonly string[], values: readonly string[]): Row => {
  const row: Record<string, string | null> = {};
  for (const [at, name] of header.entries()) {
    const value = values[at] ?? '';
    if (value !== '') row[name] = value === '#N/A' ? null : value;
  }
  return row;
};

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --`, and `:--` about no field (seen in public logs). */
const errorText = ({ statusCode, message, fields }: RowError): string =>
  `${statusCode}:${message}:${fields.length === 0 ? '' : `${fields.join(',')} `}--`;

/** What is wrong with a relationship column `Relationship.Field` or `Object:Relationship.Field` (seen in public logs). */
const relationshipProblem = (entity: Entity, name: string): string | undefined => {
  const [way = ''] = name.split('.', 1);
  const [object, relationship = object ?? ''] = way.includes(':') ? way.split(':', 2) : [undefined, way];
  const field = entity.parents.get(relationship.toLowerCase());
  if (field === undefined) return `Unable to find relationship: ${relationship}`;
  return object !== undefined && (field.referenceTo ?? []).length === 1
    ? `type is not needed for non polymorphic foreign key references: ${field.relationshipName ?? relationship}`
    : undefined;
};

const columnProblem = (entity: Entity, name: string): string | undefined => {
  if (name.includes('.')) return relationshipProblem(entity, name);
  return entity.fields.has(name.toLowerCase()) ? undefined : `Field name not found : ${name}`;
};

const checkHeader = (entity: Entity, header: readonly string[]): void => {
  const seen = new Set<string>();
  for (const name of header) {
    const problem = seen.has(name.toLowerCase()) ? `Duplicate field name found : ${name}` : columnProblem(entity, name);
    if (problem !== undefined) throw new BatchError(`InvalidBatch : ${problem}`);
    seen.add(name.toLowerCase());
  }
};

interface Run {
  readonly database: Database;
  readonly job: IngestJob;
  readonly entity: Entity;
  readonly form: CsvForm;
  header: readonly string[];
}

const startResults = (run: Run, header: readonly string[]): void => {
  run.header = header;
  run.job.successful.append(csvLine(['sf__Id', 'sf__Created', ...header], run.form));
  run.job.failures.append(csvLine(['sf__Id', 'sf__Error', ...header], run.form));
  run.job.unprocessed.append(csvLine(header, run.form));
};

const record = (run: Run, values: readonly string[], result: WriteResult): void => {
  const { job, form } = run;
  job.processed++;
  if (result.success) {
    job.successful.append(csvLine([result.id, String(result.created), ...values], form));
    return;
  }
  job.failed++;
  const [error] = result.errors;
  job.failures.append(csvLine([result.id ?? '', error === undefined ? '' : errorText(error), ...values], form));
};

const writeChunk = (run: Run, chunk: readonly (readonly string[])[]): void => {
  const { job, database, entity } = run;
  const tooLong = chunk.flat().some((value) => value.length > MAX_CELL);
  if (tooLong) throw new BatchError(`InvalidBatch : Exceeded maximum field size of ${MAX_CELL} characters`);
  if (chunk.some((values) => values.reduce((length, value) => length + value.length, 0) > MAX_ROW))
    throw new BatchError(`InvalidBatch : Exceeded maximum record size of ${MAX_ROW} characters`);
  if (database.tables.find(entity.name) === undefined)
    throw new BatchError(`InvalidBatch : Entity '${entity.name}' is gone`);
  const results = database.write({
    object: entity.name,
    kind: job.operation,
    rows: chunk.map((values) => rowOf(run.header, values)),
    options: job.externalIdFieldName === undefined ? {} : { key: job.externalIdFieldName },
    origin: 'csv',
  });
  for (const [at, result] of results.entries()) record(run, chunk[at] ?? [], result);
};

const isAborted = ({ state }: IngestJob): boolean => state === 'Aborted';

const flush = async (run: Run, chunk: readonly (readonly string[])[], count: number): Promise<void> => {
  if (isAborted(run.job)) for (const values of chunk) run.job.unprocessed.append(csvLine(values, run.form));
  else writeChunk(run, chunk);
  if (count % CHUNKS_PER_TURN === 0) await nextTurn();
};

const processRows = async (run: Run, body: Buffer): Promise<void> => {
  let chunk: (readonly string[])[] = [];
  let chunks = 0;
  let header: readonly string[] | undefined;
  for await (const values of csvRows(body, run.form)) {
    if (header === undefined) {
      header = values.map((name) => name.trim());
      startResults(run, header);
      checkHeader(run.entity, header);
      continue;
    }
    chunk.push(values);
    if (chunk.length < CHUNK) continue;
    await flush(run, chunk, ++chunks);
    chunk = [];
  }
  if (header === undefined) throw new BatchError('InvalidBatch : Unable to find the header row; the file is empty');
  await flush(run, chunk, ++chunks);
};

const csvProblem = ({ code }: CsvError): string => {
  if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH')
    return 'InvalidBatch : Failed to parse CSV. The number of values in a row is not the number of columns';
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return 'InvalidBatch : Failed to parse CSV. EOF reached before closing an opened quote';
  return 'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote';
};

const fail = (job: IngestJob, message: string): void => {
  job.state = 'Failed';
  job.errorMessage = message;
};

/** Rows from the one the job stopped at: what `unprocessedrecords` gives back. A file nobody can parse gives none. */
const keepUnprocessed = async (run: Run, body: Buffer): Promise<void> => {
  let seen = -1;
  try {
    for await (const values of csvRows(body, run.form)) {
      if (seen >= run.job.processed) run.job.unprocessed.append(csvLine(values, run.form));
      seen++;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
  }
};

/** Processes an uploaded job to its end; other requests are served in between. Never throws: the job says what went wrong. */
export const runIngest = (database: Database, job: IngestJob): Promise<void> =>
  ingest(database, job).catch((error: unknown) => {
    fail(
      job,
      `The practice org itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  });

const ingest = async (database: Database, job: IngestJob): Promise<void> => {
  const { body } = job;
  const entity = database.tables.find(job.object)?.entity;
  const started = performance.now();
  const form = formOf(job);
  const finish = (): void => {
    job.body = undefined;
    job.took = Math.round(performance.now() - started);
    job.changedAt = database.context.clock.now().getTime();
  };
  await nextTurn();
  if (isAborted(job)) {
    finish();
    return;
  }
  job.state = 'InProgress';
  const batches = Math.ceil((body?.length ?? 0) / BATCH_BYTES);
  if (!database.usage.count('DailyBulkApiBatches', batches, database.context.clock.now().getTime()))
    fail(job, 'ExceededQuota : ApiBatchItems Limit exceeded.');
  else if (entity === undefined) fail(job, `InvalidBatch : Entity '${job.object}' is gone`);
  else if (body === undefined) fail(job, 'InvalidBatch : Unable to find any data');
  else if (!endsLinesAs(body, form.lineEnding))
    fail(job, `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${job.lineEnding}`);
  else await runRows({ database, job, entity, form, header: [] }, body);
  finish();
};

const runRows = async (run: Run, body: Buffer): Promise<void> => {
  const { job } = run;
  try {
    await processRows(run, body);
    if (!isAborted(job)) job.state = 'JobComplete';
  } catch (error) {
    if (error instanceof BatchError) fail(job, error.message);
    else if (error instanceof CsvError) fail(job, csvProblem(error));
    else throw error;
    await keepUnprocessed(run, body);
  }
};
