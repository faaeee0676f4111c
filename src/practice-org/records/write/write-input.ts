import { coerce } from './coerce.ts';
import type { Entity, Field } from '../schema/entity.ts';
import { findParent } from './parent-lookup.ts';
import { isRowError, rowError } from './row-errors.ts';
import type { Row, RowError, Value } from '../types.ts';
import type { WriteSession } from './write-session.ts';

/** A row as it was sent, its names and values understood: field and value at the same place. */
export interface Candidate {
  readonly id: string | undefined;
  readonly fields: readonly Field[];
  readonly values: Value[];
}

/** What a name in the input stands for. */
type Slot =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'parent'; readonly field: Field; readonly by: string; readonly object: string | undefined }
  | { readonly kind: 'nested'; readonly field: Field }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'unknown'; readonly name: string };

/** `Parent__r.Ext__c`, or `User:Owner.Username` where the parent may be of several types (Bulk API 2.0 guide; documented). */
const parentSlot = (entity: Entity, name: string): Slot => {
  const [way = '', by = ''] = name.split('.', 2);
  const [object, relationship = object ?? ''] = way.includes(':') ? way.split(':', 2) : [undefined, way];
  const field = entity.parents.get(relationship.toLowerCase());
  return field === undefined ? { kind: 'unknown', name } : { kind: 'parent', field, by, object };
};

const slotOf = (entity: Entity, name: string): Slot => {
  if (name === 'attributes') return { kind: 'ignored' };
  if (name.includes('.')) return parentSlot(entity, name);
  const field = entity.fields.get(name.toLowerCase());
  if (field !== undefined) return { kind: 'field', field };
  const reference = entity.parents.get(name.toLowerCase());
  return reference === undefined ? { kind: 'unknown', name } : { kind: 'nested', field: reference };
};

const noColumn = (entity: Entity, name: string): RowError =>
  rowError('INVALID_FIELD', `No such column '${name}' on sobject of type ${entity.name}`);

const readOnly = (names: readonly string[]): RowError =>
  rowError(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify ` +
      'that it is read/write for your profile or permission set.',
    names,
  );

const nested = (session: WriteSession, field: Field, raw: unknown): Value | RowError => {
  if (raw === null) return null;
  if (typeof raw !== 'object') return noColumn(session.entity, field.relationshipName ?? field.name);
  const { attributes, ...keys } = raw as { attributes?: { type?: string } } & Record<string, unknown>;
  const [entry] = Object.entries(keys);
  if (entry === undefined) return null;
  return findParent(session, { field, by: entry[0], object: attributes?.type }, entry[1]);
};

const valueOf = (session: WriteSession, slot: Slot, raw: unknown): Value | RowError => {
  switch (slot.kind) {
    case 'field':
      return coerce(slot.field, raw, session.origin);
    case 'parent':
      return raw === null ? null : findParent(session, slot, raw);
    case 'nested':
      return nested(session, slot.field, raw);
    case 'ignored':
      return null;
    case 'unknown':
      return noColumn(session.entity, slot.name);
  }
};

/** What "Set Audit Fields upon Record Creation" lets an insert bring along (documented). */
const AUDIT = new Set(['createddate', 'createdbyid', 'lastmodifieddate', 'lastmodifiedbyid']);

/** Reads rows of one call. Names are looked up once. */
export const inputReader = (session: WriteSession, kind: 'insert' | 'update'): ((row: Row) => Candidate | RowError) => {
  const slots = new Map<string, Slot>();
  const known = (name: string): Slot => {
    const found = slots.get(name) ?? slotOf(session.entity, name);
    slots.set(name, found);
    return found;
  };
  const { system = false } = session.options;
  const mayAudit = kind === 'insert' && session.auditFields;
  const writable = (field: Field): boolean =>
    (kind === 'insert' ? field.createable : field.updateable) ||
    (system && field.composedOf === undefined) ||
    (mayAudit && AUDIT.has(field.key));
  return (row) => {
    let id: string | undefined;
    const [fields, values, locked]: [Field[], Value[], string[]] = [[], [], []];
    for (const name of Object.keys(row)) {
      const slot = known(name);
      if (slot.kind === 'ignored') continue;
      const value = valueOf(session, slot, row[name]);
      if (isRowError(value)) return value;
      if (slot.kind === 'unknown') continue;
      if (slot.field.key === 'id') {
        id = typeof value === 'string' ? value : undefined;
        continue;
      }
      if (!writable(slot.field)) locked.push(slot.field.name);
      fields.push(slot.field);
      values.push(value);
    }
    return locked.length > 0 ? readOnly(locked) : { id, fields, values };
  };
};
