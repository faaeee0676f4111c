import type { Entity, Field } from '../schema/entity.ts';
import { checkValue } from './field-checks.ts';
import { rowError } from './row-errors.ts';
import type { RowError, Value } from '../types.ts';
import type { Candidate } from './write-input.ts';
import type { ReferenceTargets, WriteSession } from './write-session.ts';

/** Fields an insert must have. */
export const requiredFields = (entity: Entity): readonly Field[] =>
  [...entity.fields.values()].filter(
    (field) => !field.nillable && field.createable && field.type !== 'boolean' && field.defaultValue === undefined,
  );

const isSupplied = (field: Field): boolean => field.key === 'ownerid' || field.key === 'setupownerid';

/** Required fields that an insert leaves empty, or an update empties. */
export const missing = (candidate: Candidate, required: readonly Field[], inserting: boolean): RowError | undefined => {
  const empty = required.filter((field) => {
    const at = candidate.fields.indexOf(field);
    return at < 0 ? inserting && !isSupplied(field) : candidate.values[at] === null;
  });
  const names = empty.map(({ name }) => name);
  return names.length === 0
    ? undefined
    : rowError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);
};

/** Where the rows are that a field may refer to, looked up once per call. */
const targetsOf = (session: WriteSession, field: Field): ReferenceTargets => {
  const known = session.targets.get(field);
  if (known !== undefined) return known;
  const names = field.referenceTo ?? [];
  const targets = {
    prefixes: names.map((name) => session.tables.find(name)?.entity.keyPrefix),
    sources: names.map((name) => session.reader.open(name)?.source).filter((source) => source !== undefined),
  };
  session.targets.set(field, targets);
  return targets;
};

const wrongType = (field: Field, id: string): RowError =>
  rowError('FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${id}`, [field.name]);

/** Whether a referenced row exists, is not deleted, and is of a type the field may refer to. */
const checkReference = (session: WriteSession, field: Field, id: string): RowError | undefined => {
  const { prefixes, sources } = targetsOf(session, field);
  if (!prefixes.includes(undefined) && !prefixes.includes(id.slice(0, 3))) return wrongType(field, id);
  const found = sources.flatMap((source) => {
    const slot = source.slotOf(id);
    return slot < 0 ? [] : [source.isLive(slot)];
  });
  if (found.includes(true)) return undefined;
  return found.length > 0
    ? rowError('ENTITY_IS_DELETED', 'entity is deleted', [field.name])
    : rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', [field.name]);
};

const ownerError = (session: WriteSession, field: Field, id: string): RowError | undefined => {
  if (field.key !== 'ownerid') return undefined;
  const users = session.tables.find('User');
  const slot = users?.kind === 'stored' ? users.store.slotOf(id) : -1;
  return users?.kind === 'stored' && slot >= 0 && users.store.get(slot, 'isactive') !== true
    ? rowError(
        'INACTIVE_OWNER_OR_USER',
        `operation performed with inactive user [${id}] as owner of ${session.entity.name.toLowerCase()}`,
        [field.name],
      )
    : undefined;
};

const duplicate = (session: WriteSession, field: Field, use: { value: Value; slot: number }): RowError | undefined => {
  if (field.unique !== true || use.value === null) return undefined;
  const other = session.store
    .index(field)
    .find(use.value)
    .find((slot) => slot !== use.slot);
  return other === undefined
    ? undefined
    : rowError(
        'DUPLICATE_VALUE',
        `duplicate value found: ${field.name} duplicates value on record with id: ${session.store.ids.at(other).slice(0, 15)}`,
        [],
      );
};

const referenceError = (session: WriteSession, field: Field, value: Value): RowError | undefined =>
  field.type === 'reference' && typeof value === 'string'
    ? (checkReference(session, field, value) ?? ownerError(session, field, value))
    : undefined;

/** The first rule a row's values break, for the row in a slot (-1 for a new one). Values that stay are not looked at. */
export const brokenRule = (session: WriteSession, candidate: Candidate, slot: number): RowError | undefined => {
  for (const [at, field] of candidate.fields.entries()) {
    const value = candidate.values[at] ?? null;
    if (value === null || (slot >= 0 && session.store.get(slot, field.key) === value)) continue;
    const error =
      checkValue(field, value) ?? referenceError(session, field, value) ?? duplicate(session, field, { value, slot });
    if (error !== undefined) return error;
  }
  return undefined;
};
