import type { CsvRow } from './restore-rules.ts';

/*
 * Bulk API 2.0 CSV: RFC 4180 with commas and `\n`, whatever is in quotes taken as it is. Its own reader and writer, because
 * rows are compared by the million and general ones take five times as long; the tests hold them against those.
 */

/** Characters by their code: a letter at a time would be a text of its own. */
const [quote, comma, newline] = [0x22, 0x2c, 0x0a];

/** Rows that a text holds to their ends, and where it goes on with one that it does not. */
export interface WholeRows {
  readonly rows: readonly (readonly string[])[];
  readonly end: number;
}

/** The cells of the rows that end in a text: at a line end outside quotes. */
export const wholeRows = (text: string): WholeRows => {
  const rows: string[][] = [];
  let cells: string[] = [];
  let [at, begin] = [0, 0];
  while (at < text.length) {
    const isQuoted = text.charCodeAt(at) === quote;
    const end = isQuoted ? endOfQuoted(text, at) : endOfBare(text, at);
    // What follows a value says whether it has ended, and the row with it.
    if (end >= text.length) break;
    cells.push(isQuoted ? unquoted(text.slice(at + 1, end - 1)) : text.slice(at, end));
    at = end + 1;
    if (text.charCodeAt(end) === comma) continue;
    if (cells.length > 1 || cells[0] !== '') rows.push(cells);
    cells = [];
    begin = at;
  }
  return { rows, end: begin };
};

/** The cells of all rows. Throws a `RangeError` when the text ends inside quotes. */
export const csvCells = (text: string): readonly (readonly string[])[] => {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const { rows, end } = wholeRows(whole);
  if (end < whole.length) throw new RangeError('the text ends inside a value');
  return rows;
};

/** Behind the quote that ends a value: a doubled one does not. The end of the text when there is none. */
const endOfQuoted = (text: string, from: number): number => {
  for (let at = from + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) return text.length;
    if (text.charCodeAt(at + 1) !== quote) return at + 1;
  }
};

const unquoted = (value: string): string => (value.includes('"') ? value.replaceAll('""', '"') : value);

const endOfBare = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === comma || code === newline) return at;
  }
  return text.length;
};

/** One line with every value in quotes. */
export const csvLine = (values: readonly string[]): string =>
  `${values.map((value) => `"${value.includes('"') ? value.replaceAll('"', '""') : value}"`).join(',')}\n`;

/** Rows by the names of the first one. */
export const csvTable = (text: string): readonly CsvRow[] => {
  const [names = [], ...rows] = csvCells(text.replace(/^\uFEFF/u, ''));
  return rows.map((cells) => rowOf(names, cells));
};

/** A row by the names of its columns; a cell that is not there is empty. */
export const rowOf = (names: readonly string[], cells: readonly string[]): CsvRow => {
  const row: Record<string, string> = {};
  for (let at = 0; at < names.length; at += 1) row[names[at] ?? ''] = cells[at] ?? '';
  return row;
};
