/** Indexes on each side, ascending. */
export interface Indexes {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** The texts of each side that the other does not have, as often as it has them. */
export interface DifferentChunks extends Indexes {
  /** Those that the other side has too, but perhaps elsewhere. */
  readonly moved: Indexes;
}

/** Linear. */
export const differentChunks = (from: readonly string[], to: readonly string[]): DifferentChunks => {
  const rest = withoutEqualInPlace(from, to);
  if (rest.from.length === 0 || rest.to.length === 0) return { ...rest, moved: { from: [], to: [] } };
  const counts = new Map<string, number>();
  const chunkAt = (chunks: readonly string[], index: number): string => chunks[index] ?? '';
  for (const index of rest.to) {
    const chunk = chunkAt(to, index);
    counts.set(chunk, (counts.get(chunk) ?? 0) + 1);
  }
  /** Indexes of chunks for which `isDifferent`, given how many of the kind are still unmatched, holds. */
  const take = (
    chunks: readonly string[],
    indexes: readonly number[],
    isDifferent: (unmatched: number) => boolean,
  ): number[] =>
    indexes.filter((index) => {
      const chunk = chunkAt(chunks, index);
      const unmatched = counts.get(chunk) ?? 0;
      if (unmatched > 0) counts.set(chunk, unmatched - 1);
      return isDifferent(unmatched);
    });
  const onlyFrom = take(from, rest.from, (unmatched) => unmatched === 0);
  const onlyTo = take(to, rest.to, (unmatched) => unmatched > 0);
  return { from: onlyFrom, to: onlyTo, moved: { from: without(rest.from, onlyFrom), to: without(rest.to, onlyTo) } };
};

const without = (indexes: readonly number[], others: readonly number[]): readonly number[] => {
  const taken = new Set(others);
  return indexes.filter((index) => !taken.has(index));
};

/**
 * What is left when chunks that are equal side by side are passed over, one that came or went allowed for. Hashing a
 * long text costs more than finding it equal, and most files keep their order.
 */
const withoutEqualInPlace = (from: readonly string[], to: readonly string[]): Indexes => {
  const { start, fromEnd, toEnd } = differingMiddle(from, to);
  const rest: { readonly from: number[]; readonly to: number[] } = { from: [], to: [] };
  let left = start;
  let right = start;
  const isSame = (one: number, other: number): boolean => from[one] === to[other];
  while (left < fromEnd && right < toEnd) {
    if (isSame(left, right)) {
      left += 1;
      right += 1;
    } else if (right + 1 < toEnd && isSame(left, right + 1)) rest.to.push(right++);
    else if (left + 1 < fromEnd && isSame(left + 1, right)) rest.from.push(left++);
    else {
      rest.from.push(left++);
      rest.to.push(right++);
    }
  }
  for (; left < fromEnd; left += 1) rest.from.push(left);
  for (; right < toEnd; right += 1) rest.to.push(right);
  return rest;
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
