import type { ComparedVersion, Comparison } from '../../release/delta/comparison.ts';
import { countsOf, plural, sentenceList, type Counts } from '../counts.ts';
import { visible } from '../visible.ts';

/** How a name is set apart from the words around it. */
export type Mark = (name: string) => string;

/** `production/v1.4.0`, `the working tree`, `what the org prod holds`. */
export const endWords = ({ kind, name, commit }: ComparedVersion, mark: Mark = visible): string => {
  switch (kind) {
    case 'release':
      return mark(name);
    case 'ref':
      return commit?.startsWith(name) === true
        ? mark(name.slice(0, 12))
        : `${mark(name)} (${(commit ?? '').slice(0, 8)})`;
    case 'workingTree':
      return 'the working tree';
    case 'org':
      return `what the org ${mark(name)} holds`;
  }
};

/** `add 2 components, change 3 and remove 1`; `change nothing`. */
export const wouldDo = ({ added, changed, removed }: Counts): string => {
  const deeds = (
    [
      ['add', added],
      ['change', changed],
      ['remove', removed],
    ] as const
  ).filter(([, count]) => count > 0);
  if (deeds.length === 0) return 'change nothing';
  return sentenceList(
    deeds.map(([verb, count], index) => `${verb} ${index === 0 ? plural(count, 'component') : String(count)}`),
  );
};

/** The direction in words, and how much it is: the first line of every output. */
export const headline = ({ from, to, delta }: Pick<Comparison, 'from' | 'to' | 'delta'>, mark?: Mark): string =>
  `Going from ${endWords(from, mark)} to ${endWords(to, mark)} would ${wouldDo(countsOf(delta.changes))}.`;
