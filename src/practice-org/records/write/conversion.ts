import { isNumeric } from '../schema/entity.ts';
import type { FieldDefinition, FieldType, Value } from '../types.ts';

const LOSING = new Set<FieldType>(['date', 'datetime', 'time', 'boolean', 'multipicklist']);

const toNumber = (value: Value): Value => {
  const number = typeof value === 'string' ? Number(value.trim()) : Number.NaN;
  return value !== null && value !== '' && !Number.isNaN(number) ? number : typeof value === 'number' ? value : null;
};

/**
 * What becomes of a stored value when its field's type changes: numbers and text are converted as far as they can be,
 * dates, checkboxes and multi-select lists are nulled in both directions (Change Data Capture guide, "Field
 * conversion"; documented). A shorter text is cut.
 */
export const convertValue = (from: FieldDefinition, to: FieldDefinition, value: Value): Value => {
  if (value === null) return null;
  if (from.type !== to.type && (LOSING.has(from.type) || LOSING.has(to.type)))
    return to.type === 'boolean' ? false : null;
  if (isNumeric(to.type)) return toNumber(value);
  if (typeof value === 'number' && !isNumeric(to.type) && to.type !== 'datetime') return String(value);
  return typeof value === 'string' && to.length !== undefined ? value.slice(0, to.length) : value;
};
