import type { OrgRequest, OrgResponse, Route } from '../../http/route.ts';
import type { Database } from '../database.ts';
import { changedRecords } from './changed-records.ts';
import {
  createRecord,
  deleteRecord,
  describeBasics,
  describeGlobal,
  describeObject,
  NOT_FOUND,
  type ObjectCall,
  readBlob,
  readRecord,
  updateRecord,
  upsertRecord,
  withKeyedRecord,
} from './sobject-calls.ts';

type Parameters = Readonly<Record<string, string>>;
type Handle = (call: ObjectCall, parameters: Parameters) => OrgResponse | Promise<OrgResponse>;

const PREFIX = String.raw`^\/services\/data\/v(?<version>\d+\.0)(?<tooling>\/tooling)?\/sobjects`;
const pattern = (rest: string): RegExp => new RegExp(`${PREFIX}${rest}/?$`);

const OBJECT = pattern(String.raw`\/(?<object>\w+)`);
const RECORD = pattern(String.raw`\/(?<object>\w+)\/(?<id>[^/]+)`);
const KEYED = pattern(String.raw`\/(?<object>\w+)\/(?<key>\w+)\/(?<value>.+?)`);

/** A record is read by id; with something behind it, a blob of that record or a record by key. */
const readKeyed: Handle = (call, { key = '', value = '' }) => {
  const blob = call.table.entity.fields.get(value.toLowerCase())?.type === 'base64';
  return blob ? readBlob(call, key, value) : withKeyedRecord(call, { name: key, value }, (id) => readRecord(call, id));
};

/** Clients that cannot PATCH say so: `POST …?_HttpMethod=PATCH` (REST API guide; documented). */
const isDisguisedPatch = (request: OrgRequest): boolean => request.query.get('_HttpMethod')?.toUpperCase() === 'PATCH';

const unlessDisguised =
  (patch: Handle): Handle =>
  (call, parameters) =>
    isDisguisedPatch(call.request) ? patch(call, parameters) : NOT_FOUND;

const update: Handle = (call, { id = '' }) => updateRecord(call, id);
const upsert: Handle = (call, { key = '', value = '' }) => upsertRecord(call, key, value);

const changes: Handle = (call, { which }) => changedRecords(call, which === 'deleted');
const read: Handle = (call, { id = '' }) => readRecord(call, id);
const remove: Handle = (call, { id = '' }) => deleteRecord(call, id);
const removeKeyed: Handle = (call, { key = '', value = '' }) =>
  withKeyedRecord(call, { name: key, value }, (id) => deleteRecord(call, id));

/** What is done on an object: method, what follows `sobjects` in the path, operation. The first that fits is taken. */
const ON_OBJECTS: readonly (readonly [Route['method'], RegExp, string, Handle])[] = [
  ['GET', OBJECT, 'sobjectBasics', describeBasics],
  ['POST', OBJECT, 'sobjectCreate', createRecord],
  ['GET', pattern(String.raw`\/(?<object>\w+)\/describe`), 'describe', describeObject],
  ['GET', pattern(String.raw`\/(?<object>\w+)\/(?<which>deleted|updated)`), 'sobjectChanges', changes],
  ['GET', RECORD, 'sobjectRead', read],
  ['PATCH', RECORD, 'sobjectUpdate', update],
  ['POST', RECORD, 'sobjectUpdate', unlessDisguised(update)],
  ['DELETE', RECORD, 'sobjectDelete', remove],
  ['GET', KEYED, 'sobjectRead', readKeyed],
  ['PATCH', KEYED, 'sobjectUpsert', upsert],
  ['POST', KEYED, 'sobjectUpsert', unlessDisguised(upsert)],
  ['DELETE', KEYED, 'sobjectDelete', removeKeyed],
];

const onObject = (database: Database, handle: Handle): Route['handle'] => {
  return (request, parameters) => {
    const tooling = parameters['tooling'] !== undefined;
    const { object = '', version = '' } = parameters;
    const table = database.tables.find(object, tooling ? 'tooling' : 'data');
    if (table === undefined) return NOT_FOUND;
    database.settle();
    return handle({ database, request, version, tooling, table }, parameters);
  };
};

/** `sobjects`: describe, read, create, update, upsert, delete; data and tooling. Unknown objects are 404. */
export const sobjectRoutes = (database: Database): readonly Route[] => [
  {
    method: 'GET',
    pattern: pattern(''),
    operation: 'describeGlobal',
    handle: (_request, { version = '', tooling }) => describeGlobal(database, version, tooling !== undefined),
  },
  ...ON_OBJECTS.map(([method, path, operation, handle]) => ({
    method,
    pattern: path,
    operation,
    handle: onObject(database, handle),
  })),
];
