import Papa from 'papaparse';
import type { CsvRow } from './restore-rules.ts';

/** CSV as Bulk API 2.0 writes it by default: RFC 4180 with commas and `\n`, whatever is in quotes taken as it is. */
const dialect = { delimiter: ',', newline: '\n', quoteChar: '"' } as const;

/** Rows that a text holds to their ends, and where it goes on with one that it does not. */
export interface WholeRows {
  readonly rows: readonly (readonly string[])[];
  readonly end: number;
}

/** The cells of the rows that end in a text: at a line end outside quotes. Throws a `RangeError` for what is no CSV. */
export const wholeRows = (text: string): WholeRows => {
  const { data, errors, meta } = new Papa.Parser(dialect).parse(text, 0, true) as Papa.ParseResult<string[]>;
  const [error] = errors;
  if (error !== undefined) throw new RangeError(error.message);
  return { rows: data.filter((cells) => cells.length > 1 || cells[0] !== ''), end: meta.cursor };
};

/** The cells of all rows. Throws a `RangeError` when the text ends inside quotes. */
export const csvCells = (text: string): readonly (readonly string[])[] => {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const { rows, end } = wholeRows(whole);
  if (end < whole.length) throw new RangeError('the text ends inside a value');
  return rows;
};

/** Rows with every value in quotes. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.length === 0 ? '' : `${Papa.unparse(rows as string[][], { ...dialect, quotes: true })}\n`;

/** Rows by the names of the first one. Throws a `RangeError` for what is no CSV. */
export const csvTable = (text: string): readonly CsvRow[] => {
  const [names = [], ...rows] = csvCells(text.replace(/^\uFEFF/u, ''));
  return rows.map((cells) => rowOf(names, cells));
};

/** A row by the names of its columns. Throws a `RangeError` when it has more or fewer cells: none is taken for empty. */
export const rowOf = (names: readonly string[], cells: readonly string[]): CsvRow => {
  if (cells.length !== names.length)
    throw new RangeError(`a row has ${cells.length} cells, and there are ${names.length} columns`);
  const row: Record<string, string> = {};
  for (let at = 0; at < names.length; at += 1) row[names[at] ?? ''] = cells[at] ?? '';
  return row;
};
