import type { OpenTable } from '../schema/catalogue.ts';
import { coerce } from './coerce.ts';
import type { Field } from '../schema/entity.ts';
import { isRowError, rowError } from './row-errors.ts';
import type { RowError, Value } from '../types.ts';
import type { WriteSession } from './write-session.ts';

/** A parent named by one of its own fields instead of its id. */
export interface ParentKey {
  readonly field: Field;
  /** Field of the parent: an external id, or `Id`. */
  readonly by: string;
  /** Which object, where the reference allows several. */
  readonly object: string | undefined;
}

const slotsWith = (table: OpenTable, field: Field, value: Value): readonly number[] => {
  const found = table.source.lookup?.(field, value);
  if (found !== undefined) return found;
  const read = table.source.read(field);
  return Array.from({ length: table.source.slots }, (_, slot) => slot).filter(
    (slot) => table.source.isLive(slot) && read(slot) === value,
  );
};

const idAt = (table: OpenTable, slot: number): Value => {
  const id = table.entity.fields.get('id');
  return id === undefined ? null : (table.source.read(id)(slot) as Value);
};

const notAKey = (key: ParentKey, object: string | undefined): RowError =>
  rowError(
    'INVALID_FIELD',
    `Field name provided, ${key.by} is not an External ID or indexed field for ${object ?? key.field.name}`,
  );

/** Setup objects are found by their names too (`RecordType.Name`; seen in public loads). */
const NAMED = new Set(['RecordType', 'Profile', 'UserRole', 'Group']);

const isKey = (object: string, field: Field): boolean =>
  field.externalId === true ||
  field.unique === true ||
  field.key === 'id' ||
  (NAMED.has(object) && ['name', 'developername'].includes(field.key));

const findKey = (session: WriteSession, key: ParentKey): { table: OpenTable; field: Field } | RowError => {
  const allowed = (name: string): boolean =>
    key.object === undefined || name.toLowerCase() === key.object.toLowerCase();
  const targets = (key.field.referenceTo ?? []).filter(allowed);
  for (const name of targets) {
    const table = session.reader.open(name);
    const field = table?.entity.fields.get(key.by.toLowerCase());
    if (table !== undefined && field !== undefined && isKey(table.entity.name, field)) return { table, field };
  }
  return notAKey(key, targets[0]);
};

/** The id of the one parent with that key, or why there is none. */
export const findParent = (session: WriteSession, key: ParentKey, raw: unknown): Value | RowError => {
  const found = findKey(session, key);
  if (isRowError(found)) return found;
  const { table, field } = found;
  const value = coerce(field, raw, session.origin);
  if (isRowError(value) || field.key === 'id' || value === null) return value;
  const [slot, second] = slotsWith(table, field, value);
  if (slot === undefined)
    return rowError(
      'INVALID_FIELD',
      `Foreign key external ID: ${String(value).toLowerCase()} not found for field ${field.name} in entity ${table.entity.name}`,
    );
  if (second !== undefined)
    return rowError(
      'INVALID_FIELD',
      `More than one record found for external id field: [${String(idAt(table, slot))}, ${String(idAt(table, second))}]`,
    );
  return idAt(table, slot);
};
