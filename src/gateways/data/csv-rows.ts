import { csvCells, rowOf, wholeRows } from '../../release/data/csv-text.ts';
import type { CsvRow } from '../../release/data/restore-rules.ts';

/**
 * Rows of a CSV whose first line names the columns, as many at once as end in a piece of it. Errors of the source come
 * out as they are.
 */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRow[]> {
  let names: readonly string[] | undefined;
  for await (const rows of cellsIn(bytes)) {
    const known = names ?? rows[0] ?? [];
    yield rows.slice(names === undefined ? 1 : 0).map((cells) => rowOf(known, cells));
    names = known;
  }
}

/** Rows as they end in the pieces; none are given for a piece in which no row ends. */
async function* cellsIn(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly (readonly string[])[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of bytes) {
    const text = rest + decoder.decode(piece, { stream: true });
    const { rows, end } = wholeRows(text);
    if (rows.length > 0) yield rows;
    rest = text.slice(end);
  }
  const last = csvCells(rest + decoder.decode());
  if (last.length > 0) yield last;
}
