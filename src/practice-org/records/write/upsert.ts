import { coerce } from './coerce.ts';
import { isRowError, rowError } from './row-errors.ts';
import type { Field } from '../schema/entity.ts';
import { matchKey } from '../soql/comparison.ts';
import type { Row, RowError, WriteResult } from '../types.ts';
import { refused, type WriteSession } from './write-session.ts';

type RowWriter = (row: Row) => WriteResult;

const valueOf = (row: Row, key: string): unknown =>
  row[key] ?? Object.entries(row).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

/** Whether upsert may use a field as its key: `Id`, an external id, or a unique field that looks up by itself. */
export const isUpsertKey = (session: Pick<WriteSession, 'entity'>, key: string): boolean => {
  const field = session.entity.fields.get(key.toLowerCase());
  return field !== undefined && (field.key === 'id' || field.externalId === true);
};

/** Keys that several rows of one call have: the platform refuses every one of those rows (seen in public logs). */
const repeated = (session: WriteSession, field: Field, rows: readonly Row[]): ReadonlySet<unknown> => {
  const fold = matchKey(field);
  const [seen, again] = [new Set<unknown>(), new Set<unknown>()];
  for (const row of rows) {
    const value = coerce(field, valueOf(row, field.name), session.origin);
    if (value === null || isRowError(value)) continue;
    if (seen.has(fold(value))) again.add(fold(value));
    seen.add(fold(value));
  }
  return again;
};

const ambiguous = (session: WriteSession, field: Field, slots: readonly number[]): WriteResult =>
  refused(
    rowError(
      'DUPLICATE_EXTERNAL_ID',
      `${field.name}: more than one record found for external id field: ` +
        `[${slots.map((slot) => session.store.ids.at(slot)).join(', ')}]`,
      [field.name],
    ),
  );

const upsertById =
  (writers: { insert: RowWriter; update: RowWriter }): RowWriter =>
  (row) => {
    const id = valueOf(row, 'Id');
    return id === undefined || id === null || id === '' ? writers.insert(withoutId(row)) : writers.update(row);
  };

/** Writes rows that may exist already, found by a key: none is an insert, one an update, several an error. */
export const upsertRows = (
  session: WriteSession,
  rows: readonly Row[],
  writers: { insert: RowWriter; update: RowWriter },
): readonly WriteResult[] => {
  const key = session.options.key ?? 'Id';
  const field = session.entity.fields.get(key.toLowerCase());
  if (field === undefined || !isUpsertKey(session, key)) return rows.map(() => refused(notAKey(session, key)));
  if (field.key === 'id') return rows.map(upsertById(writers));
  const [again, fold, index] = [repeated(session, field, rows), matchKey(field), session.store.index(field)];
  return rows.map((row) => {
    const value = coerce(field, valueOf(row, key), session.origin);
    if (isRowError(value)) return refused(value);
    if (value === null) return refused(rowError('MISSING_ARGUMENT', `${field.name} not specified`));
    if (again.has(fold(value)))
      return refused(rowError('DUPLICATE_VALUE', `Duplicate external id specified: ${String(value)}`, [field.name]));
    const slots = index.find(value);
    const [slot] = slots;
    if (slots.length > 1) return ambiguous(session, field, slots);
    return slot === undefined ? writers.insert(row) : writers.update({ ...row, Id: session.store.ids.at(slot) });
  });
};

const notAKey = (session: WriteSession, key: string): RowError =>
  rowError(
    'INVALID_FIELD',
    `Field name provided, ${key} is not an External ID or indexed field for ${session.entity.name}`,
  );

const withoutId = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name.toLowerCase() !== 'id'));
