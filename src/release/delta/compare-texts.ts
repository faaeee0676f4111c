import { isOrdered } from '../xml/canonical-xml.ts';
import { differentChunks, type Indexes } from './different-chunks.ts';
import { isPosition, tableKey } from '../xml/entry-key.ts';
import { namesakes, namesOf, type CutFiles, type TextFacts } from './namesakes.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { decodeXml, parseXml } from '../xml/xml-parse.ts';
import type { SplitXml } from '../xml/xml-split.ts';
import type { CutUnit } from './cut-unit.ts';

/** What is left of two files of one component when the elements that are equal text are taken out of both. */
export interface TextComparison {
  readonly from: readonly XmlElement[];
  readonly to: readonly XmlElement[];
  /** Names of elements that occur more than once in one of the files, whole. */
  readonly repeated: ReadonlySet<string>;
  /** Names of all elements of each file. */
  readonly names: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> };
}

/**
 * Compares the elements of a component without parsing what is equal. Undefined when the cut turns out to be wrong: then
 * all have to be parsed whole. Throws `XmlError` for an element that differs and is not XML; its line is not that of the
 * file.
 */
export const compareTexts = ({ from, to }: CutUnit, facts: TextFacts): TextComparison | undefined => {
  const rest = wholeSections({ from, to, rest: differentChunks(from.chunks, to.chunks) }, facts);
  const parsed = { from: parseChunks(from, rest.from), to: parseChunks(to, rest.to) };
  if (parsed.from.length !== rest.from.length || parsed.to.length !== rest.to.length) return undefined;
  return {
    ...parsed,
    repeated: repeated(from.names, to.names),
    names: { from: new Set(from.names), to: new Set(to.names) },
  };
};

/**
 * Some elements cannot be judged alone: where order or position counts, all of a section is needed once it differs; of
 * elements under one key that is there twice, all are.
 */
const wholeSections = (files: CutFiles, facts: TextFacts): Indexes => {
  const { from, to, rest } = files;
  const touched = new Set([...namesOf(from, rest.from), ...namesOf(to, rest.to)]);
  const whole = new Set<string>();
  for (const name of new Set([...from.names, ...to.names])) {
    const isByPosition = touched.has(name) && isPosition(tableKey(facts.type, name));
    if (isByPosition || (isOrdered(name, facts.type) && !isSameSequence(files, name))) whole.add(name);
  }
  const more = namesakes(files, facts);
  if (whole.size === 0 && more.from.length === 0 && more.to.length === 0) return rest;
  const side = ({ names }: SplitXml, indexes: readonly number[]): number[] => {
    const wanted = new Set(indexes);
    return names.flatMap((name, index) => (wanted.has(index) || whole.has(name) ? [index] : []));
  };
  return { from: side(from, [...rest.from, ...more.from]), to: side(to, [...rest.to, ...more.to]) };
};

const isSameSequence = ({ from, to }: CutFiles, name: string): boolean => {
  const chunks = (side: SplitXml): string[] => side.chunks.filter((_, index) => side.names[index] === name);
  const right = chunks(to);
  const left = chunks(from);
  return left.length === right.length && left.every((chunk, index) => chunk === right[index]);
};

/** One strict parse of all chunks that have to be understood. */
const parseChunks = ({ root, attributes, chunks }: SplitXml, indexes: readonly number[]): readonly XmlElement[] => {
  if (indexes.length === 0) return [];
  const text = `<${root}${attributes}>${indexes.map((index) => chunks[index] ?? '').join('')}</${root}>`;
  return parseXml(decodeXml(Buffer.from(text, 'latin1'))).children;
};

const repeated = (...sides: readonly (readonly string[])[]): ReadonlySet<string> => {
  const twice = new Set<string>();
  for (const names of sides) {
    const seen = new Set<string>();
    let last: string | undefined;
    for (const name of names)
      if (name === last || seen.has(name)) twice.add(name);
      else seen.add((last = name));
  }
  return twice;
};
