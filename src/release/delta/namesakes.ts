import type { DifferentChunks, Indexes } from './different-chunks.ts';
import { anyKey, isPosition, tableKey } from '../xml/entry-key.ts';
import type { EntryKey } from '../xml/entry-keys.ts';
import type { SplitXml } from '../xml/xml-split.ts';

/** What is compared: a component's type, and what names the elements that are components of their own. */
export interface TextFacts {
  readonly type: string;
  readonly nameElement: (element: string) => string | undefined;
}

/** Two cut files and the elements in which they differ. */
export interface CutFiles {
  readonly from: SplitXml;
  readonly to: SplitXml;
  readonly rest: DifferentChunks;
}

/**
 * All elements with the key of one that differs or stands elsewhere, where a side has that key more than once: which of
 * them counts, the last, is only seen when they are together.
 */
export const namesakes = ({ from, to, rest: { moved, ...rest } }: CutFiles, facts: TextFacts): Indexes => {
  const asked = { from: [...rest.from, ...moved.from], to: [...rest.to, ...moved.to] };
  const found: { readonly from: number[]; readonly to: number[] } = { from: [], to: [] };
  for (const name of new Set([...namesOf(from, asked.from), ...namesOf(to, asked.to)])) {
    const key = keyOfName(name, facts);
    if (key === undefined) continue;
    const keyOf = rawKey(key);
    const sides = { from: keysIn(from, name, keyOf), to: keysIn(to, name, keyOf) };
    const isAsked = new Set([...keysAt(sides.from, asked.from), ...keysAt(sides.to, asked.to)]);
    const twice = new Set([...repeated(sides.from), ...repeated(sides.to)].filter((text) => isAsked.has(text)));
    if (twice.size === 0) continue;
    for (const [index, text] of sides.from) if (twice.has(text)) found.from.push(index);
    for (const [index, text] of sides.to) if (twice.has(text)) found.to.push(index);
  }
  return found;
};

export const namesOf = ({ names }: SplitXml, indexes: readonly number[]): string[] =>
  indexes.map((index) => names[index] ?? '');

type RawKey = (chunk: string) => string;

const keyOfName = (name: string, facts: TextFacts): EntryKey | undefined => {
  const nameElement = facts.nameElement(name);
  const key = nameElement === undefined ? (tableKey(facts.type, name) ?? anyKey(facts.type)) : [nameElement];
  return isPosition(key) ? undefined : key;
};

/** The keys of the elements of one name, by their indexes. */
const keysIn = ({ names, chunks }: SplitXml, name: string, keyOf: RawKey): ReadonlyMap<number, string> => {
  const keys = new Map<number, string>();
  for (let index = 0; index < names.length; index += 1)
    if (names[index] === name) keys.set(index, keyOf(chunks[index] ?? ''));
  return keys;
};

const keysAt = (keys: ReadonlyMap<number, string>, indexes: readonly number[]): string[] =>
  indexes.flatMap((index) => keys.get(index) ?? []);

const repeated = (keys: ReadonlyMap<number, string>): string[] => {
  const seen = new Set<string>();
  return [...keys.values()].filter((key) => seen.size === seen.add(key).size);
};

/** Gives the key as the text has it: the first element of each name. Good enough to find what has to be looked at. */
const rawKey = (key: EntryKey): RawKey => {
  const parts = key.map(rawPart);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : (chunk) => parts.map((part) => part(chunk)).join('\0');
};

const objectPart = '~object';

const rawPart = (part: string): RawKey => {
  if (part.endsWith(objectPart)) {
    const text = rawText(part.slice(0, -objectPart.length));
    return (chunk) => text(chunk).split('-', 1).join('');
  }
  const texts = part.split('|').map((path) => rawText(path.slice(path.lastIndexOf('/') + 1)));
  return (chunk) => {
    for (const textOf of texts) {
      const text = textOf(chunk);
      if (text !== '') return text;
    }
    return '';
  };
};

const rawText = (name: string): RawKey => {
  const tag = `<${name}>`;
  return (chunk) => {
    const start = chunk.indexOf(tag);
    if (start < 0) return '';
    const textStart = start + tag.length;
    return chunk.slice(textStart, chunk.indexOf('<', textStart));
  };
};
