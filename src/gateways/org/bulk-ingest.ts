import { z } from 'zod';
import { awaitJob, jobStateCall, type BulkJobState } from './bulk-job.ts';
import type { TakePage } from './bulk-query.ts';
import type { Call, Connection } from './connection.ts';
import { CallFailed } from './failure.ts';
import type { Patience } from './patience.ts';
import { callTimeout, jsonBody, restCall } from './rest.ts';

/** Rows that a Bulk API 2.0 job is to write. */
export interface BulkWrite {
  readonly object: string;
  readonly operation: 'insert' | 'update' | 'upsert' | 'delete';
  /** The key of an `upsert`. */
  readonly externalIdFieldName?: string;
  /** CSV with `\n` line ends; at most 150 MB once in base64, so keep it under 100 (documented). Empty = untouched, `#N/A` = null. */
  readonly csv: Buffer;
}

/** The three lists of a job that has ended: together they are the rows that were sent. */
export type IngestResult = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

export interface BulkWrites {
  /** Uploads rows and gives the job's id. Nothing is written yet: the job waits for `startBulkWrite`. Throws `OrgError`. */
  prepareBulkWrite(write: BulkWrite, patience?: Patience): Promise<string>;
  /** Lets the org begin; a second time it is the same. Throws `OrgError`, or `Refused` (`orgMismatch`) and nothing began. */
  startBulkWrite(job: string, expectedOrgId: string, patience?: Patience): Promise<void>;
  /** Waits for the end; rows can have failed in a job that is complete. Throws `OrgError`. */
  awaitBulkWrite(job: string, patience?: Patience): Promise<BulkJobState>;
  /** Hands one list over as the org writes it: CSV, `sf__Id` first. Throws `OrgError`, and what `take` throws. */
  bulkWriteResult(job: string, which: IngestResult, take: TakePage): Promise<void>;
}

interface Writing {
  readonly connection: Connection;
  readonly base: string;
}

const created = z.object({ id: z.string().min(15) });

/** How often rows are uploaded anew because the answer to an upload was lost. */
const uploads = 5;

export const openBulkWrites = (
  connection: Connection,
  org: { readonly apiVersion: string; readonly expectOrg: (orgId: string) => Promise<unknown> },
): BulkWrites => {
  const writing = { connection, base: `/services/data/v${org.apiVersion}/jobs/ingest` };
  return {
    prepareBulkWrite: (write, patience) => prepare(writing, write, patience),
    startBulkWrite: async (job, expectedOrgId, patience) => {
      await org.expectOrg(expectedOrgId);
      const path = `${writing.base}/${job}`;
      const call = restCall({ method: 'PATCH', path, body: jsonBody({ state: 'UploadComplete' }) }, () => undefined);
      const isDone = async (): Promise<boolean> =>
        (await connection.read(jobStateCall(path, job), patience)).state !== 'Open';
      if (!(await isDone())) await connection.change(call, isDone, patience);
    },
    awaitBulkWrite: (job, patience) => awaitJob(connection, { path: `${writing.base}/${job}`, id: job }, patience),
    bulkWriteResult: (job, which, take) => connection.read(resultCall(writing.base, { job, which }, take)),
  };
};

/**
 * A job takes one upload. When nobody knows whether it arrived, the job is left alone, which the org closes by itself,
 * and another one takes the rows: nothing is written before a job is started.
 */
const prepare = async ({ connection, base }: Writing, write: BulkWrite, patience?: Patience): Promise<string> => {
  const { csv, ...what } = write;
  const body = jsonBody({ ...what, contentType: 'CSV', lineEnding: 'LF', columnDelimiter: 'COMMA' });
  for (let tries = 1; ; tries += 1) {
    const job = await connection.read(
      restCall({ method: 'POST', path: base, body }, (json) => created.parse(json).id),
      patience,
    );
    const upload = await connection.submit(uploadCall(`${base}/${job}/batches`, csv));
    if ('value' in upload) return job;
    if (upload.because === 'refused' || tries >= uploads) throw upload.error;
    await connection.timing.sleep(1000 * tries, patience?.signal);
  }
};

const uploadCall = (path: string, csv: Buffer): Call<undefined> => {
  const body = { type: 'text/csv; charset=UTF-8', content: csv };
  const { request, decode } = restCall({ method: 'PUT', path, body, timeout: callTimeout.large }, () => undefined);
  return {
    request,
    // A good answer has no body, and says no content type (seen in recordings of the CLI).
    decode: (answer) => {
      if (answer.status !== 201) decode(answer);
      return undefined;
    },
  };
};

const resultCall = (
  base: string,
  { job, which }: { readonly job: string; readonly which: IngestResult },
  take: TakePage,
): Call<undefined> => {
  const { request, decode } = restCall<undefined>(
    { path: `${base}/${job}/${which}`, timeout: callTimeout.large },
    () => {
      throw new CallFailed({ kind: 'garbled', status: 200, detail: 'JSON in place of CSV' });
    },
  );
  return {
    request: (session) => {
      const asked = request(session);
      return { ...asked, headers: { ...asked.headers, accept: 'text/csv' }, into: take };
    },
    decode: (answer) => {
      if (answer.status !== 200) decode(answer);
      return undefined;
    },
  };
};
