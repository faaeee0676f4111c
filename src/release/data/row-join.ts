import type { CsvRow } from './restore-rules.ts';

/** A row of either side, or both, with one id. */
export interface JoinedRow {
  readonly id: string;
  readonly left?: CsvRow;
  readonly right?: CsvRow;
}

/**
 * Two streams of rows in the order of their ids, side by side: holds one row of each, whatever their number. Throws a
 * `RangeError` when a stream is not in that order.
 */
export async function* joinById(left: AsyncIterable<CsvRow>, right: AsyncIterable<CsvRow>): AsyncGenerator<JoinedRow> {
  const [lefts, rights] = [inOrder(left), inOrder(right)];
  let [one, other] = [await next(lefts), await next(rights)];
  while (one !== undefined || other !== undefined) {
    const id = smaller(one, other);
    const pair = { ...(one?.['Id'] === id && { left: one }), ...(other?.['Id'] === id && { right: other }) };
    yield { id, ...pair };
    if (pair.left !== undefined) one = await next(lefts);
    if (pair.right !== undefined) other = await next(rights);
  }
}

const smaller = (one: CsvRow | undefined, other: CsvRow | undefined): string => {
  const [first, second] = [one?.['Id'], other?.['Id']];
  if (first === undefined || second === undefined) return first ?? second ?? '';
  return first < second ? first : second;
};

const next = async (rows: AsyncGenerator<CsvRow, undefined>): Promise<CsvRow | undefined> => {
  const step = await rows.next();
  return step.value;
};

async function* inOrder(rows: AsyncIterable<CsvRow>): AsyncGenerator<CsvRow, undefined> {
  let last = '';
  for await (const row of rows) {
    const id = row['Id'] ?? '';
    if (id <= last) throw new RangeError('the rows of a backup are not in the order of their ids');
    last = id;
    yield row;
  }
  return undefined;
}

/** Rows of the first stream, with those of the second in their place where it has them: both in the order of their ids. */
export async function* overlaid(base: AsyncIterable<CsvRow>, newer: AsyncIterable<CsvRow>): AsyncGenerator<CsvRow> {
  for await (const { left, right } of joinById(base, newer)) {
    const row = right ?? left;
    if (row !== undefined) yield row;
  }
}

/** Whether a stream of rows has an id; asked for ids in their order, it holds one row. */
export const lookupInOrder = (rows: AsyncIterable<CsvRow>): ((id: string) => Promise<boolean>) => {
  const ordered = inOrder(rows);
  let now: CsvRow | undefined;
  let isOver = false;
  return async (id) => {
    while (!isOver && (now?.['Id'] ?? '') < id) {
      now = await next(ordered);
      isOver = now === undefined;
    }
    return now?.['Id'] === id;
  };
};
