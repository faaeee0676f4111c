import { canonicalId } from '../../identity/ids.ts';
import type { Cell, Field } from '../schema/entity.ts';
import { isNumeric } from '../schema/entity.ts';
import { isRecordId } from '../write/record-ids.ts';
import type { Value } from '../types.ts';
import { dateText, type Span, spanOf } from './dates.ts';
import { errorAt, positionOf, SoqlError } from './text.ts';

/** A literal of the query as written, with the parser's idea of what it is. */
export interface Literal {
  readonly text: string;
  readonly kind: string;
}

/** What a field is compared with: one value, or a span of time. */
export type Operand = { readonly value: Value } | { readonly span: Span };

/** A test of one cell. */
export type Test = (cell: Cell) => boolean;

/** A field about to be compared, for the words of an error. */
export interface Compared {
  readonly soql: string;
  /** As written in the query. */
  readonly name: string;
  readonly field: Field;
  readonly now: Date;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text of a quoted SOQL string; `\%` and `\_` stay escaped for LIKE. */
export const unquote = (literal: string): string =>
  literal.slice(1, -1).replace(/\\(u[0-9a-f]{4}|.)/gi, (whole, escape: string) => {
    if (/^u/i.test(escape)) return String.fromCharCode(parseInt(escape.slice(1), 16));
    if (escape === '%' || escape === '_') return whole;
    return ESCAPES[escape.toLowerCase()] ?? escape;
  });

const withoutLikeEscapes = (text: string): string => text.replace(/\\([%_])/g, '$1');

const fail = (compared: Compared, code: string, message: string): SoqlError =>
  errorAt(compared.soql, positionOf(compared.soql, compared.name, 'WHERE'), { code, message });

/** The platform's names for types in "must be of type …". */
const typeName = (field: Field): string => {
  if (field.type === 'datetime') return 'dateTime';
  if (isNumeric(field.type)) return field.type === 'int' ? 'int' : 'double';
  return ['boolean', 'date', 'time'].includes(field.type) ? field.type : 'string';
};

const wrongType = (compared: Compared): SoqlError => {
  const type = typeName(compared.field);
  const quotes = type === 'string' ? 'should be enclosed in quotes' : 'should not be enclosed in quotes';
  return fail(
    compared,
    'INVALID_FIELD',
    `value of filter criterion for field '${compared.field.name}' must be of type ${type} and ${quotes}`,
  );
};

const idOperand = (compared: Compared, text: string): Operand => {
  if (text === '') return { value: null };
  if (!isRecordId(text)) throw fail(compared, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`);
  return { value: canonicalId(text) ?? text };
};

const stringOperand = (compared: Compared, literal: Literal): Operand => {
  if (literal.kind !== 'STRING') throw wrongType(compared);
  const text = unquote(literal.text);
  if (compared.field.type === 'id' || compared.field.type === 'reference') return idOperand(compared, text);
  return { value: text === '' ? null : withoutLikeEscapes(text) };
};

const numberOperand = (compared: Compared, literal: Literal): Operand => {
  if (!/^(INTEGER|DECIMAL)/.test(literal.kind)) throw wrongType(compared);
  return { value: Number(literal.text.replace(/^[A-Za-z]{3}/, '')) };
};

const dateOperand = (compared: Compared, literal: Literal): Operand => {
  const span = spanOf(literal.text, compared.now);
  if (span !== undefined) return { span };
  if (compared.field.type === 'date') {
    if (literal.kind !== 'DATE' || Number.isNaN(Date.parse(literal.text))) throw wrongType(compared);
    return { value: literal.text };
  }
  const moment = literal.kind === 'DATETIME' ? Date.parse(literal.text) : Number.NaN;
  if (Number.isNaN(moment)) throw wrongType(compared);
  return { value: moment };
};

/** Reads a literal as the field's type demands, or throws as the platform does. */
export const operandOf = (compared: Compared, literal: Literal): Operand => {
  if (literal.kind === 'NULL') return { value: null };
  const { type } = compared.field;
  if (isNumeric(type)) return numberOperand(compared, literal);
  if (type === 'date' || type === 'datetime') return dateOperand(compared, literal);
  if (type === 'boolean') {
    if (literal.kind !== 'BOOLEAN') throw wrongType(compared);
    return { value: literal.text.toUpperCase() === 'TRUE' };
  }
  if (type === 'time') return { value: literal.text.replace(/^'|'$/g, '') };
  return stringOperand(compared, literal);
};

const bounds = (field: Field, span: Span): { from: Value; to: Value } =>
  field.type === 'date' ? { from: dateText(span.from), to: dateText(span.to) } : { from: span.from, to: span.to };

const isSensitive = (field: Field): boolean =>
  field.caseSensitive === true || field.type === 'id' || field.type === 'reference';

/** What two equal cells share: text without case, everything else itself. */
export const matchKey = (field: Field): ((cell: Cell) => Cell) =>
  isSensitive(field) ? (cell) => cell : (cell) => (typeof cell === 'string' ? cell.toLowerCase() : cell);

const equals = (field: Field, value: Value): Test => {
  if (typeof value !== 'string' || isSensitive(field)) return (cell) => cell === value;
  const lower = value.toLowerCase();
  return (cell) => cell === value || (typeof cell === 'string' && cell.toLowerCase() === lower);
};

const orderKey = (field: Field, value: Value): Value =>
  typeof value === 'string' && field.type !== 'date' ? value.toLowerCase() : value;

const less = (left: Cell, right: Value): boolean => left !== null && right !== null && left < right;

const ORDERED: Readonly<Record<string, (compare: (cell: Cell) => number) => Test>> = {
  '<': (compare) => (cell) => compare(cell) < 0,
  '<=': (compare) => (cell) => compare(cell) <= 0,
  '>': (compare) => (cell) => compare(cell) > 0,
  '>=': (compare) => (cell) => compare(cell) >= 0,
};

const ordered = (field: Field, operator: string, value: Value): Test => {
  const right = orderKey(field, value);
  const key = matchKey(field);
  const test = ORDERED[operator];
  if (test === undefined) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${operator}'`);
  const compared = test((cell) => {
    const left = key(cell);
    return less(left, right) ? -1 : left === right ? 0 : 1;
  });
  return (cell) => cell !== null && right !== null && compared(cell);
};

const inSpan = (field: Field, operator: string, span: Span): Test => {
  const { from, to } = bounds(field, span);
  const inside: Test = (cell) => cell !== null && !less(cell, from) && less(cell, to);
  const tests: Readonly<Record<string, Test>> = {
    '=': inside,
    '!=': (cell) => !inside(cell),
    '<': (cell) => less(cell, from),
    '<=': (cell) => less(cell, to),
    '>': (cell) => cell !== null && !less(cell, to),
    '>=': (cell) => cell !== null && !less(cell, from),
  };
  return tests[operator] ?? (() => false);
};

/** One spelling per operator: `<>` is `!=`. */
export const operatorOf = (written: string): string => (written === '<>' ? '!=' : written.toUpperCase());

/** The test for `field <operator> operand`. */
export const compare = (field: Field, operator: string, operand: Operand): Test => {
  if ('span' in operand) return inSpan(field, operator, operand.span);
  if (operator === '=') return equals(field, operand.value);
  if (operator === '!=') {
    const same = equals(field, operand.value);
    return (cell) => !same(cell);
  }
  return ordered(field, operator, operand.value);
};

const WILD: Readonly<Record<string, string>> = { '%': '[^]*', _: '[^]', '\\%': '%', '\\_': '_' };

/** LIKE: `%` any text, `_` one character, without case. */
export const like = (pattern: string): Test => {
  const source = pattern.replace(/\\[%_]|[^\w\s]|_/g, (sign) => WILD[sign] ?? `\\${sign}`);
  const expression = new RegExp(`^${source}$`, 'i');
  return (cell) => typeof cell === 'string' && expression.test(cell);
};
