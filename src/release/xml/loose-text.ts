import { compareText } from '../metadata/component.ts';
import { splitXml } from './xml-split.ts';

/** Elements inside elements that are put in order: the outermost few; each costs a look at all that is in it. */
const levels = 3;

/**
 * The text of an element (from its `<` to its `>`) with what is in it sorted by name, without white space and comments
 * between. Two elements with one such text mean the same; those with two may. Elements of one name stay in their order,
 * which may mean something. The text itself where the cut is in doubt.
 */
export const looseText = (text: string, level = levels): string => {
  const split = level === 0 ? undefined : splitXml(text);
  if (split === undefined || split.names.length === 0) return text;
  const { root, attributes, names, chunks } = split;
  const inside = chunks
    .map((chunk, index) => ({ name: names[index] ?? '', text: looseText(chunk, level - 1) }))
    .sort((one, other) => compareText(one.name, other.name));
  return `<${root}${attributes}>${inside.map((child) => child.text).join('')}</${root}>`;
};
