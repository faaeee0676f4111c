import { differentChunks } from './different-chunks.ts';
import type { CutFiles } from './namesakes.ts';
import { looseText } from '../xml/loose-text.ts';
import type { SplitXml } from '../xml/xml-split.ts';

/**
 * Without elements that differ in nothing but the order of what is in them: whole files are written in another order
 * when an org of another release is retrieved. What differs as text is there as loose text afterwards, on both sides
 * alike; it is good for being compared, not for being read.
 */
export const withoutAlike = ({ from, to, rest }: CutFiles): CutFiles => {
  if (rest.from.length === 0 || rest.to.length === 0) return { from, to, rest };
  const left = looseTexts(from, rest.from);
  const right = looseTexts(to, rest.to);
  const { from: onlyLeft, to: onlyRight } = differentChunks([...left.values()], [...right.values()]);
  return {
    from: { ...from, chunks: from.chunks.map((chunk, index) => left.get(index) ?? chunk) },
    to: { ...to, chunks: to.chunks.map((chunk, index) => right.get(index) ?? chunk) },
    rest: { from: onlyLeft.map((place) => rest.from[place] ?? 0), to: onlyRight.map((place) => rest.to[place] ?? 0) },
  };
};

const looseTexts = ({ chunks }: SplitXml, indexes: readonly number[]): ReadonlyMap<number, string> =>
  new Map(indexes.map((index) => [index, looseText(chunks[index] ?? '')]));
