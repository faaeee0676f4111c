/** Indexes on each side, ascending. */
export interface Indexes {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** The texts of each side that the other does not have, as often as it has them. Linear. */
export const differentChunks = (from: readonly string[], to: readonly string[]): Indexes => {
  const { start, fromEnd, toEnd } = differingMiddle(from, to);
  const counts = new Map<string, number>();
  const count = (chunk: string): number => counts.get(chunk) ?? 0;
  for (const chunk of to.slice(start, toEnd)) counts.set(chunk, count(chunk) + 1);
  /** Indexes of chunks for which `isDifferent`, given how many of the kind are still unmatched, holds. */
  const take = (chunks: readonly string[], isDifferent: (unmatched: number) => boolean): number[] => {
    const taken: number[] = [];
    chunks.forEach((chunk, offset) => {
      const unmatched = count(chunk);
      if (isDifferent(unmatched)) taken.push(start + offset);
      if (unmatched > 0) counts.set(chunk, unmatched - 1);
    });
    return taken;
  };
  const onlyFrom = take(from.slice(start, fromEnd), (unmatched) => unmatched === 0);
  return { from: onlyFrom, to: take(to.slice(start, toEnd), (unmatched) => unmatched > 0) };
};

/** Most changes are few and near each other: what is equal before and after them is never hashed. */
const differingMiddle = (
  from: readonly string[],
  to: readonly string[],
): { start: number; fromEnd: number; toEnd: number } => {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start += 1;
  let fromEnd = from.length;
  let toEnd = to.length;
  while (fromEnd > start && toEnd > start && from[fromEnd - 1] === to[toEnd - 1]) {
    fromEnd -= 1;
    toEnd -= 1;
  }
  return { start, fromEnd, toEnd };
};
