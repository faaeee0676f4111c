import type { DatabaseContext, WriteKind } from '../types.ts';
import { type BulkJob, jobJson } from './job.ts';
import { Spool } from './spool.ts';

export type IngestOperation = Exclude<WriteKind, 'undelete'>;

/** A job that writes rows. */
export interface IngestJob extends BulkJob {
  readonly operation: IngestOperation;
  readonly externalIdFieldName: string | undefined;
  /** What was uploaded; let go once processed. */
  body: Buffer | undefined;
  failed: number;
  readonly successful: Spool;
  readonly failures: Spool;
  readonly unprocessed: Spool;
}

export const newIngestJob = (
  common: BulkJob,
  use: { readonly operation: IngestOperation; readonly externalIdFieldName: string | undefined },
): IngestJob => ({
  ...common,
  ...use,
  body: undefined,
  failed: 0,
  successful: new Spool(),
  failures: new Spool(),
  unprocessed: new Spool(),
});

export const closeIngestJob = (job: IngestJob): void => {
  job.body = undefined;
  for (const spool of [job.successful, job.failures, job.unprocessed]) spool.close();
};

/** An ingest job as the API shows it. */
export const ingestJson = (
  job: IngestJob,
  context: DatabaseContext,
  full: boolean,
): Readonly<Record<string, unknown>> => ({
  ...jobJson(job, context),
  ...(job.externalIdFieldName === undefined ? {} : { externalIdFieldName: job.externalIdFieldName }),
  ...(job.state === 'Open' ? { contentUrl: `services/data/v${job.apiVersion}/jobs/ingest/${job.id}/batches` } : {}),
  ...(full
    ? {
        jobType: 'V2Ingest',
        numberRecordsProcessed: job.processed,
        numberRecordsFailed: job.failed,
        retries: 0,
        totalProcessingTime: job.took,
        apiActiveProcessingTime: job.took,
        apexProcessingTime: 0,
        ...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
      }
    : {}),
});
