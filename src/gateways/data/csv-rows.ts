import { csvCells, endOfRows, rowOf } from '../../release/data/csv-text.ts';
import type { CsvRow } from '../../release/data/restore-rules.ts';

/** Rows of a CSV whose first line names the columns, one by one. Errors of the source come out as they are. */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  let names: readonly string[] | undefined;
  for await (const text of wholeRows(bytes))
    for (const cells of csvCells(text)) {
      if (names === undefined) names = cells;
      else yield rowOf(names, cells);
    }
}

/** The text in pieces that end where a row ends; the last one where the text does. */
async function* wholeRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of bytes) {
    const text = rest + decoder.decode(piece, { stream: true });
    const end = endOfRows(text);
    if (end > 0) yield text.slice(0, end);
    rest = text.slice(end);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
