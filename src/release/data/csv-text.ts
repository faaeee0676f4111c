import type { CsvRow } from './restore-rules.ts';

/*
 * Bulk API 2.0 CSV: RFC 4180 with commas and `\n`, whatever is in quotes taken as it is. Its own reader, because rows are
 * compared by the million and a general one takes five times as long; the tests hold it against that one.
 */

/** Characters by their code: a letter at a time would be a text of its own. */
const [quote, comma, newline] = [0x22, 0x2c, 0x0a];

/** Where the last whole row of a text ends; 0 when there is none. A row can have line ends inside quotes. */
export const endOfRows = (text: string): number => {
  let end = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) isQuoted = !isQuoted;
    else if (code === newline && !isQuoted) end = at + 1;
  }
  return end;
};

/** The cells of whole rows. Throws a `RangeError` when the text ends inside quotes. */
export const csvCells = (text: string): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    const isQuoted = text.charCodeAt(at) === quote;
    const end = isQuoted ? endOfQuoted(text, at) : endOfBare(text, at);
    cells.push(isQuoted ? unquoted(text.slice(at + 1, end - 1)) : text.slice(at, end));
    at = end + 1;
    const goesOn = text.charCodeAt(end) === comma;
    if (goesOn && at < text.length) continue;
    if (goesOn) cells.push('');
    if (cells.length > 1 || cells[0] !== '') rows.push(cells);
    cells = [];
  }
  return rows;
};

/** Behind the quote that ends a value: a doubled one does not. */
const endOfQuoted = (text: string, from: number): number => {
  for (let at = from + 1; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) throw new RangeError('the text ends inside a value');
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
