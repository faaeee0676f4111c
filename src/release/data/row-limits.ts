import type { FieldFacts } from './object-facts.ts';
import type { CsvRow } from './restore-rules.ts';

/** Why the org will not take a value, by its own description of the field. */
export type CellProblem = 'tooLong' | 'required' | 'tooManyDigits' | 'notInPicklist';

/** Characters of a row that Bulk API 2.0 takes (Bulk API 2.0 guide, limits; documented). One that is longer fails others. */
export const longestRow = 400_000;

export const rowLength = (cells: CsvRow): number =>
  Object.values(cells).reduce((length, cell) => length + cell.length, 0);

/** Values that are numbers on the wire. */
const numbers: ReadonlySet<string> = new Set(['double', 'currency', 'percent', 'int']);

/** Undefined when describe knows of nothing against it; triggers and rules may still refuse it. */
export const cellProblem = (field: FieldFacts, value: string): CellProblem | undefined => {
  if (value === '') return field.nillable || field.type === 'boolean' ? undefined : 'required';
  if (field.length !== undefined && field.length > 0 && value.length > field.length) return 'tooLong';
  if (numbers.has(field.type) && hasTooManyDigits(field, value)) return 'tooManyDigits';
  const { activeValues } = field;
  return activeValues !== undefined && valuesIn(field, value).some((each) => !activeValues.has(each))
    ? 'notInPicklist'
    : undefined;
};

const valuesIn = ({ type }: FieldFacts, value: string): readonly string[] =>
  type === 'multipicklist' ? value.split(';') : [value];

const hasTooManyDigits = ({ precision, scale = 0 }: FieldFacts, value: string): boolean => {
  if (precision === undefined || precision === 0 || !/^-?\d+(?:\.\d+)?$/u.test(value)) return false;
  const whole = value.replace(/^-/u, '').split('.')[0]?.replace(/^0+/u, '') ?? '';
  return whole.length > precision - scale;
};

/** What is wrong with the cells that are to be written, by field. */
export const rowProblems = (
  fields: readonly FieldFacts[],
  cells: CsvRow,
): readonly { readonly field: string; readonly because: CellProblem }[] =>
  fields.flatMap((field) => {
    const because = cellProblem(field, cells[field.name] ?? '');
    return because === undefined ? [] : [{ field: field.name, because }];
  });
