import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { CsvRow } from '../../release/data/restore-rules.ts';

/** Rows of a CSV whose first line names the columns, one by one. Errors of the source come out as they are. */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true });
  const source = Readable.from(bytes, { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  for await (const row of source.pipe(parser) as AsyncIterable<CsvRow>) yield row;
}
