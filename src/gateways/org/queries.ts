import { z } from 'zod';
import type { Call, Connection } from './connection.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { restCall } from './rest.ts';

/** A record as the REST API gives it, without `attributes`. */
export type Row = Readonly<Record<string, unknown>>;

export interface Queries {
  /** All pages. A lost query locator starts the query again. */
  query(soql: string, patience?: Patience): Promise<readonly Row[]>;
  /** With what is in the Recycle Bin. */
  queryWithDeleted(soql: string, patience?: Patience): Promise<readonly Row[]>;
  toolingQuery(soql: string, patience?: Patience): Promise<readonly Row[]>;
  /** `totalSize` of a `SELECT COUNT() …`. */
  count(soql: string, patience?: Patience): Promise<number>;
  /** Daily and hourly limits by name. */
  limits(patience?: Patience): Promise<ReadonlyMap<string, { readonly max: number; readonly remaining: number }>>;
}

const page = z
  .object({
    totalSize: z.number().int(),
    done: z.boolean(),
    nextRecordsUrl: z.string().optional(),
    records: z.array(z.looseObject({})),
  })
  .refine(({ done, nextRecordsUrl }) => done || nextRecordsUrl !== undefined, 'a page that is not the last has a next');

/** A SOQL string literal. */
export const soqlText = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

export interface Query<T> {
  readonly soql: string;
  readonly tooling: boolean;
  readonly withDeleted?: boolean;
  readonly apiVersion: string;
  /** Reads one record; throws when it is not of the shape expected. */
  readonly read: (record: unknown) => T;
}

interface Page<T> {
  readonly records: readonly T[];
  /** Path of the next page; undefined on the last. */
  readonly next: string | undefined;
}

const pageCall = <T>(path: string, read: (record: unknown) => T): Call<Page<T>> =>
  restCall({ path }, (json) => {
    const { done, nextRecordsUrl, records } = page.parse(json);
    return { records: records.map(read), next: done ? undefined : nextRecordsUrl };
  });

const pathOf = ({ soql, tooling, withDeleted = false, apiVersion }: Omit<Query<unknown>, 'read'>): string =>
  `/services/data/v${apiVersion}/${tooling ? 'tooling/' : ''}${withDeleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;

/** A locator lives for two days at most, and is dropped when the user opens too many. */
const lostLocator = (error: unknown): boolean => error instanceof OrgError && error.code === 'INVALID_QUERY_LOCATOR';

/** How often a query is begun again because the org forgot where it was. */
const beginnings = 5;

/** All records, page by page. Records that changed hands between pages are the org's business; none is read twice. */
export const queryAll = async <T>(connection: Connection, query: Query<T>, patience?: Patience): Promise<T[]> => {
  for (let begun = 1; ; begun += 1) {
    try {
      return await allPages(connection, query, patience);
    } catch (error) {
      if (begun >= beginnings || !lostLocator(error)) throw error;
    }
  }
};

const allPages = async <T>(connection: Connection, query: Query<T>, patience?: Patience): Promise<T[]> => {
  const records: T[] = [];
  let path: string | undefined = pathOf(query);
  while (path !== undefined) {
    const { records: more, next }: Page<T> = await connection.read(pageCall(path, query.read), patience);
    for (const record of more) records.push(record);
    path = next;
  }
  return records;
};

const limit = z.record(z.string(), z.object({ Max: z.number(), Remaining: z.number() }));

/** Relationship fields are objects with `attributes` of their own. */
const plainRow = (record: unknown): Row => {
  const { attributes: _, ...fields } = z.looseObject({}).parse(record);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && 'attributes' in value ? plainRow(value) : value,
    ]),
  );
};

export const openQueries = (connection: Connection, apiVersion: string): Queries => ({
  query: (soql, patience) => queryAll(connection, { soql, tooling: false, apiVersion, read: plainRow }, patience),
  queryWithDeleted: (soql, patience) =>
    queryAll(connection, { soql, tooling: false, withDeleted: true, apiVersion, read: plainRow }, patience),
  toolingQuery: (soql, patience) => queryAll(connection, { soql, tooling: true, apiVersion, read: plainRow }, patience),
  count: (soql, patience) => {
    const path = pathOf({ soql, tooling: false, apiVersion });
    return connection.read(
      restCall({ path }, (json) => page.parse(json).totalSize),
      patience,
    );
  },
  limits: async (patience) => {
    const call = restCall({ path: `/services/data/v${apiVersion}/limits` }, (json) => limit.parse(json));
    const found = await connection.read(call, patience);
    return new Map(
      Object.entries(found).map(([name, { Max, Remaining }]) => [name, { max: Max, remaining: Remaining }]),
    );
  },
});
