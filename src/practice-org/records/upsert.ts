import { coerce } from './coerce.ts';
import { isRowError, rowError } from './row-errors.ts';
import type { Row, WriteResult } from './types.ts';
import { refused, type WriteSession } from './write-session.ts';

type RowWriter = (row: Row) => WriteResult;

const valueOf = (row: Row, key: string): unknown =>
  row[key] ?? Object.entries(row).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

/** Whether upsert may use a field as its key: `Id`, an external id, or a unique field that looks up by itself. */
export const isUpsertKey = (session: Pick<WriteSession, 'entity'>, key: string): boolean => {
  const field = session.entity.fields.get(key.toLowerCase());
  return field !== undefined && (field.key === 'id' || field.externalId === true);
};

/** Writes a row that may exist already, found by a key: none is an insert, one an update, several an error. */
export const upsertRow = (session: WriteSession, writers: { insert: RowWriter; update: RowWriter }): RowWriter => {
  const key = session.options.key ?? 'Id';
  const field = session.entity.fields.get(key.toLowerCase());
  const seen = new Set<unknown>();
  if (field === undefined || !isUpsertKey(session, key))
    return () =>
      refused(
        rowError(
          'INVALID_FIELD',
          `Field name provided, ${key} is not an External ID or indexed field for ${session.entity.name}`,
        ),
      );
  return (row) => {
    const raw = valueOf(row, key);
    if (field.key === 'id')
      return raw === undefined || raw === null || raw === '' ? writers.insert(withoutId(row)) : writers.update(row);
    const value = coerce(field, raw, session.origin);
    if (isRowError(value)) return refused(value);
    if (value === null) return refused(rowError('MISSING_ARGUMENT', `${field.name} not specified`, []));
    if (seen.has(value))
      return refused(rowError('DUPLICATE_VALUE', `Duplicate external id specified: ${String(value)}`, [field.name]));
    seen.add(value);
    const [slot, second] = session.store.index(field).find(value);
    if (second !== undefined && slot !== undefined)
      return refused(
        rowError(
          'DUPLICATE_EXTERNAL_ID',
          `${field.name}: more than one record found for external id field: [${session.store.ids.at(slot)}, ${session.store.ids.at(second)}]`,
          [field.name],
        ),
      );
    return slot === undefined ? writers.insert(row) : writers.update({ ...row, Id: session.store.ids.at(slot) });
  };
};

const withoutId = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name.toLowerCase() !== 'id'));
