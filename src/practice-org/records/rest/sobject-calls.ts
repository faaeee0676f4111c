import { multipartOf } from '../../http/multipart.ts';
import { json, type OrgRequest, type OrgResponse, restError } from '../../http/route.ts';
import { openReader, type OpenTable, type Table } from '../schema/catalogue.ts';
import { coerce } from '../write/coerce.ts';
import type { Database } from '../database.ts';
import { describeBriefly, describeFully } from '../schema/describe.ts';
import type { Field } from '../schema/entity.ts';
import { isRecordId } from '../write/record-ids.ts';
import { isRowError } from '../write/row-errors.ts';
import type { Row, WriteKind, WriteResult } from '../types.ts';
import { isUpsertKey } from '../write/upsert.ts';
import { isObject, readJson, rowErrors } from './errors.ts';
import { fieldsNamed, recordJson } from './record-json.ts';

/** One call on `sobjects/<object>/…`, its object found. */
export interface ObjectCall {
  readonly database: Database;
  readonly request: OrgRequest;
  readonly version: string;
  readonly tooling: boolean;
  readonly table: Table;
}

export const NOT_FOUND = restError(404, 'NOT_FOUND', 'The requested resource does not exist');
const NO_CONTENT: OrgResponse = { status: 204, body: '' };

const apiOf = ({ tooling }: { readonly tooling: boolean }): 'data' | 'tooling' => (tooling ? 'tooling' : 'data');
const baseOf = ({ version, tooling }: ObjectCall): string => `/services/data/v${version}${tooling ? '/tooling' : ''}`;

const tablesOf = (database: Database, tooling: boolean): readonly Table[] =>
  tooling ? database.tables.tooling() : database.tables.all();

const open = (call: ObjectCall): OpenTable | undefined =>
  openReader(call.database.tables, apiOf(call)).open(call.table.entity.name);

/** All objects this API knows. */
export const describeGlobal = (database: Database, version: string, tooling: boolean): OrgResponse =>
  json({
    encoding: 'UTF-8',
    maxBatchSize: 200,
    sobjects: tablesOf(database, tooling)
      .map(({ entity }) => describeBriefly(entity, version, tooling))
      .sort((left, right) => String(left['name']).localeCompare(String(right['name']))),
  });

/** `sobjects/<object>/describe` */
export const describeObject = ({ database, table, version, tooling }: ObjectCall): OrgResponse =>
  json(describeFully(table.entity, { version, tooling, tables: tablesOf(database, tooling) }));

/** `sobjects/<object>` */
export const describeBasics = ({ table, version, tooling }: ObjectCall): OrgResponse =>
  json({ objectDescribe: describeBriefly(table.entity, version, tooling), recentItems: [] });

const resultJson = ({ id, success, errors }: WriteResult): Row => ({
  ...(id === undefined ? {} : { id }),
  success,
  errors,
});

type Body = { readonly row: Row } | { readonly error: OrgResponse };

/**
 * Reads the body of a write: one JSON object, sent as JSON, or as the part of a multipart message of which the other
 * one is the bytes of the field that it is named by (REST API guide, "Insert or Update Blob Data"; documented, with the
 * JSON first; `sf data create file` sends it last).
 */
const bodyOf = async ({ request, table }: ObjectCall): Promise<Body> => {
  const type = request.headers['content-type'] ?? 'application/json';
  if (/^multipart\/form-data\b/i.test(type)) return multipartBody(request, table);
  if (!/^application\/json\b/i.test(type))
    return {
      error: restError(415, 'UNSUPPORTED_MEDIA_TYPE', `Content-Type '${type}' not supported`),
    };
  return rowIn(request.body);
};

const rowIn = (json: Buffer): Body => {
  const parsed = readJson(json);
  if ('error' in parsed) return parsed;
  return isObject(parsed.value)
    ? { row: parsed.value }
    : { error: restError(400, 'JSON_PARSER_ERROR', 'The request body is not a JSON object') };
};

const multipartBody = async (request: OrgRequest, { entity }: Table): Promise<Body> => {
  const parts = [...((await multipartOf(request)) ?? [])];
  const isBlob = ([name]: readonly [string, Buffer]): boolean => entity.fields.has(name.toLowerCase());
  const json = parts.find((part) => !isBlob(part));
  const blobs = parts.filter(isBlob);
  if (json === undefined) return { error: restError(400, 'INVALID_MULTIPART_REQUEST', 'The message has no parts') };
  const body = rowIn(json[1]);
  if ('error' in body) return body;
  return {
    row: { ...body.row, ...Object.fromEntries(blobs.map(([name, bytes]) => [name, bytes.toString('base64')])) },
  };
};

const writeOne = (call: ObjectCall, kind: WriteKind, use: { row: Row; key?: string }): WriteResult => {
  const { name: object } = call.table.entity;
  const options = use.key === undefined ? {} : { key: use.key };
  const [result] = call.database.write({ object, kind, rows: [use.row], options });
  if (result === undefined) throw new Error('A write of one row answered nothing.');
  return result;
};

/** `POST sobjects/<object>` */
export const createRecord = async (call: ObjectCall): Promise<OrgResponse> => {
  const body = await bodyOf(call);
  if ('error' in body) return body.error;
  const result = writeOne(call, 'insert', { row: body.row });
  return result.success ? json(resultJson(result), 201) : rowErrors(result.errors);
};

/** The slot of a record named in a URL, or the answer that says why there is none. */
const locate = (table: OpenTable, id: string): number | OrgResponse => {
  if (!isRecordId(id)) return NOT_FOUND;
  const slot = table.source.slotOf(id);
  if (slot < 0) return NOT_FOUND;
  return table.source.isLive(slot) ? slot : restError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
};

/** `GET sobjects/<object>/<id>?fields=` */
export const readRecord = (call: ObjectCall, id: string): OrgResponse => {
  const table = open(call);
  if (table === undefined) return NOT_FOUND;
  const slot = locate(table, id);
  if (typeof slot !== 'number') return slot;
  const fields = fieldsNamed(table.entity, call.request.query.get('fields'));
  if ('unknown' in fields)
    return restError(
      400,
      'INVALID_FIELD',
      `No such column '${fields.unknown}' on sobject of type ${table.entity.name}`,
    );
  return json(recordJson(table, fields, { slot, base: baseOf(call) }));
};

/** `GET sobjects/<object>/<id>/<field>`: the bytes of a blob. */
export const readBlob = (call: ObjectCall, id: string, name: string): OrgResponse => {
  const table = open(call);
  const field = table?.entity.fields.get(name.toLowerCase());
  if (table === undefined || field?.type !== 'base64') return NOT_FOUND;
  const slot = locate(table, id);
  if (typeof slot !== 'number') return slot;
  const cell = table.source.read(field)(slot);
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(typeof cell === 'string' ? cell : '', 'base64'),
  };
};

/** `PATCH sobjects/<object>/<id>` */
export const updateRecord = async (call: ObjectCall, id: string): Promise<OrgResponse> => {
  const body = await bodyOf(call);
  if ('error' in body) return body.error;
  if (!isRecordId(id)) return NOT_FOUND;
  if ('Id' in body.row || 'id' in body.row)
    return restError(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.');
  const result = writeOne(call, 'update', { row: { ...body.row, Id: id } });
  return result.success ? NO_CONTENT : notFoundOr(result);
};

const notFoundOr = (result: WriteResult): OrgResponse =>
  result.errors[0]?.statusCode === 'INVALID_CROSS_REFERENCE_KEY' && result.errors[0].fields.length === 0
    ? NOT_FOUND
    : rowErrors(result.errors);

/** `DELETE sobjects/<object>/<id>` */
export const deleteRecord = (call: ObjectCall, id: string): OrgResponse => {
  if (!isRecordId(id)) return NOT_FOUND;
  const result = writeOne(call, 'delete', { row: { Id: id } });
  return result.success ? NO_CONTENT : notFoundOr(result);
};

const keyField = (call: ObjectCall, name: string): Field | undefined =>
  isUpsertKey({ entity: call.table.entity }, name) ? call.table.entity.fields.get(name.toLowerCase()) : undefined;

const NO_KEY = (name: string): OrgResponse =>
  restError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);

/** `PATCH sobjects/<object>/<key field>/<value>`: 201 when it was made, 200 when it was there. */
export const upsertRecord = async (call: ObjectCall, key: string, value: string): Promise<OrgResponse> => {
  const field = keyField(call, key);
  if (field === undefined) return NO_KEY(key);
  const body = await bodyOf(call);
  if ('error' in body) return body.error;
  if (Object.keys(body.row).some((name) => name.toLowerCase() === field.key))
    return restError(400, 'INVALID_FIELD', `The ${field.name} field should not be specified in the sobject data.`);
  const result = writeOne(call, 'upsert', { row: { ...body.row, [field.name]: value }, key: field.name });
  if (result.success) return json({ ...resultJson(result), created: result.created }, result.created ? 201 : 200);
  if (result.errors[0]?.statusCode === 'DUPLICATE_EXTERNAL_ID') return severalRecords(call, field, value);
  return rowErrors(result.errors);
};

const slotsWith = (call: ObjectCall, field: Field, text: string): readonly number[] => {
  const value = coerce(field, text, 'csv');
  if (isRowError(value) || call.table.kind !== 'stored') return [];
  return call.table.store.index(field).find(value);
};

const idsWith = (call: ObjectCall, field: Field, text: string): readonly string[] => {
  if (call.table.kind !== 'stored') return [];
  const { ids } = call.table.store;
  return slotsWith(call, field, text).map((slot) => ids.at(slot));
};

const severalRecords = (call: ObjectCall, field: Field, value: string): OrgResponse =>
  json(
    idsWith(call, field, value).map((id) => `${baseOf(call)}/sobjects/${call.table.entity.name}/${id}`),
    300,
  );

/** The record a key value names, for `GET` and `DELETE sobjects/<object>/<key field>/<value>`. */
export const withKeyedRecord = (
  call: ObjectCall,
  key: { readonly name: string; readonly value: string },
  then: (id: string) => OrgResponse,
): OrgResponse => {
  const field = keyField(call, key.name);
  if (field === undefined) return NO_KEY(key.name);
  const [id, second] = field.key === 'id' ? [key.value] : idsWith(call, field, key.value);
  if (second !== undefined) return severalRecords(call, field, key.value);
  return id === undefined ? NOT_FOUND : then(id);
};
