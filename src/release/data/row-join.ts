import type { CsvRow } from './restore-rules.ts';

/** Rows in the order of their ids, as many at once as are read at once: a turn of the event loop for each would cost more than the row. */
export type RowBatches = AsyncIterable<readonly CsvRow[]>;

/** A row of either side, or both, with one id. */
export interface JoinedRow {
  readonly id: string;
  readonly left: CsvRow | undefined;
  readonly right: CsvRow | undefined;
}

/**
 * Two streams of rows in the order of their ids, side by side: holds one batch of each, whatever their number. Throws a
 * `RangeError` when a stream is not in that order.
 */
export async function* joinById(left: RowBatches, right: RowBatches): AsyncGenerator<readonly JoinedRow[]> {
  const [one, other] = [walkOver(left), walkOver(right)];
  try {
    for (;;) {
      await one.load();
      await other.load();
      if (one.row === undefined && other.row === undefined) return;
      yield joinedRows(one, other);
    }
  } finally {
    await one.close();
    await other.close();
  }
}

/** Rows of the first stream, with those of the second in their place where it has them: both in the order of their ids. */
export async function* overlaid(base: RowBatches, newer: RowBatches): AsyncGenerator<readonly CsvRow[]> {
  for await (const pairs of joinById(base, newer))
    yield pairs.map(({ left, right }) => right ?? left).filter((row) => row !== undefined);
}

/** Lets its stream go when it is disposed of, wherever it is. */
export interface RowLookup extends AsyncDisposable {
  find(id: string): Promise<CsvRow | undefined>;
}

/** Finds rows by their ids; asked for ids in their order, it holds one batch. */
export const lookupInOrder = (batches: RowBatches): RowLookup => {
  const walk = walkOver(batches);
  return {
    find: async (id) => {
      let row = await walk.load();
      while (row !== undefined && idOf(row) < id) {
        walk.step();
        row = walk.row ?? (await walk.load());
      }
      return row !== undefined && idOf(row) === id ? row : undefined;
    },
    [Symbol.asyncDispose]: () => walk.close(),
  };
};

const idOf = (row: CsvRow): string => row['Id'] ?? '';

/** Where somebody is who walks over rows. */
interface Walk {
  /** The row here; undefined when the batch is used up, and at the end. */
  row: CsvRow | undefined;
  /** No row will come any more. */
  isOver: boolean;
  /** Goes on to the next row of the batch. */
  step(): void;
  /** The row here, of the next batch when this one is used up. */
  load(): Promise<CsvRow | undefined>;
  /** Lets the stream go, wherever it is. */
  close(): Promise<void>;
}

const walkOver = (batches: RowBatches): Walk => {
  const stream = batches[Symbol.asyncIterator]();
  let rows: readonly CsvRow[] = [];
  let at = 0;
  let last = '';
  const walk: Walk = {
    row: undefined,
    isOver: false,
    step: () => {
      at += 1;
      walk.row = rows[at];
      if (walk.row === undefined) return;
      const id = idOf(walk.row);
      if (id <= last) throw new RangeError('the rows of a backup are not in the order of their ids');
      last = id;
    },
    load: async () => {
      while (walk.row === undefined && !walk.isOver) {
        const next = await stream.next();
        walk.isOver = next.done === true;
        [rows, at] = [next.done === true ? [] : next.value, -1];
        walk.step();
      }
      return walk.row;
    },
    close: async () => {
      await stream.return?.();
    },
  };
  return walk;
};

/** Pairs until one of the batches is used up; what is left of the other one waits for what comes next. */
const joinedRows = (one: Walk, other: Walk): readonly JoinedRow[] => {
  const pairs: JoinedRow[] = [];
  const isReady = ({ row, isOver }: Walk): boolean => row !== undefined || isOver;
  while (isReady(one) && isReady(other) && (one.row !== undefined || other.row !== undefined)) {
    const id = smaller(one.row, other.row);
    const left = one.row !== undefined && idOf(one.row) === id ? one.row : undefined;
    const right = other.row !== undefined && idOf(other.row) === id ? other.row : undefined;
    pairs.push({ id, left, right });
    if (left !== undefined) one.step();
    if (right !== undefined) other.step();
  }
  return pairs;
};

const smaller = (one: CsvRow | undefined, other: CsvRow | undefined): string => {
  if (one === undefined || other === undefined) return idOf(one ?? other ?? {});
  const [first, second] = [idOf(one), idOf(other)];
  return first < second ? first : second;
};
