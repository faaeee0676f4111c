import { Readable } from 'node:stream';
import { json, type OrgRequest, type OrgResponse, restError, type Route } from '../../http/route.ts';
import type { Database } from '../database.ts';
import { answering, isObject, readJson } from '../rest/errors.ts';
import { parseSoql } from '../soql/parse.ts';
import { csvLine, DELIMITERS, LINE_ENDINGS } from './csv.ts';
import { isEnded, JobList } from './job.ts';
import type { JobIds } from './job-ids.ts';
import { formOf, type QueryJob, queryJson, rowsOf, runQuery } from './query-job.ts';
import { Spool } from './spool.ts';

const NOT_FOUND = restError(404, 'NOT_FOUND', 'The requested resource does not exist');
/** Rows of a page when the client does not say; the platform's own number is not published. */
const PAGE = 50_000;

interface Queries {
  readonly database: Database;
  readonly jobs: JobList<QueryJob>;
  readonly ids: JobIds;
}

interface Asked {
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
}

const invalid = (message: string): OrgResponse => restError(400, 'INVALIDJOB', `InvalidJob : ${message}`);

const choice = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

const read = (request: OrgRequest): Asked | OrgResponse => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed.error;
  const body = isObject(parsed.value) ? parsed.value : {};
  const { operation, query } = body;
  const columnDelimiter = choice(body['columnDelimiter'], 'COMMA');
  const lineEnding = choice(body['lineEnding'], 'LF');
  if (operation !== 'query' && operation !== 'queryAll') return invalid('Unknown operation');
  if (typeof query !== 'string' || query.trim() === '') return invalid('No query was given');
  if (!(columnDelimiter in DELIMITERS)) return invalid('Unknown columnDelimiter');
  if (!(lineEnding in LINE_ENDINGS)) return invalid('Unknown lineEnding');
  return { operation, query, columnDelimiter, lineEnding };
};

/** Where a request came in: the version in its path, and whether it was the Tooling API's. */
interface Entrance {
  readonly version: string;
  readonly api: 'data' | 'tooling';
}

const create = ({ database, jobs, ids }: Queries, request: OrgRequest, { version, api }: Entrance): OrgResponse => {
  const asked = read(request);
  if ('status' in asked) return asked;
  database.settle();
  return answering(() => {
    const query = parseSoql(asked.query);
    const rows = rowsOf(database, { soql: asked.query, all: asked.operation === 'queryAll', api }, query);
    const now = database.context.clock.now().getTime();
    if (!database.usage.count('DailyBulkV2QueryJobs', 1, now))
      return restError(400, 'EXCEEDEDQUOTA', 'Max bulk v2 query jobs (10000) per 24 hrs has been reached');
    const job: QueryJob = {
      ...asked,
      id: ids.next(),
      object: rows.scope.table.entity.name,
      header: csvLine(
        rows.columns.map(({ path }) => path.join('.')),
        formOf(asked),
      ),
      apiVersion: version,
      createdAt: now,
      changedAt: now,
      state: 'UploadComplete',
      processed: 0,
      errorMessage: undefined,
      took: 0,
      rows: new Spool(),
      starts: [],
    };
    jobs.add(job);
    void runQuery(database, job, rows);
    return json(queryJson(job, database.context, false));
  });
};

/** Locators are opaque to clients; here they hold the number of the row to go on with. */
const locatorOf = (row: number): string => Buffer.from(String(row)).toString('base64url');

const rowOfLocator = (locator: string | null): number =>
  locator === null ? 0 : Number(Buffer.from(locator, 'base64url').toString('latin1') || Number.NaN);

const bytesAt = (job: QueryJob, row: number): number => job.starts[row] ?? job.rows.length;

const page = (job: QueryJob, request: OrgRequest): OrgResponse => {
  if (job.state !== 'JobComplete')
    return restError(400, 'INVALIDJOBSTATE', `The job is ${job.state}; results are there when it is JobComplete`);
  const from = rowOfLocator(request.query.get('locator'));
  const wanted = Number(request.query.get('maxRecords') ?? PAGE);
  if (!Number.isInteger(from) || from < 0 || from > job.processed)
    return restError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  if (!Number.isInteger(wanted) || wanted < 1)
    return restError(400, 'INVALID_ARGUMENT', 'maxRecords must be a positive number');
  const to = Math.min(job.processed, from + wanted);
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv',
      // Clients loop until the word "null" comes: an absent header never ends.
      'sforce-locator': to < job.processed ? locatorOf(to) : 'null',
      'sforce-numberofrecords': String(to - from),
    },
    body: Readable.from(withHeader(job, bytesAt(job, from), bytesAt(job, to))),
  };
};

async function* withHeader(job: QueryJob, from: number, to: number): AsyncGenerator<Buffer> {
  yield Buffer.from(job.header);
  yield* job.rows.read(from, to) as AsyncIterable<Buffer>;
}

const abort = ({ database }: Queries, job: QueryJob, request: OrgRequest): OrgResponse => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed.error;
  if (!isObject(parsed.value) || parsed.value['state'] !== 'Aborted') return invalid('state must be Aborted');
  if (isEnded(job)) return restError(400, 'INVALIDJOBSTATE', 'Aborting already Completed Job not allowed');
  job.state = 'Aborted';
  job.changedAt = database.context.clock.now().getTime();
  return json(queryJson(job, database.context, false));
};

const remove = ({ jobs }: Queries, job: QueryJob): OrgResponse => {
  if (!isEnded(job)) return restError(400, 'INVALIDJOBSTATE', `A job in state ${job.state} cannot be deleted`);
  jobs.remove(job);
  return { status: 204, body: '' };
};

const PREFIX = String.raw`^\/services\/data\/v(?<version>\d+\.0)(?<tooling>\/tooling)?\/jobs\/query`;
const pattern = (rest: string): RegExp => new RegExp(`${PREFIX}${rest}/?$`);
const JOB = String.raw`\/(?<id>\w+)`;

type OnJob = (queries: Queries, job: QueryJob, request: OrgRequest) => OrgResponse;

const status: OnJob = ({ database }, job) => json(queryJson(job, database.context, true));

/** What is done on a job: method, what follows `jobs/query` in the path, operation. */
const ON_JOBS: readonly (readonly [Route['method'], string, string, OnJob])[] = [
  ['GET', JOB, 'bulkQueryStatus', status],
  ['GET', `${JOB}/results`, 'bulkQueryResults', (_queries, job, request) => page(job, request)],
  ['PATCH', JOB, 'bulkQueryState', abort],
  ['DELETE', JOB, 'bulkQueryDelete', remove],
];

const onJob = (queries: Queries, handle: OnJob): Route['handle'] => {
  return (request, { id = '' }) => {
    const job = queries.jobs.find(id);
    return job === undefined ? NOT_FOUND : handle(queries, job, request);
  };
};

const closeJob = (job: QueryJob): void => {
  job.rows.close();
};

/** `jobs/query`: Bulk API 2.0 jobs that read rows. */
export const bulkQueryRoutes = (database: Database, ids: JobIds): readonly Route[] => {
  const queries: Queries = { database, ids, jobs: new JobList<QueryJob>(database.context, closeJob) };
  database.onReset(() => {
    queries.jobs.clear();
  });
  return [
    {
      method: 'POST',
      pattern: pattern(''),
      operation: 'bulkQueryCreate',
      handle: (request, { version = '', tooling }) =>
        create(queries, request, { version, api: tooling === undefined ? 'data' : 'tooling' }),
    },
    {
      method: 'GET',
      pattern: pattern(''),
      operation: 'bulkQueryList',
      handle: () =>
        json({ done: true, records: queries.jobs.all().map((job) => queryJson(job, database.context, false)) }),
    },
    ...ON_JOBS.map(([method, path, operation, handle]) => ({
      method,
      pattern: pattern(path),
      operation,
      handle: onJob(queries, handle),
    })),
  ];
};
