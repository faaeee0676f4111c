import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvRows } from '../../../src/gateways/data/csv-rows.ts';
import { csvTable, csvText, wholeRows } from '../../../src/release/data/csv-text.ts';

const cell = fc.string({
  unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', 'é', '€', '😀', '=', '\uFEFF'),
  maxLength: 8,
});

/** A table of up to four columns, as any writer of RFC 4180 writes it. */
const table = fc
  .record({ width: fc.integer({ min: 1, max: 4 }), isQuoted: fc.boolean() })
  .chain(({ width, isQuoted }) =>
    fc.record({
      names: fc.constant(Array.from({ length: width }, (_, at) => `C${at}`)),
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
      isQuoted: fc.constant(isQuoted || width === 1),
    }),
  );

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

describe('CSV of the Bulk API', () => {
  it('is read as any other reader reads it, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 20 }), async ({ names, rows, isQuoted }, size) => {
        const text = stringify([names, ...rows], { quoted: isQuoted, record_delimiter: '\n' });
        const expected = parse(text, { columns: true, record_delimiter: '\n', skip_empty_lines: false });
        const read = [];
        for await (const batch of csvRows(cut(text, size))) read.push(...batch);
        // A row of one empty cell that is not in quotes is an empty line: no row.
        expect(read).to.deep.equal(
          expected.filter((row) => names.length > 1 || Object.values(row as object)[0] !== ''),
        );
        expect(csvTable(text)).to.deep.equal(read);
        expect(csvTable(csvText([names, ...rows]))).to.deep.equal(read);
      }),
      { numRuns: 500 },
    );
  });

  it('ends a row only outside quotes', () => {
    expect(wholeRows('"a\n","b"\n"c\n')).to.deep.equal({ rows: [['a\n', 'b']], end: '"a\n","b"\n'.length });
    expect(wholeRows('"a\n')).to.deep.equal({ rows: [], end: 0 });
    expect(() => csvTable('"A"\n"cut')).to.throw(RangeError, 'ends inside');
  });

  it('never takes a cell that is not there for an empty one, nor drops one that has no column', async () => {
    for (const text of ['"A","B"\n"1","2"\n"3"\n', '"A","B"\n"1","2","3"\n']) {
      expect(() => csvTable(text)).to.throw(RangeError, 'cells');
      const read = Array.fromAsync(csvRows(cut(text, 3)));
      expect(await read.then(String, (error: unknown) => String(error))).to.contain('there are 2 columns');
    }
    expect(() => csvTable('"A"\n"1"2\n')).to.throw(RangeError, 'malformed');
  });

  it('may begin with a byte order mark, and end without a line end', () => {
    expect(csvTable('\uFEFFA,B\n1,"2"\n3,')).to.deep.equal([
      { A: '1', B: '2' },
      { A: '3', B: '' },
    ]);
  });
});
