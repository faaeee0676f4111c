import { at, textAt, type Reply, type RestOrg } from '../rest/client.ts';

const ENDED = new Set<unknown>(['JobComplete', 'Failed', 'Aborted']);

/** Waits until a job has ended and gives its last state. */
export const ended = async (rest: RestOrg, path: string): Promise<unknown> => {
  for (let tries = 0; tries < 500; tries++) {
    const { body } = await rest.get(path);
    if (ENDED.has(at(body, 'state'))) return body;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${path} did not end`);
};

export const upload = (rest: RestOrg, id: string, csv: string | Buffer): Promise<Reply> =>
  rest.send('PUT', `/jobs/ingest/${id}/batches`, csv.toString(), { 'content-type': 'text/csv' });

export const close = (rest: RestOrg, id: string): Promise<Reply> =>
  rest.send('PATCH', `/jobs/ingest/${id}`, { state: 'UploadComplete' });

export interface Ingested {
  readonly job: unknown;
  readonly successful: string;
  readonly failed: string;
  readonly unprocessed: string;
}

/** Creates a job, uploads, closes, waits, and fetches the three results. */
export const ingest = async (rest: RestOrg, job: Record<string, string>, csv: string): Promise<Ingested> => {
  const created = await rest.send('POST', '/jobs/ingest', job);
  if (created.status !== 200) throw new Error(created.text);
  const id = textAt(created.body, 'id');
  await upload(rest, id, csv);
  await close(rest, id);
  const state = await ended(rest, `/jobs/ingest/${id}`);
  const result = async (which: string): Promise<string> => (await rest.get(`/jobs/ingest/${id}/${which}`)).text;
  return {
    job: state,
    successful: await result('successfulResults'),
    failed: await result('failedResults'),
    unprocessed: await result('unprocessedrecords'),
  };
};

/** Runs a bulk query and gives its pages. */
export const exported = async (
  rest: RestOrg,
  soql: string,
  options: { readonly maxRecords?: number; readonly operation?: string } = {},
): Promise<{ readonly job: unknown; readonly pages: readonly Reply[] }> => {
  const { maxRecords, operation = 'query' } = options;
  const created = await rest.send('POST', '/jobs/query', { operation, query: soql });
  if (created.status !== 200) throw new Error(created.text);
  const path = `/jobs/query/${textAt(created.body, 'id')}`;
  const job = await ended(rest, path);
  const pages: Reply[] = [];
  for (let locator: string | null = null; locator !== 'null';) {
    const query = new URLSearchParams({
      ...(locator === null ? {} : { locator }),
      ...(maxRecords === undefined ? {} : { maxRecords: String(maxRecords) }),
    });
    const page: Reply = await rest.get(`${path}/results?${query.toString()}`);
    pages.push(page);
    locator = page.headers.get('sforce-locator') ?? 'absent';
    if (locator === 'absent') throw new Error('a page came without sforce-locator');
  }
  return { job, pages };
};
