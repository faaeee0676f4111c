import type { Field } from '../schema/entity.ts';
import { isNumeric } from '../schema/entity.ts';
import { rowError } from './row-errors.ts';
import type { RowError, Value } from '../types.ts';

const MAX_INT = 2_147_483_647;
// Deliberately loose: the platform's own rule is not published; this refuses what it is known to refuse.
const EMAIL = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+\.[A-Za-z0-9-]{2,}$/;

const checkNumber = (field: Field, value: number): RowError | undefined => {
  const outside =
    field.type === 'int' && field.precision === undefined
      ? !Number.isInteger(value) || Math.abs(value) > MAX_INT
      : Math.abs(value) >= 10 ** ((field.precision ?? 18) - (field.scale ?? 0));
  return outside
    ? rowError(
        'NUMBER_OUTSIDE_VALID_RANGE',
        `${field.label}: value outside of valid range on numeric field: ${value}`,
        [field.name],
      )
    : undefined;
};

const isAllowed = (field: Field, value: string): boolean =>
  (field.picklistValues ?? []).some(
    (candidate) => candidate.active !== false && candidate.value.toLowerCase() === value.toLowerCase(),
  );

const checkPicklist = (field: Field, value: string): RowError | undefined => {
  if (field.restrictedPicklist !== true) return undefined;
  const values = field.type === 'multipicklist' ? value.split(';') : [value];
  const bad = values.find((candidate) => !isAllowed(field, candidate));
  return bad === undefined
    ? undefined
    : rowError(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        `${field.label}: bad value for restricted picklist field: ${bad}`,
        [field.name],
      );
};

const checkText = (field: Field, value: string): RowError | undefined => {
  if (field.length !== undefined && field.type !== 'reference' && field.type !== 'id' && value.length > field.length)
    return rowError('STRING_TOO_LONG', `${field.label}: data value too large: ${value} (max length=${field.length})`, [
      field.name,
    ]);
  if (field.type === 'email' && !EMAIL.test(value))
    return rowError('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, [field.name]);
  return field.type === 'picklist' || field.type === 'multipicklist' ? checkPicklist(field, value) : undefined;
};

/** Whether a value fits its field: length, range, picklist, form. Undefined when it does. */
export const checkValue = (field: Field, value: Value): RowError | undefined => {
  if (value === null) return undefined;
  if (isNumeric(field.type)) return typeof value === 'number' ? checkNumber(field, value) : undefined;
  return typeof value === 'string' ? checkText(field, value) : undefined;
};
