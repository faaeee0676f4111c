import type { ChangeKind } from '../release/delta/delta.ts';

export type Counts = Readonly<Record<ChangeKind, number>>;

export const kinds = ['added', 'changed', 'removed'] as const satisfies readonly ChangeKind[];

export const countsOf = (changes: Iterable<{ readonly kind: ChangeKind }>): Counts => {
  const counts = { added: 0, changed: 0, removed: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
};

/** `1 component`, `3,000 components`. */
export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? noun : nouns}`;

/** `a`, `a and b`, `a, b and c`. */
export const sentenceList = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

/** Longest list of names in a sentence. */
const most = 6;

/** A list for a sentence, cut when it is long: `a, b, c, d, e, f and 12 more`. */
export const shortList = (items: readonly string[]): string =>
  items.length <= most + 1 ? sentenceList(items) : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
