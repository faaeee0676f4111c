import type { Org } from '../../../gateways/org/org.ts';
import { soqlList } from '../../../release/checks/soql.ts';
import { fileQuery, hangingObjects } from '../../../release/data/files/file-rows.ts';
import type { FileList, RecordList, SavedObject, SavedPart } from '../../../release/data/manifest.ts';
import { savedRecords } from '../../../release/data/save-query.ts';
import { refuse } from '../../../release/refusal.ts';
import type { Saving } from '../saving.ts';

export interface RecordsToList {
  readonly object: SavedObject;
  /** What the names of its files end in. */
  readonly extension: string;
}

export interface FilesToList extends RecordsToList {
  readonly kind: FileList['kind'];
}

/** Records that are named in one query of a bulk job: SOQL may have 100,000 characters (SOQL reference; documented). */
const mostNamed = 4000;
/** Rows of one file. */
const pageRows = 50_000;

/**
 * Stores what the org knows of the files of an object's records, beside their bodies. Asked by one semi-join, and where
 * the org refuses that, as of a condition that holds one itself, by the ids of the records. Refuses with `dataNotSaved`.
 */
export const listFiles = async (saving: Saving, wanted: FilesToList): Promise<FileList> => {
  const { kind, object } = wanted;
  const parts = await listed(saving, wanted, [fileQuery(kind, `(SELECT Id FROM ${savedRecords(object)})`)]).catch(
    async (error: unknown) => {
      if (!isSemiJoinRefused(error)) throw error;
      return (await canHold(saving.org, wanted)) ? listed(saving, wanted, queriesByIds(saving.org, wanted)) : [];
    },
  );
  return { object: object.object, kind, rows: rowsOf(parts), parts: [...parts] };
};

/** Stores which records of an object there are, that meet its condition. Refuses as `listFiles` does. */
export const listRecords = async (saving: Saving, { object, extension }: RecordsToList): Promise<RecordList> => {
  const wanted = { object, extension, kind: 'records' } as const;
  const parts = await listed(saving, wanted, [`SELECT Id FROM ${savedRecords(object)} ORDER BY Id`]);
  return { object: object.object, rows: rowsOf(parts), parts: [...parts] };
};

/** A list that is being stored. */
interface Listing extends RecordsToList {
  readonly kind: FileList['kind'] | 'records';
}

const rowsOf = (parts: readonly SavedPart[]): number => parts.reduce((sum, { rows }) => sum + rows, 0);

/** What the org says of a query that it does not take as it is; a job of its own kind says it without a code. */
const isSemiJoinRefused = (error: unknown): boolean =>
  error instanceof Error &&
  'reason' in error &&
  error.reason === 'refusedByOrg' &&
  /MALFORMED_QUERY|INVALID_QUERY_FILTER_OPERATOR|semi[ -]?join/iu.test(error.message);

/** Whether such files can hang on the records of an object at all: not on all can. */
const canHold = async (org: Org, { object, kind }: FilesToList): Promise<boolean> => {
  const { children } = await org.describeObject(object.object);
  return children === undefined || children.has(hangingObjects[kind]);
};

/** In the order of the ids, so that the rows of all of them are in the order of their records. */
async function* queriesByIds(org: Org, { object, kind }: FilesToList): AsyncGenerator<string> {
  const records = savedRecords(object);
  for (let after = ''; ;) {
    const joint = object.where === undefined ? 'WHERE' : 'AND';
    const condition = after === '' ? '' : ` ${joint} Id > '${after}'`;
    const rows = await org.query(`SELECT Id FROM ${records}${condition} ORDER BY Id LIMIT ${mostNamed}`);
    if (rows.length === 0) return;
    const ids = rows.map(({ Id }) => String(Id));
    yield fileQuery(kind, soqlList(ids));
    after = ids.at(-1) ?? '';
  }
}

const listed = async (
  saving: Saving,
  wanted: Listing,
  queries: Iterable<string> | AsyncIterable<string>,
): Promise<readonly SavedPart[]> => {
  const parts: SavedPart[] = [];
  for await (const soql of queries) await takeRows(saving, { wanted, soql, parts });
  return parts;
};

interface Taking {
  readonly wanted: Listing;
  readonly soql: string;
  readonly parts: SavedPart[];
}

const takeRows = async ({ org, writing, signal }: Saving, { wanted, soql, parts }: Taking): Promise<void> => {
  const patience = signal === undefined ? {} : { signal };
  const job = await org.startBulkQuery({ soql }, patience);
  const expected = await org.awaitBulkQuery(job, patience);
  let locator: string | undefined;
  let rows = 0;
  do {
    let part: SavedPart | undefined;
    const page = await org.bulkQueryPage(
      { job, rows: pageRows, ...(locator === undefined ? {} : { locator }) },
      async (bytes) => {
        const written = await writing.write(fileName(wanted, parts.length + 1), bytes);
        await written.check();
        part = written.part;
      },
      patience,
    );
    if (part !== undefined) parts.push(part);
    rows += part?.rows ?? 0;
    locator = page.next;
  } while (locator !== undefined);
  if (rows !== expected)
    refuse({
      reason: 'dataNotSaved',
      what: `${wanted.object.object} ${wanted.kind}`,
      detail: `the org found ${expected} rows, ${rows} were saved`,
    });
};

const fileName = ({ object, kind, extension }: Listing, number: number): string =>
  `${object.object}.${kind}-${String(number).padStart(4, '0')}.csv.gz${extension}`;
