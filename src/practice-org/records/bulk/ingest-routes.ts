import { json, type OrgRequest, type OrgResponse, restError, type Route } from '../../http/route.ts';
import type { Database } from '../database.ts';
import { isObject, readJson } from '../rest/errors.ts';
import { isUpsertKey } from '../write/upsert.ts';
import { DELIMITERS, LINE_ENDINGS } from './csv.ts';
import { closeIngestJob, type IngestJob, type IngestOperation, ingestJson, newIngestJob } from './ingest-job.ts';
import { runIngest } from './ingest-run.ts';
import { isEnded, JobList } from './job.ts';
import type { Spool } from './spool.ts';
import type { JobIds } from './job-ids.ts';

const OPERATIONS = new Set<string>(['insert', 'update', 'upsert', 'delete', 'hardDelete']);
/** 150 MB: more than that is refused (Bulk API 2.0 guide, limits; documented). */
const MAX_UPLOAD = 150 * 1000 * 1000;

const invalidJob = (message: string): OrgResponse => restError(400, 'INVALIDJOB', `InvalidJob : ${message}`);
const invalidState = (message: string): OrgResponse => restError(400, 'INVALIDJOBSTATE', message);
const NOT_FOUND = restError(404, 'NOT_FOUND', 'The requested resource does not exist');

interface Ingest {
  readonly database: Database;
  readonly jobs: JobList<IngestJob>;
  readonly ids: JobIds;
}

const textOf = (body: Readonly<Record<string, unknown>>, name: string, otherwise: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : otherwise;
};

const formProblem = (body: Readonly<Record<string, unknown>>): OrgResponse | undefined => {
  if (textOf(body, 'contentType', 'CSV') !== 'CSV') return invalidJob('Unsupported content type; use CSV');
  if (!(textOf(body, 'columnDelimiter', 'COMMA') in DELIMITERS)) return invalidJob('Unknown columnDelimiter');
  return textOf(body, 'lineEnding', 'LF') in LINE_ENDINGS ? undefined : invalidJob('Unknown lineEnding');
};

const keyProblem = (
  database: Database,
  body: Readonly<Record<string, unknown>>,
  object: string,
): OrgResponse | undefined => {
  if (body['operation'] !== 'upsert') return undefined;
  const key = textOf(body, 'externalIdFieldName', '');
  if (key === '')
    return invalidJob(`External ID was blank for ${object}. An External ID must be specified for upsert.`);
  const entity = database.tables.find(object)?.entity;
  return entity !== undefined && isUpsertKey({ entity }, key)
    ? undefined
    : invalidJob(
        `Field name provided, ${key} does not match an External ID, Salesforce Id, or indexed field for ${object}`,
      );
};

const createProblem = (database: Database, body: Readonly<Record<string, unknown>>): OrgResponse | undefined => {
  const object = textOf(body, 'object', '');
  const table = database.tables.find(object);
  if (table === undefined)
    return restError(400, 'INVALIDENTITY', `InvalidEntity : Entity '${object}' is not supported by the Bulk API.`);
  if (!OPERATIONS.has(textOf(body, 'operation', ''))) return invalidJob('Unknown operation');
  if (table.kind === 'virtual' || !table.entity.createable)
    return restError(400, 'INVALIDENTITY', `InvalidEntity : Entity '${object}' is not supported by the Bulk API.`);
  return formProblem(body) ?? keyProblem(database, body, object);
};

const create = ({ database, jobs, ids }: Ingest, request: OrgRequest, version: string): OrgResponse => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed.error;
  const body = isObject(parsed.value) ? parsed.value : {};
  const problem = createProblem(database, body);
  if (problem !== undefined) return problem;
  const now = database.context.clock.now().getTime();
  const key = textOf(body, 'externalIdFieldName', '');
  const common = {
    id: ids.next(),
    object: database.tables.find(textOf(body, 'object', ''))?.entity.name ?? '',
    operation: textOf(body, 'operation', ''),
    columnDelimiter: textOf(body, 'columnDelimiter', 'COMMA'),
    lineEnding: textOf(body, 'lineEnding', 'LF'),
    apiVersion: version,
    createdAt: now,
    changedAt: now,
    state: 'Open' as const,
    processed: 0,
    errorMessage: undefined,
    took: 0,
  };
  const job = newIngestJob(common, {
    operation: common.operation as IngestOperation,
    externalIdFieldName: key === '' ? undefined : key,
  });
  jobs.add(job);
  return json(ingestJson(job, database.context, false));
};

const upload = (_ingest: Ingest, job: IngestJob, request: OrgRequest): OrgResponse => {
  const type = request.headers['content-type'] ?? 'text/csv';
  if (!/^text\/csv\b/i.test(type))
    return restError(415, 'UNSUPPORTED_MEDIA_TYPE', `Content-Type '${type}' not supported`);
  if (job.state !== 'Open') return invalidState(`Uploading data is not allowed in state ${job.state}`);
  if (job.body !== undefined)
    return invalidState(
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create ` +
        "a new Job and make sure you only do 'PUT' once on a given Job.",
    );
  if (request.body.length > MAX_UPLOAD)
    return restError(413, 'REQUEST_LIMIT_EXCEEDED', 'The uploaded data is larger than 150 MB');
  job.body = request.body;
  return { status: 201, body: '' };
};

const changeState = ({ database }: Ingest, job: IngestJob, request: OrgRequest): OrgResponse => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed.error;
  const state = isObject(parsed.value) ? parsed.value['state'] : undefined;
  if (state === 'UploadComplete') {
    if (job.state !== 'Open') return invalidState(`Job state ${job.state} cannot become UploadComplete`);
    if (job.body === undefined) return invalidState('No data was uploaded for the job');
    job.state = 'UploadComplete';
    void runIngest(database, job);
  } else if (state === 'Aborted') {
    if (isEnded(job)) return invalidState(`Aborting already Completed Job not allowed`);
    job.state = 'Aborted';
  } else return invalidJob('state must be UploadComplete or Aborted');
  job.changedAt = database.context.clock.now().getTime();
  return json(ingestJson(job, database.context, false));
};

/** What is done with one job. */
type OnJob = (ingest: Ingest, job: IngestJob, request: OrgRequest) => OrgResponse;

const results =
  (spoolOf: (job: IngestJob) => Spool): OnJob =>
  (_ingest, job) =>
    isEnded(job)
      ? { status: 200, headers: { 'content-type': 'text/csv' }, body: spoolOf(job).read() }
      : invalidState(`The job is ${job.state}; results are there when it has ended`);

const remove = ({ jobs }: Ingest, job: IngestJob): OrgResponse => {
  if (!isEnded(job)) return invalidState(`A job in state ${job.state} cannot be deleted`);
  jobs.remove(job);
  return { status: 204, body: '' };
};

const PREFIX = String.raw`^\/services\/data\/v(?<version>\d+\.0)\/jobs\/ingest`;
const pattern = (rest: string): RegExp => new RegExp(`${PREFIX}${rest}/?$`);

const onJob = (ingest: Ingest, handle: OnJob): Route['handle'] => {
  return (request, { id = '' }) => {
    const job = ingest.jobs.find(id);
    return job === undefined ? NOT_FOUND : handle(ingest, job, request);
  };
};

const JOB = String.raw`\/(?<id>\w+)`;

const status: OnJob = ({ database }, job) => json(ingestJson(job, database.context, true));

/** What is done on a job: method, what follows `jobs/ingest` in the path, operation. */
const ON_JOBS: readonly (readonly [Route['method'], string, string, OnJob])[] = [
  ['PUT', `${JOB}/batches`, 'bulkIngestUpload', upload],
  ['PATCH', JOB, 'bulkIngestState', changeState],
  ['DELETE', JOB, 'bulkIngestDelete', remove],
  ['GET', JOB, 'bulkIngestStatus', status],
  ['GET', `${JOB}/successfulResults`, 'bulkIngestSuccesses', results((job) => job.successful)],
  ['GET', `${JOB}/failedResults`, 'bulkIngestFailures', results((job) => job.failures)],
  ['GET', `${JOB}/unprocessedrecords`, 'bulkIngestUnprocessed', results((job) => job.unprocessed)],
];

/** `jobs/ingest`: Bulk API 2.0 jobs that write rows. */
export const ingestRoutes = (database: Database, ids: JobIds): readonly Route[] => {
  const ingest: Ingest = { database, ids, jobs: new JobList<IngestJob>(database.context, closeIngestJob) };
  database.onReset(() => {
    ingest.jobs.clear();
  });
  return [
    {
      method: 'POST',
      pattern: pattern(''),
      operation: 'bulkIngestCreate',
      handle: (request, { version = '' }) => create(ingest, request, version),
    },
    {
      method: 'GET',
      pattern: pattern(''),
      operation: 'bulkIngestList',
      handle: () =>
        json({ done: true, records: ingest.jobs.all().map((job) => ingestJson(job, database.context, false)) }),
    },
    ...ON_JOBS.map(([method, path, operation, handle]) => ({
      method,
      pattern: pattern(path),
      operation,
      handle: onJob(ingest, handle),
    })),
  ];
};
