import { openReader } from '../schema/catalogue.ts';
import { autoNumberText } from './auto-number.ts';
import { deleteRows, undeleteRows } from './delete.ts';
import { fileProblem, writeFileParts } from './files.ts';
import type { Field } from '../schema/entity.ts';
import { isRowError, rowError } from './row-errors.ts';
import { GONE } from '../store/store.ts';
import type { PendingWrite, Row, RowError, Value, WriteKind, WriteRequest, WriteResult } from '../types.ts';
import { upsertRows } from './upsert.ts';
import { writeVirtual } from './write-virtual.ts';
import { type Candidate, inputReader } from './write-input.ts';
import { brokenRule, missing, requiredFields } from './write-rules.ts';
import { refused, type WriteOrg, type WriteSession, written } from './write-session.ts';

const AUDIT = ['createddate', 'createdbyid', 'lastmodifieddate', 'lastmodifiedbyid', 'systemmodstamp'] as const;

const rowAt = (session: WriteSession, slot: number): Record<string, Value> =>
  Object.fromEntries(
    [...session.entity.fields.values()].map((field) => [field.name, session.store.get(slot, field.key)]),
  );

const runHooks = (session: WriteSession, write: PendingWrite): RowError | undefined => {
  for (const hook of session.hooks) {
    const error = hook(write);
    if (error !== undefined) return error;
  }
  return undefined;
};

/** What is to be stored, by field key. */
type Values = Map<string, Value>;

const byName = (session: WriteSession, values: ReadonlyMap<string, Value>): Record<string, Value> =>
  Object.fromEntries([...values].map(([key, value]) => [session.entity.fields.get(key)?.name ?? key, value]));

/** Lets hooks see the row (-1 for a new one) and change what is to be stored. */
const hookError = (session: WriteSession, values: Values, slot: number): RowError | undefined => {
  if (session.hooks.length === 0) return undefined;
  const from = slot < 0 ? {} : rowAt(session, slot);
  const to: Record<string, Value> = { ...from, ...byName(session, values) };
  const before = { ...to };
  const { name: object } = session.entity;
  const error = runHooks(
    session,
    slot < 0
      ? { object, kind: 'insert', from, to }
      : { object, kind: 'update', id: session.store.ids.at(slot), from, to },
  );
  for (const [name, value] of Object.entries(to)) {
    const field = session.entity.fields.get(name.toLowerCase());
    if (field !== undefined && value !== before[name]) values.set(field.key, value);
  }
  return error;
};

const valuesOf = (candidate: Candidate): Values =>
  new Map(candidate.fields.map((field, at) => [field.key, candidate.values[at] ?? null]));

const stamp = (session: WriteSession, slot: number, created: boolean): void => {
  const { store, at, by } = session;
  if (created) {
    store.set(slot, 'createddate', at);
    store.set(slot, 'createdbyid', by);
  }
  store.set(slot, 'lastmodifieddate', at);
  store.set(slot, 'lastmodifiedbyid', by);
  store.set(slot, 'systemmodstamp', at);
};

const defaults = (session: WriteSession): readonly (readonly [Field, Value])[] =>
  [...session.entity.fields.values()].flatMap((field): (readonly [Field, Value])[] => {
    if (field.key === 'ownerid') return [[field, session.by]];
    if (field.key === 'setupownerid') return [[field, session.context.identity.orgId]];
    if (field.defaultValue !== undefined) return [[field, field.defaultValue]];
    return field.type === 'boolean' && field.key !== 'isdeleted' ? [[field, false]] : [];
  });

/** Puts in what an insert left out: defaults, auto-numbers, and the id as the name of a custom row without one. */
const finisher = (
  session: WriteSession,
): { preset: (candidate: Candidate) => Candidate; number: (slot: number) => void } => {
  const { entity, store } = session;
  const given = defaults(session);
  const numbered = [...entity.fields.values()].filter(({ autoNumber }) => autoNumber !== undefined);
  const nameless =
    entity.custom && entity.customSetting === undefined && entity.fields.get('name')?.createable === true;
  return {
    preset(candidate) {
      const left = given.filter(([field]) => !candidate.fields.includes(field));
      return {
        id: candidate.id,
        fields: [...candidate.fields, ...left.map(([field]) => field)],
        values: [...candidate.values, ...left.map(([, value]) => value)],
      };
    },
    number(slot) {
      for (const field of numbered) store.set(slot, field.key, autoNumberText(field.autoNumber ?? '{0}', slot + 1));
      if (nameless && store.get(slot, 'name') === null) store.set(slot, 'name', store.ids.at(slot));
    },
  };
};

const inserter = (session: WriteSession): ((row: Row) => WriteResult) => {
  const read = inputReader(session, 'insert');
  const required = requiredFields(session.entity);
  const finish = finisher(session);
  const { store } = session;
  return (row) => {
    const sent = read(row);
    if (isRowError(sent)) return refused(sent);
    if (sent.id !== undefined)
      return refused(rowError('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']));
    const candidate = finish.preset(sent);
    const values = valuesOf(candidate);
    const broken =
      missing(candidate, required, true) ??
      brokenRule(session, candidate, -1) ??
      fileProblem(session, values) ??
      hookError(session, values, -1);
    if (broken !== undefined) return refused(broken);
    const slot = store.append();
    session.undo.push(() => {
      store.setState(slot, GONE, session.at);
    });
    stamp(session, slot, true);
    for (const [key, value] of values) store.set(slot, key, value);
    finish.number(slot);
    writeFileParts({ session, slot, write: (request) => writeRows(session, request, session.undo) }, values);
    return written(store.ids.at(slot), true);
  };
};

/** Finds the live row an id means, or why it cannot be written. */
const locate = (session: WriteSession, id: string | undefined): number | RowError => {
  if (id === undefined) return rowError('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
  const slot = session.store.slotOf(id);
  if (slot >= 0 && session.store.isLive(slot)) return slot;
  if (slot >= 0) return rowError('ENTITY_IS_DELETED', 'entity is deleted');
  return id.startsWith(session.entity.keyPrefix ?? '')
    ? rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')
    : rowError('MALFORMED_ID', `${session.entity.label} ID: id value of incorrect type: ${id}`, ['Id']);
};

const updater = (session: WriteSession): ((row: Row) => WriteResult) => {
  const read = inputReader(session, 'update');
  const required = requiredFields(session.entity);
  const { store } = session;
  return (row) => {
    const candidate = read(row);
    if (isRowError(candidate)) return refused(candidate);
    const slot = locate(session, candidate.id);
    if (isRowError(slot)) return refused(slot, candidate.id);
    const values = valuesOf(candidate);
    const broken =
      missing(candidate, required, false) ?? brokenRule(session, candidate, slot) ?? hookError(session, values, slot);
    if (broken !== undefined) return refused(broken, candidate.id);
    const before = [...values.keys(), ...AUDIT].map((key) => [key, store.get(slot, key)] as const);
    session.undo.push(() => {
      for (const [key, value] of before) store.set(slot, key, value);
    });
    stamp(session, slot, false);
    for (const [key, value] of values) store.set(slot, key, value);
    writeFileParts({ session, slot, write: (request) => writeRows(session, request, session.undo) }, values);
    return written(store.ids.at(slot), false);
  };
};

const writeAll = (
  session: WriteSession,
  kind: 'insert' | 'update' | 'upsert',
  rows: readonly Row[],
): readonly WriteResult[] => {
  if (kind === 'upsert') return upsertRows(session, rows, { insert: inserter(session), update: updater(session) });
  return rows.map(kind === 'insert' ? inserter(session) : updater(session));
};

/** What becomes of good rows when allOrNone meets a bad one. */
export const ROLLED_BACK = rowError(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

/** Takes back what a write did; `undo` is empty afterwards. */
export const rollBack = (undo: (() => void)[]): void => {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) step();
};

const allOrNone = (session: WriteSession, results: readonly WriteResult[]): readonly WriteResult[] => {
  if (session.options.allOrNone !== true || results.every(({ success }) => success)) return results;
  rollBack(session.undo);
  return results.map((result) =>
    result.success ? refused(ROLLED_BACK, result.created ? undefined : result.id) : result,
  );
};

const isAllowed = ({ entity, options }: WriteSession, kind: WriteKind): boolean => {
  if (options.system === true) return true;
  if (kind === 'insert' || kind === 'upsert') return entity.createable;
  return kind === 'update' ? entity.updateable : entity.deletable;
};

const refusal = (session: WriteSession, kind: WriteKind): RowError | undefined =>
  isAllowed(session, kind)
    ? undefined
    : rowError('INVALID_TYPE_FOR_OPERATION', `entity type ${session.entity.name} does not support ${kind}`);

const idOf = (row: Row): string =>
  typeof row['Id'] === 'string' ? row['Id'] : typeof row['id'] === 'string' ? row['id'] : '';

/** Rows are stamped with whole seconds (as every org answers them: `2026-11-21T10:00:00.000+0000`). */
const secondOf = (time: Date): number => Math.floor(time.getTime() / 1000) * 1000;

/**
 * Writes rows by the platform's rules. Rows fail one by one unless `allOrNone`. Throws for an unknown object. Callers
 * that write several times as one transaction pass their own `undo` and call `rollBack`.
 */
export const writeRows = (org: WriteOrg, request: WriteRequest, undo: (() => void)[] = []): readonly WriteResult[] => {
  const { object, kind, rows, options = {}, origin = 'json' } = request;
  const table = org.tables.find(object, 'tooling') ?? org.tables.find(object);
  if (table === undefined) throw new Error(`sObject type '${object}' is not supported.`);
  if (table.kind === 'virtual') return writeVirtual(table, kind, rows);
  const session: WriteSession = {
    context: org.context,
    tables: org.tables,
    hooks: org.hooks,
    auditFields: org.auditFields,
    entity: table.entity,
    store: table.store,
    reader: openReader(org.tables, 'data'),
    options,
    origin,
    at: secondOf(org.context.clock.now()),
    by: options.by ?? org.context.identity.user.id,
    targets: new Map(),
    undo,
  };
  const refusedAs = refusal(session, kind);
  if (refusedAs !== undefined) return rows.map(() => refused(refusedAs));
  if (kind === 'delete' || kind === 'hardDelete')
    return allOrNone(session, deleteRows(session, rows.map(idOf), kind === 'hardDelete'));
  if (kind === 'undelete') return allOrNone(session, undeleteRows(session, rows.map(idOf)));
  return allOrNone(session, writeAll(session, kind, rows));
};
