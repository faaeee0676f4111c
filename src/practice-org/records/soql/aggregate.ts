import type { Cell, Field } from '../schema/entity.ts';
import { isNumeric, resolveField } from '../schema/entity.ts';
import type { Read } from '../store/store.ts';
import { DATE_FUNCTIONS, momentOf } from './dates.ts';
import { type Column, resolvePath, type Scope } from './scope.ts';
import { SoqlError } from './text.ts';

/** A running total over the rows of one group. */
export interface Accumulator {
  add(slot: number): void;
  value(): Cell;
}

/** An aggregate call such as `SUM(Amount)`: what it gives and how to start one. */
export interface Aggregate {
  readonly field: Field;
  start(): Accumulator;
}

/** A function call as the parser gives it. */
export interface Call {
  readonly functionName?: string;
  readonly parameters?: readonly unknown[];
  readonly rawValue?: string;
}

const AGGREGATES = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'MIN', 'MAX', 'AVG']);
const UNCOUNTABLE = new Set([
  'boolean',
  'textarea',
  'address',
  'location',
  'base64',
  'encryptedstring',
  'complexvalue',
  'anyType',
]);
const UNORDERED = new Set([...UNCOUNTABLE, 'multipicklist']);

/** Whether a call aggregates rows (COUNT, SUM …), rather than one row's value (CALENDAR_YEAR, toLabel …). */
export const isAggregate = (call: Call): boolean => AGGREGATES.has((call.functionName ?? '').toUpperCase());

const counter = (read: Read): Accumulator => {
  let count = 0;
  return {
    add(slot) {
      if (read(slot) !== null) count++;
    },
    value: () => count,
  };
};

const distinct = (read: Read): Accumulator => {
  const seen = new Set<Cell>();
  return {
    add(slot) {
      const cell = read(slot);
      if (cell !== null) seen.add(typeof cell === 'string' ? cell.toLowerCase() : cell);
    },
    value: () => seen.size,
  };
};

const extreme = (read: Read, better: (candidate: Cell, best: Cell) => boolean): Accumulator => {
  let best: Cell = null;
  return {
    add(slot) {
      const cell = read(slot);
      if (cell !== null && (best === null || better(cell, best))) best = cell;
    },
    value: () => best,
  };
};

const total = (read: Read, finish: (sum: number, count: number) => Cell): Accumulator => {
  let [sum, count] = [0, 0];
  return {
    add(slot) {
      const cell = read(slot);
      if (typeof cell !== 'number') return;
      sum += cell;
      count++;
    },
    value: () => (count === 0 ? null : finish(sum, count)),
  };
};

const below = (left: Cell, right: Cell): boolean => left !== null && right !== null && left < right;

const START: Readonly<Record<string, (read: Read) => Accumulator>> = {
  COUNT: counter,
  COUNT_DISTINCT: distinct,
  MIN: (read) => extreme(read, (cell, best) => below(cell, best)),
  MAX: (read) => extreme(read, (cell, best) => below(best, cell)),
  SUM: (read) => total(read, (sum) => sum),
  AVG: (read) => total(read, (sum, count) => sum / count),
};

const supports = (field: Field, name: string): boolean => {
  if (name === 'SUM' || name === 'AVG') return isNumeric(field.type);
  if (name === 'MIN' || name === 'MAX') return !UNORDERED.has(field.type);
  return !UNCOUNTABLE.has(field.type);
};

const COUNT_FIELD = resolveField({ name: 'expr', type: 'int' });

const resultField = (field: Field, name: string): Field => {
  if (name.startsWith('COUNT')) return COUNT_FIELD;
  return name === 'AVG' ? resolveField({ name: field.name, type: 'double' }) : field;
};

/** Compiles an aggregate call; throws when the field's type has no such aggregate. */
export const compileAggregate = (scope: Scope, call: Call): Aggregate => {
  const name = (call.functionName ?? '').toUpperCase();
  const parameter = call.parameters?.[0];
  const start = START[name];
  if (start === undefined || typeof parameter !== 'string')
    throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${call.rawValue ?? name}'`);
  const column = resolvePath(scope, parameter);
  if (!supports(column.field, name))
    throw new SoqlError('MALFORMED_QUERY', `field ${column.field.name} does not support aggregate operator ${name}`);
  return { field: resultField(column.field, name), start: () => start(column.read) };
};

/** A value one row can be grouped by or shown as: a field, or a date function of one. */
export interface Expression {
  /** Lower-case text by which SELECT, GROUP BY and ORDER BY recognise the same expression. */
  readonly key: string;
  readonly name: string;
  readonly field: Field;
  readonly read: Read;
}

/** Reads the label of a picklist value; a value that is not in the list is its own label. */
const labelled = ({ field, read }: Column): Read => {
  const labels = new Map((field.picklistValues ?? []).map(({ value, label }) => [value, label ?? value]));
  const labelOf = (value: string): string => labels.get(value) ?? value;
  return (slot) => {
    const cell = read(slot);
    return typeof cell === 'string' ? cell.split(';').map(labelOf).join(';') : cell;
  };
};

const functionExpression = (scope: Scope, call: Call): Expression => {
  const name = (call.functionName ?? '').toUpperCase();
  const [parameter] = call.parameters ?? [];
  const inner =
    typeof parameter === 'string' ? parameter : ((parameter as Call | undefined)?.parameters?.[0] as string);
  const column = resolvePath(scope, inner);
  const key = `${name}(${column.path.join('.')})`.toLowerCase();
  if (name === 'TOLABEL') return { key, name: column.field.name, field: column.field, read: labelled(column) };
  if (name === 'FORMAT' || name === 'CONVERTCURRENCY')
    return { key, name: column.field.name, field: column.field, read: column.read };
  const compute = DATE_FUNCTIONS[name];
  if (compute === undefined) throw new SoqlError('MALFORMED_QUERY', `unexpected token: '${call.functionName ?? ''}'`);
  return {
    key,
    name: '',
    field: resolveField({ name, type: name === 'DAY_ONLY' ? 'date' : 'int' }),
    read(slot) {
      const moment = momentOf(column.read(slot));
      return moment === null ? null : compute(moment);
    },
  };
};

/** Compiles a field path or a function of one. */
export const compileExpression = (scope: Scope, source: string | Call): Expression => {
  if (typeof source !== 'string') return functionExpression(scope, source);
  const column = resolvePath(scope, source);
  return {
    key: column.path.join('.').toLowerCase(),
    name: column.path.join('.'),
    field: column.field,
    read: column.read,
  };
};
