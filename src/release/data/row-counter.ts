/** Counts the rows of a CSV that comes in pieces, without reading its values. */
export interface RowCounter {
  add(bytes: Uint8Array): void;
  /** Rows after the header. Throws a `RangeError` when the text ends inside a value: it was cut. */
  rows(): number;
}

const quote = 0x22;
const newline = 0x0a;

/**
 * A row ends at a line end outside quotes; a doubled quote closes and opens again, which comes to the same (RFC 4180).
 * Bulk API 2.0 quotes every value and ends every row (documented); a last row without a line end counts as well.
 */
export const rowCounter = (): RowCounter => {
  let lines = 0;
  let isQuoted = false;
  let isRowBegun = false;
  return {
    add: (bytes) => {
      // Variables of the loop alone: those of the closure are several times slower, and every byte comes by here.
      let [rows, quoted, begun, rowStart] = [0, isQuoted, isRowBegun, 0];
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte > quote) continue;
        if (byte === quote) quoted = !quoted;
        else if (byte === newline && !quoted) {
          if (begun || at > rowStart) rows += 1;
          begun = false;
          rowStart = at + 1;
        }
      }
      lines += rows;
      [isQuoted, isRowBegun] = [quoted, begun || bytes.length > rowStart];
    },
    rows: () => {
      if (isQuoted) throw new RangeError('the text ends inside a value');
      return Math.max(0, lines + (isRowBegun ? 1 : 0) - 1);
    },
  };
};
