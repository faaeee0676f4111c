import type { Draft, DraftJob } from '../../gateways/data/drafts.ts';
import type { WrittenPart } from '../../gateways/data/parts.ts';
import type { BulkPage } from '../../gateways/org/bulk-query.ts';
import type { Manifest, SavedObject, SavedPart } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';
import { userIds, type UserIds } from '../../release/data/user-ids.ts';
import { saveFiles } from './files/save-files.ts';
import { saveUsers } from './save-users.ts';
import type { Saving } from './saving.ts';

/** Rows of one file: what is fetched again when the connection breaks, and begun with after an interruption. */
const pageRows = 50_000;

/**
 * Reads from the org whatever a draft still lacks, stores it, and seals the backup. After any interruption the same
 * draft goes on where it was: a file that is recorded is not fetched again. Refuses with `dataNotSaved` when the org
 * and what arrived do not agree on the number of rows. Throws `OrgError`, `BackupError`.
 */
export const save = async (given: Saving, begun: Draft): Promise<Manifest> => {
  const saving = { ...given, users: given.withUsers === true ? userIds(begun.users) : undefined };
  let draft = await startJobs(saving, begun);
  for (const { object } of draft.body.objects)
    if (draft.jobs[object]?.isComplete !== true) draft = await takeWhole(saving, draft, object);
  draft = await saveUsers(saving, await saveFiles(saving, draft));
  return saving.writing.complete(draft, saving.now().toISOString());
};

/** A saving that looks for users in what it stores. */
interface Looking extends Saving {
  readonly users: UserIds | undefined;
}

/** All queries are begun at once: the org works on the second while the first is fetched. */
const startJobs = async ({ org, writing }: Saving, begun: Draft): Promise<Draft> => {
  let draft = begun;
  for (const { object, soql, withDeleted } of draft.body.objects) {
    if (draft.jobs[object] !== undefined) continue;
    const job = await org.startBulkQuery({ soql, withDeleted });
    draft = withJob(draft, object, { job, isComplete: false });
    await writing.record(draft);
  }
  return draft;
};

/** How often an object is begun because the org forgot its job, or where it was. */
const beginnings = 5;

/** An object whose job the org forgot is begun anew, from its first row. */
const takeWhole = async (saving: Looking, begun: Draft, object: string): Promise<Draft> => {
  let draft = begun;
  for (let times = 1; ; times += 1) {
    try {
      return await takeObject(saving, draft, object);
    } catch (error) {
      if (times >= beginnings || !isForgotten(error)) throw error;
      draft = await begunAnew(saving, draft, object);
    }
  }
};

/** While a page is fetched, the one before it is read back; only then is it recorded. */
const takeObject = async (saving: Looking, begun: Draft, object: string): Promise<Draft> => {
  let draft = begun;
  let recorded: Promise<void> = Promise.resolve();
  try {
    const expected = await expectedRows(saving, standing(draft, object).job);
    while (draft.jobs[object]?.isComplete !== true) {
      const { next, check } = await fetchPage(saving, draft, { object, expected });
      await recorded;
      recorded = check().then(() => recordPage(saving, next, object));
      recorded.catch(() => undefined); // heard below, or with the next page
      draft = next;
    }
    await recorded;
    return draft;
  } catch (error) {
    await recorded;
    throw error;
  }
};

interface FetchedPage {
  readonly next: Draft;
  readonly check: () => Promise<void>;
}

/** How many rows the query found, once it has ended. */
const expectedRows = ({ org, signal }: Saving, { job }: DraftJob): Promise<number> => {
  heed(signal);
  return org.awaitBulkQuery(job, signal === undefined ? {} : { signal });
};

const heed = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) refuse({ reason: 'interrupted' });
};

const fetchPage = async (
  saving: Looking,
  draft: Draft,
  { object, expected }: { readonly object: string; readonly expected: number },
): Promise<FetchedPage> => {
  heed(saving.signal);
  const { job, saved } = standing(draft, object);
  const { written, page } = await storePage(saving, { object, file: fileName(draft, saved), job });
  const stored = withJob(withPart(draft, object, written.part), object, nextJob(job, page));
  const next = saving.users === undefined ? stored : { ...stored, users: saving.users.found() };
  if (page.next === undefined) checkCount(standing(next, object).saved, expected);
  return { next, check: () => written.check() };
};

const recordPage = async ({ writing, onRows }: Saving, next: Draft, object: string): Promise<void> => {
  await writing.record(next);
  onRows?.(object, standing(next, object).saved.rows);
};

const standing = (draft: Draft, object: string): { readonly job: DraftJob; readonly saved: SavedObject } => {
  const job = draft.jobs[object];
  const saved = draft.body.objects.find((each) => each.object === object);
  if (job === undefined || saved === undefined) throw new RangeError(`the backup knows nothing of ${object}`);
  return { job, saved };
};

const nextJob = ({ job }: DraftJob, { next }: BulkPage): DraftJob =>
  next === undefined ? { job, isComplete: true } : { job, locator: next, isComplete: false };

interface PageToStore {
  readonly object: string;
  readonly file: string;
  readonly job: DraftJob;
}

/** One page becomes one file; asked for again, it is written again. */
const storePage = async (
  { org, writing, users, signal }: Looking,
  { object, file, job }: PageToStore,
): Promise<{ readonly written: WrittenPart; readonly page: BulkPage }> => {
  let written: WrittenPart | undefined;
  const { locator } = job;
  const page = await org.bulkQueryPage(
    { job: job.job, rows: pageRows, ...(locator === undefined ? {} : { locator }) },
    async (bytes) => {
      written = await writing.write(file, users?.pass(bytes) ?? bytes);
    },
    signal === undefined ? {} : { signal },
  );
  if (written?.part.rows !== page.rows)
    return refuse({
      reason: 'dataNotSaved',
      what: object,
      detail: `the org said ${page.rows} rows, ${written?.part.rows ?? 0} arrived`,
    });
  return { written, page };
};

const checkCount = ({ object, rows }: SavedObject, expected: number): void => {
  if (rows !== expected)
    refuse({ reason: 'dataNotSaved', what: object, detail: `the org found ${expected} rows, ${rows} were saved` });
};

const fileName = ({ body }: Draft, { object, parts }: SavedObject): string =>
  `${object}-${String(parts.length + 1).padStart(4, '0')}.csv.gz${body.recipients.length === 0 ? '' : '.age'}`;

const withJob = (draft: Draft, object: string, job: DraftJob): Draft => ({
  ...draft,
  jobs: { ...draft.jobs, [object]: job },
});

const withPart = (draft: Draft, object: string, part: SavedPart): Draft =>
  withObject(draft, object, (saved) => ({
    ...saved,
    parts: [...saved.parts, part],
    rows: saved.rows + part.rows,
  }));

const withObject = (draft: Draft, object: string, change: (saved: SavedObject) => SavedObject): Draft => ({
  ...draft,
  body: {
    ...draft.body,
    objects: draft.body.objects.map((each) => (each.object === object ? change(each) : each)),
  },
});

/** The org keeps jobs for seven days and drops places in them sooner (Bulk API 2.0 guide; documented). */
const isForgotten = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'NOT_FOUND' || error.code === 'INVALID_QUERY_LOCATOR');

const begunAnew = async (saving: Looking, draft: Draft, object: string): Promise<Draft> => {
  const jobs = Object.fromEntries(Object.entries(draft.jobs).filter(([name]) => name !== object));
  const emptied = withObject({ ...draft, jobs }, object, (saved) => ({ ...saved, parts: [], rows: 0 }));
  return startJobs(saving, emptied);
};
