import { z } from 'zod';
import { awaitJob } from './bulk-job.ts';
import type { Call, Connection } from './connection.ts';
import { CallFailed } from './failure.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { callTimeout, headerOf, jsonBody, restCall } from './rest.ts';

/** Rows that a Bulk API 2.0 job is to read. */
export interface BulkQuery {
  readonly soql: string;
  /** With the rows of the Recycle Bin (`queryAll`). Default false. */
  readonly withDeleted?: boolean;
}

/** One page of a result. Its text was given to the taker as it came: CSV, the header first, every value quoted. */
export interface BulkPage {
  /** As the org counts them. */
  readonly rows: number;
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** Takes the bytes of a page; called anew when the page has to be asked for again. */
export type TakePage = (bytes: AsyncIterable<Uint8Array>) => Promise<void>;

export interface PageRequest {
  readonly job: string;
  /** Absent for the first page. */
  readonly locator?: string;
  /** At most so many rows. */
  readonly rows: number;
}

export interface BulkQueries {
  /**
   * Starts a job and gives its id. A lost answer is asked again: a query that nobody fetches harms nothing. The org
   * keeps jobs and results for seven days (Bulk API 2.0 guide, limits; documented). Throws `OrgError`.
   */
  startBulkQuery(query: BulkQuery, patience?: Patience): Promise<string>;
  /** Waits for the end of a job; gives how many rows it found. Throws `OrgError` when it failed or is not known. */
  awaitBulkQuery(job: string, patience?: Patience): Promise<number>;
  /** Hands one page over, byte for byte, without holding it. Throws `OrgError`, and what `take` throws. */
  bulkQueryPage(page: PageRequest, take: TakePage, patience?: Patience): Promise<BulkPage>;
}

const created = z.object({ id: z.string().min(15) });

export const openBulkQueries = (connection: Connection, apiVersion: string): BulkQueries => {
  const base = `/services/data/v${apiVersion}/jobs/query`;
  return {
    startBulkQuery: ({ soql, withDeleted = false }, patience) => {
      const body = jsonBody({
        operation: withDeleted ? 'queryAll' : 'query',
        query: soql,
        columnDelimiter: 'COMMA',
        lineEnding: 'LF',
      });
      return connection.read(
        restCall({ method: 'POST', path: base, body }, (json) => created.parse(json).id),
        patience,
      );
    },
    awaitBulkQuery: async (job, patience) => {
      const { state, processed, message } = await awaitJob(connection, { path: `${base}/${job}`, id: job }, patience);
      if (state === 'JobComplete') return processed;
      throw new OrgError('refusedByOrg', `The org ended the bulk query ${job} as ${state}. ${message ?? ''}`.trimEnd());
    },
    bulkQueryPage: (page, take, patience) => connection.read(pageCall(base, page, take), patience),
  };
};

const pageCall = (base: string, { job, locator, rows }: PageRequest, take: TakePage): Call<BulkPage> => {
  const query = new URLSearchParams({ maxRecords: String(rows), ...(locator === undefined ? {} : { locator }) });
  const { request, decode } = restCall<never>({ path: `${base}/${job}/results?${query.toString()}` }, () => {
    throw new Error('JSON in place of CSV');
  });
  return {
    request: (session) => {
      const asked = request(session);
      return {
        ...asked,
        timeout: callTimeout.large,
        headers: { ...asked.headers, accept: 'text/csv' },
        into: (bytes, headers) => {
          const type = String(headers['content-type']);
          if (!type.startsWith('text/csv'))
            throw new CallFailed({
              kind: 'garbled',
              status: 200,
              detail: `${type.split(';')[0] ?? ''} in place of CSV`,
            });
          return take(bytes);
        },
      };
    },
    decode: (answer) => {
      if (answer.status !== 200) return decode(answer);
      const next = headerOf(answer, 'sforce-locator');
      const count = Number(headerOf(answer, 'sforce-numberofrecords'));
      // The last page says the word "null": a page without the header is not an answer to this question.
      if (next === undefined || !Number.isInteger(count))
        throw new CallFailed({ kind: 'garbled', status: 200, detail: 'a page without sforce-locator' });
      return { rows: count, ...(next === 'null' ? {} : { next }) };
    },
  };
};
