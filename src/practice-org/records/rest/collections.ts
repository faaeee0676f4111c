import { json, type OrgRequest, type OrgResponse, restError, type Route } from '../../http/route.ts';
import { openReader } from '../schema/catalogue.ts';
import type { Database } from '../database.ts';
import { isRecordId } from '../write/record-ids.ts';
import { rowError } from '../write/row-errors.ts';
import type { Row, WriteKind, WriteResult } from '../types.ts';
import { isUpsertKey } from '../write/upsert.ts';
import { rollBack, ROLLED_BACK, writeRows } from '../write/write.ts';
import { refused } from '../write/write-session.ts';
import { isObject, readJson } from './errors.ts';
import { fieldsNamed, recordJson } from './record-json.ts';

/** Most records in one write, and in one read (REST API guide, "sObject Collections"; documented). */
const [MAX_WRITTEN, MAX_READ] = [200, 2000];

/** One record of a collection and the object it belongs to. */
interface Item {
  readonly object: string;
  readonly row: Row;
}

interface Batch {
  readonly items: readonly Item[];
  readonly kind: WriteKind;
  readonly allOrNone: boolean;
  readonly key?: string;
}

const tooMany = (count: number, limit: number): OrgResponse =>
  restError(400, 'LIMIT_EXCEEDED', `record count ${count} exceeds the limit of ${limit}`);

const unknownType = (object: string): WriteResult =>
  refused(rowError('INVALID_TYPE', `sObject type '${object}' is not supported.`));

/** Neighbours of one type are written together, as the platform chunks them. */
const runs = (items: readonly Item[]): readonly (readonly Item[])[] => {
  const chunks: Item[][] = [];
  for (const item of items) {
    const last = chunks.at(-1);
    if (last?.[0]?.object.toLowerCase() === item.object.toLowerCase()) last.push(item);
    else chunks.push([item]);
  }
  return chunks;
};

const writeBatch = (database: Database, batch: Batch): readonly WriteResult[] => {
  const undo: (() => void)[] = [];
  const options = batch.key === undefined ? {} : { key: batch.key };
  const results = runs(batch.items).flatMap((items): readonly WriteResult[] => {
    const object = items[0]?.object ?? '';
    if (database.tables.find(object) === undefined) return items.map(() => unknownType(object));
    return writeRows(database, { object, kind: batch.kind, rows: items.map(({ row }) => row), options }, undo);
  });
  if (!batch.allOrNone || results.every(({ success }) => success)) return results;
  rollBack(undo);
  return results.map((result) => (result.success ? refused(ROLLED_BACK) : result));
};

const show = (kind: WriteKind, { id, success, created, errors }: WriteResult): Row => ({
  ...(id === undefined ? {} : { id }),
  success,
  ...(kind === 'upsert' && success ? { created } : {}),
  errors,
});

const answer = (database: Database, batch: Batch): OrgResponse =>
  batch.items.length > MAX_WRITTEN
    ? tooMany(batch.items.length, MAX_WRITTEN)
    : json(writeBatch(database, batch).map((result) => show(batch.kind, result)));

const itemOf = (record: unknown, fallback: string | undefined): Item | undefined => {
  if (!isObject(record)) return undefined;
  const { attributes, id, ...fields } = record;
  const type = isObject(attributes) && typeof attributes['type'] === 'string' ? attributes['type'] : fallback;
  return type === undefined ? undefined : { object: type, row: id === undefined ? fields : { ...fields, Id: id } };
};

type Body = { readonly items: readonly Item[]; readonly allOrNone: boolean } | { readonly error: OrgResponse };

const bodyOf = (request: OrgRequest, object?: string): Body => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed;
  const body = isObject(parsed.value) ? parsed.value : {};
  const records: unknown = body['records'];
  if (!Array.isArray(records))
    return { error: restError(400, 'JSON_PARSER_ERROR', 'The request has no list of records.') };
  const items = records.map((record) => itemOf(record, object));
  if (items.includes(undefined))
    return { error: restError(400, 'INVALID_FIELD', 'Every record needs attributes with a type.') };
  return { items: items.filter((item) => item !== undefined), allOrNone: body['allOrNone'] === true };
};

const objectOfId = (database: Database, id: string): string =>
  database.tables.all().find(({ entity }) => entity.keyPrefix === id.slice(0, 3))?.entity.name ?? '';

const deleteAll = (database: Database, request: OrgRequest): OrgResponse => {
  const ids = (request.query.get('ids') ?? '').split(',').filter((id) => id !== '');
  const items = ids.map((id) => ({ object: isRecordId(id) ? objectOfId(database, id) : '', row: { Id: id } }));
  return answer(database, { items, kind: 'delete', allOrNone: request.query.get('allOrNone') === 'true' });
};

interface Wanted {
  readonly object: string;
  readonly ids: readonly string[];
  readonly fields: string | null;
  readonly version: string;
}

const readAll = (database: Database, { object, ids, fields: names, version }: Wanted): OrgResponse => {
  const table = openReader(database.tables, 'data').open(object);
  if (table === undefined) return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (ids.length > MAX_READ) return tooMany(ids.length, MAX_READ);
  const fields = fieldsNamed(table.entity, names ?? '');
  if ('unknown' in fields)
    return restError(
      400,
      'INVALID_FIELD',
      `No such column '${fields.unknown}' on sobject of type ${table.entity.name}`,
    );
  const base = `/services/data/v${version}`;
  return json(
    ids.map((id) => {
      const slot = table.source.slotOf(id);
      return slot >= 0 && table.source.isLive(slot) ? recordJson(table, fields, { slot, base }) : null;
    }),
  );
};

const listed = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const readPosted = (
  database: Database,
  request: OrgRequest,
  where: { object: string; version: string },
): OrgResponse => {
  const parsed = readJson(request.body);
  if ('error' in parsed) return parsed.error;
  const body = isObject(parsed.value) ? parsed.value : {};
  return readAll(database, { ...where, ids: listed(body['ids']), fields: listed(body['fields']).join(',') });
};

const upsertAll = (database: Database, request: OrgRequest, on: { object: string; key: string }): OrgResponse => {
  const table = database.tables.find(on.object);
  if (table === undefined) return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (!isUpsertKey(table, on.key))
    return restError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${on.key}`);
  const body = bodyOf(request, table.entity.name);
  return 'error' in body ? body.error : answer(database, { ...body, kind: 'upsert', key: on.key });
};

const PREFIX = String.raw`^\/services\/data\/v(?<version>\d+\.0)\/composite\/sobjects`;
const pattern = (rest: string): RegExp => new RegExp(`${PREFIX}${rest}/?$`);
const OBJECT = pattern(String.raw`\/(?<object>\w+)`);

type Parameters = Readonly<Record<string, string>>;

const writing = (database: Database, kind: 'insert' | 'update'): Route['handle'] => {
  return (request) => {
    const body = bodyOf(request);
    return 'error' in body ? body.error : answer(database, { ...body, kind });
  };
};

const reading = (database: Database, request: OrgRequest, { object = '', version = '' }: Parameters): OrgResponse =>
  readAll(database, {
    object,
    version,
    ids: (request.query.get('ids') ?? '').split(',').filter((id) => id !== ''),
    fields: request.query.get('fields'),
  });

/** `composite/sobjects`: up to 200 records of several types in one call. */
export const collectionRoutes = (database: Database): readonly Route[] => [
  { method: 'POST', pattern: pattern(''), operation: 'collectionCreate', handle: writing(database, 'insert') },
  { method: 'PATCH', pattern: pattern(''), operation: 'collectionUpdate', handle: writing(database, 'update') },
  {
    method: 'DELETE',
    pattern: pattern(''),
    operation: 'collectionDelete',
    handle: (request) => deleteAll(database, request),
  },
  {
    method: 'PATCH',
    pattern: pattern(String.raw`\/(?<object>\w+)\/(?<key>\w+)`),
    operation: 'collectionUpsert',
    handle: (request, { object = '', key = '' }) => upsertAll(database, request, { object, key }),
  },
  {
    method: 'GET',
    pattern: OBJECT,
    operation: 'collectionRead',
    handle: (request, parameters) => reading(database, request, parameters),
  },
  {
    method: 'POST',
    pattern: OBJECT,
    operation: 'collectionRead',
    handle: (request, { object = '', version = '' }) => readPosted(database, request, { object, version }),
  },
];
