import { canonicalId } from '../../identity/ids.ts';
import type { Field } from '../schema/entity.ts';
import { isNumeric } from '../schema/entity.ts';
import { isRecordId } from './record-ids.ts';
import { isRowError, rowError } from './row-errors.ts';
import type { RowError, Value } from '../types.ts';

/** Where a value comes from: JSON has types, CSV only text. */
export type Origin = 'json' | 'csv';

const TRUE = new Set(['true', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'no', 'n', 'off', '0', '']);

const describe = (raw: unknown): string => {
  if (typeof raw === 'string') return `VALUE_STRING value ${raw}`;
  if (typeof raw === 'number') return `VALUE_NUMBER_${Number.isInteger(raw) ? 'INT' : 'FLOAT'} value ${raw}`;
  if (typeof raw === 'boolean') return `VALUE_${raw ? 'TRUE' : 'FALSE'} value ${String(raw)}`;
  return Array.isArray(raw) ? 'START_ARRAY value [' : 'START_OBJECT value {';
};

const wrong = (field: Field, raw: unknown, origin: Origin): RowError =>
  origin === 'csv'
    ? rowError(
        'INVALID_TYPE_ON_FIELD_IN_RECORD',
        `${field.label}: value not of required type: ${typeof raw === 'string' ? raw : describe(raw)}`,
        [field.name],
      )
    : rowError(
        'JSON_PARSER_ERROR',
        `Cannot deserialize instance of ${field.type} from ${describe(raw)} or request may be missing a required field ` +
          'at [line:1, column:1]',
        [field.name],
      );

type Coerce = (field: Field, raw: unknown, origin: Origin) => Value | RowError;

const toBoolean: Coerce = (field, raw, origin) => {
  if (typeof raw === 'boolean') return raw;
  const word = typeof raw === 'string' ? raw.toLowerCase() : '?';
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : wrong(field, raw, origin);
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const toNumber: Coerce = (field, raw, origin) => {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : wrong(field, raw, origin);
  if (typeof raw !== 'string') return wrong(field, raw, origin);
  const text = origin === 'csv' ? raw.trim().replace(/^\$|,(?=\d{3})/g, '') : raw.trim();
  if (text === '') return null;
  return NUMBER.test(text) ? Number(text) : wrong(field, raw, origin);
};

const isValid = (date: Date): boolean => !Number.isNaN(date.getTime());

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/;

const toDate: Coerce = (field, raw, origin) => {
  if (raw instanceof Date) return isValid(raw) ? raw.toISOString().slice(0, 10) : wrong(field, raw, origin);
  const text = typeof raw === 'string' ? raw.trim() : '?';
  if (text === '') return null;
  const match = DATE.exec(text);
  const day = match === null ? '' : `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
  const moment = Date.parse(`${day}T00:00:00Z`);
  // Date.parse rolls 31 February over; the platform refuses it.
  const valid = !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(day);
  return valid ? day : wrong(field, raw, origin);
};

const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?$/i;

const toDatetime: Coerce = (field, raw, origin) => {
  if (raw instanceof Date) return isValid(raw) ? raw.getTime() : wrong(field, raw, origin);
  if (typeof raw === 'number' && origin === 'json') return raw;
  const text = typeof raw === 'string' ? raw.trim() : '?';
  if (text === '') return null;
  if (!MOMENT.test(text)) return wrong(field, raw, origin);
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const moment = Date.parse(zoned.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(moment) ? wrong(field, raw, origin) : moment;
};

const TIME = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?$/;

const toTime: Coerce = (field, raw, origin) => {
  const match = typeof raw === 'string' ? TIME.exec(raw.trim()) : null;
  if (match === null) return raw === '' ? null : wrong(field, raw, origin);
  const [, hours = '', minutes = '', seconds = '00', fraction = ''] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return wrong(field, raw, origin);
  return `${hours}:${minutes}:${seconds}.${fraction.padEnd(3, '0')}Z`;
};

const toId: Coerce = (field, raw, origin) => {
  if (typeof raw !== 'string') return wrong(field, raw, origin);
  const text = raw.trim();
  if (text === '') return null;
  if (!isRecordId(text))
    return rowError('MALFORMED_ID', `${field.label}: id value of incorrect type: ${text}`, [field.name]);
  return canonicalId(text) ?? text;
};

/** Several values in the order of the picklist, each once: so the platform gives them back (folklore). */
const inPicklistOrder = (field: Field, text: string): string => {
  const order = new Map((field.picklistValues ?? []).map(({ value }, at) => [value, at]));
  const values = [...new Set(text.split(';').map((value) => value.trim()))].filter((value) => value !== '');
  return values
    .map((value, at) => ({ value, place: order.get(value) ?? order.size + at }))
    .sort((left, right) => left.place - right.place)
    .map(({ value }) => value)
    .join(';');
};

/** Text loses blanks at its ends and, when nothing is left, is null (folklore, agreed on widely). */
const toText: Coerce = (field, raw, origin) => {
  if (typeof raw !== 'string') return wrong(field, raw, origin);
  const text = field.type === 'multipicklist' ? inPicklistOrder(field, raw) : raw.trim();
  return text === '' ? null : text;
};

const toBase64: Coerce = (field, raw, origin) => {
  if (typeof raw !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(raw)) return wrong(field, raw, origin);
  return raw; // a body of no bytes is one
};

const COERCE: Partial<Record<Field['type'], Coerce>> = {
  boolean: toBoolean,
  date: toDate,
  datetime: toDatetime,
  time: toTime,
  id: toId,
  reference: toId,
  base64: toBase64,
};

/** Reads a value sent for a field, or says why it cannot be one. Null stays null, except that a checkbox has no null. */
export const coerce = (field: Field, raw: unknown, origin: Origin): Value | RowError => {
  if (raw === null || raw === undefined) return field.type === 'boolean' ? false : null;
  const read = COERCE[field.type] ?? (isNumeric(field.type) ? toNumber : toText);
  return read(field, raw, origin);
};

export { isRowError };
