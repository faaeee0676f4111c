import { type CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import type { Cell, Field } from '../schema/entity.ts';

/** The job's `columnDelimiter` and the sign it stands for (Bulk API 2.0 guide; documented). */
export const DELIMITERS: Readonly<Record<string, string>> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
};

export const LINE_ENDINGS: Readonly<Record<string, string>> = { LF: '\n', CRLF: '\r\n' };

/** How a job's CSV is written. */
export interface CsvForm {
  readonly delimiter: string;
  readonly lineEnding: string;
}

/**
 * A number as Java prints a double, which is what Bulk API answers: `100.0`, `1.6147805824397E13`
 * (forcedotcom/cli#3367; seen by users).
 */
export const doubleText = (value: number): string => {
  const size = Math.abs(value);
  if (value === 0) return '0.0';
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
};

/** Rows that were written together have the same moment: it is put into words once. */
const momentText = (): ((cell: Cell) => string) => {
  let [last, text]: [Cell, string] = [null, ''];
  return (cell) => {
    if (cell === last) return text;
    [last, text] = [cell, typeof cell === 'number' ? new Date(cell).toISOString() : ''];
    return text;
  };
};

const numberText = (cell: Cell): string => (typeof cell === 'number' ? doubleText(cell) : '');

const plain = (cell: Cell): string => {
  if (cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
};

/** A cell of a field as Bulk API writes it; null is empty. */
export const csvText = ({ type }: Field): ((cell: Cell) => string) => {
  if (type === 'datetime') return momentText();
  return type === 'double' || type === 'currency' || type === 'percent' ? numberText : plain;
};

// Every value is quoted, as the platform does. Written out because csv-stringify takes ten times as long, and a
// million rows pass here.
const quoted = (text: string): string => `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;

/** One line of always quoted values. */
export const csvLine = (values: readonly string[], form: CsvForm): string =>
  values.map(quoted).join(form.delimiter) + form.lineEnding;

const SLICE = 64 * 1024;

function* slices(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += SLICE) yield body.subarray(at, at + SLICE);
}

/**
 * Rows of an uploaded CSV, one by one, the header first. A byte order mark is dropped, blank lines are skipped. A row
 * with more or fewer values than the header, or a stray quote, throws a `CsvError`, after all rows before it.
 */
export async function* csvRows(body: Buffer, form: CsvForm): AsyncGenerator<readonly string[]> {
  let broken: { readonly error: CsvError; readonly after: number } | undefined;
  const parser = parse({
    bom: true,
    delimiter: form.delimiter,
    record_delimiter: form.lineEnding,
    skip_empty_lines: true,
    // An error would end the stream together with the rows that wait in it; a skipped row does not.
    skip_records_with_error: true,
    on_skip: (error) => {
      broken ??= error && { error, after: Number(error['records']) };
    },
  });
  let count = 0;
  for await (const row of Readable.from(slices(body)).pipe(parser) as AsyncIterable<readonly string[]>) {
    if (broken !== undefined && count >= broken.after) throw broken.error;
    count++;
    yield row;
  }
  if (broken !== undefined) throw broken.error;
}

/** Whether the first line ends as the job says its lines do; an empty or one-line file cannot be wrong. */
export const endsLinesAs = (body: Buffer, lineEnding: string): boolean => {
  const end = body.indexOf(10);
  if (end < 0) return true;
  const isCrlf = end > 0 && body[end - 1] === 13;
  return isCrlf === (lineEnding === '\r\n');
};
