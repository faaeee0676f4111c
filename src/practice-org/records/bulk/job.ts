import type { DatabaseContext } from '../types.ts';
import { datetimeText } from '../soql/format.ts';

/** States of a Bulk API 2.0 job (documented). */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** What every job has, ingest or query. */
export interface BulkJob {
  readonly id: string;
  readonly object: string;
  readonly operation: string;
  readonly columnDelimiter: string;
  readonly lineEnding: string;
  readonly apiVersion: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  changedAt: number;
  state: JobState;
  processed: number;
  errorMessage: string | undefined;
  /** Milliseconds the job took. */
  took: number;
}

/** Jobs and results are kept for seven days (Bulk API 2.0 guide, limits; documented). */
export const JOB_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

export const isEnded = ({ state }: BulkJob): boolean =>
  state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

/** The part of a job's JSON that ingest and query share. */
export const jobJson = (job: BulkJob, context: DatabaseContext): Readonly<Record<string, unknown>> => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: context.identity.user.id,
  createdDate: datetimeText(job.createdAt),
  systemModstamp: datetimeText(job.changedAt),
  state: job.state,
  concurrencyMode: 'Parallel',
  contentType: 'CSV',
  apiVersion: Number(job.apiVersion),
  lineEnding: job.lineEnding,
  columnDelimiter: job.columnDelimiter,
});

/** Jobs of one kind by id, those not yet seven days old. */
export class JobList<Job extends BulkJob> {
  readonly #jobs = new Map<string, Job>();
  readonly #context: DatabaseContext;
  readonly #close: (job: Job) => void;

  /** @param close gives back what a job holds when it is forgotten. */
  constructor(context: DatabaseContext, close: (job: Job) => void) {
    this.#context = context;
    this.#close = close;
  }

  clear(): void {
    for (const job of this.#jobs.values()) this.remove(job);
  }

  add(job: Job): void {
    this.#jobs.set(job.id.slice(0, 15), job);
  }

  find(id: string): Job | undefined {
    this.#forget();
    return this.#jobs.get(id.slice(0, 15));
  }

  all(): readonly Job[] {
    this.#forget();
    return [...this.#jobs.values()];
  }

  remove(job: Job): void {
    this.#jobs.delete(job.id.slice(0, 15));
    this.#close(job);
  }

  #forget(): void {
    const limit = this.#context.clock.now().getTime() - JOB_KEPT_MS;
    for (const job of this.#jobs.values()) if (job.createdAt < limit) this.remove(job);
  }
}
