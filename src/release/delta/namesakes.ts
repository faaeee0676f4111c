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
  const found = { from: new Set<number>(), to: new Set<number>() };
  const touched = new Set([...namesOf(from, asked.from), ...namesOf(to, asked.to)]);
  for (const name of touched) {
    const key = keyOfName(name, facts);
    if (key === undefined) continue;
    const keyOf = rawKey(key);
    const keys = keysAsked({ from, to, asked }, name, keyOf);
    const left = indexesByKey(from, name, { keys, keyOf });
    const right = indexesByKey(to, name, { keys, keyOf });
    for (const text of keys) {
      const [inFrom = [], inTo = []] = [left.get(text), right.get(text)];
      if (inFrom.length < 2 && inTo.length < 2) continue;
      for (const index of inFrom) found.from.add(index);
      for (const index of inTo) found.to.add(index);
    }
  }
  return { from: [...found.from], to: [...found.to] };
};

export const namesOf = ({ names }: SplitXml, indexes: readonly number[]): string[] =>
  indexes.map((index) => names[index] ?? '');

type RawKey = (chunk: string) => string;

interface Asked extends Pick<CutFiles, 'from' | 'to'> {
  readonly asked: Indexes;
}

const keysAsked = ({ from, to, asked }: Asked, name: string, keyOf: RawKey): ReadonlySet<string> => {
  const keys = (side: SplitXml, indexes: readonly number[]): string[] =>
    indexes.filter((index) => side.names[index] === name).map((index) => keyOf(side.chunks[index] ?? ''));
  return new Set([...keys(from, asked.from), ...keys(to, asked.to)]);
};

const keyOfName = (name: string, facts: TextFacts): EntryKey | undefined => {
  const nameElement = facts.nameElement(name);
  const key = nameElement === undefined ? (tableKey(facts.type, name) ?? anyKey(facts.type)) : [nameElement];
  return isPosition(key) ? undefined : key;
};

const indexesByKey = (
  { names, chunks }: SplitXml,
  name: string,
  { keys, keyOf }: { readonly keys: ReadonlySet<string>; readonly keyOf: RawKey },
): Map<string, number[]> => {
  const indexes = new Map<string, number[]>();
  for (let index = 0; index < names.length; index += 1) {
    if (names[index] !== name) continue;
    const text = keyOf(chunks[index] ?? '');
    if (!keys.has(text)) continue;
    const known = indexes.get(text);
    if (known === undefined) indexes.set(text, [index]);
    else known.push(index);
  }
  return indexes;
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
