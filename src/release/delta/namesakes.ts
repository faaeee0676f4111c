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
    const { keys, ...groups } = groupsOf({ from, to, asked }, name, rawKey(key));
    for (const text of keys) {
      const [inFrom = [], inTo = []] = [groups.from.get(text), groups.to.get(text)];
      if (inFrom.length < 2 && inTo.length < 2) continue;
      for (const index of inFrom) found.from.add(index);
      for (const index of inTo) found.to.add(index);
    }
  }
  return { from: [...found.from], to: [...found.to] };
};

export const namesOf = ({ names }: SplitXml, indexes: readonly number[]): string[] =>
  indexes.map((index) => names[index] ?? '');

/** The key of an element as its text has it; undefined where only a parser can tell. */
type RawKey = (chunk: string) => string | undefined;

interface Asked extends Pick<CutFiles, 'from' | 'to'> {
  readonly asked: Indexes;
}

type ByKey = ReadonlyMap<string | undefined, readonly number[]>;

interface Groups {
  /** Of the elements that were asked for. */
  readonly keys: ReadonlySet<string | undefined>;
  readonly from: ByKey;
  readonly to: ByKey;
}

/** All elements of a name are one group where the key of one of them cannot be told. */
const groupsOf = (files: Asked, name: string, keyOf: RawKey): Groups => {
  const keys = keysAsked(files, name, keyOf);
  const from = indexesByKey(files.from, name, { keys, keyOf });
  const to = indexesByKey(files.to, name, { keys, keyOf });
  return from.has(undefined) || to.has(undefined) ? groupsOf(files, name, () => '') : { keys, from, to };
};

const keysAsked = ({ from, to, asked }: Asked, name: string, keyOf: RawKey): Groups['keys'] => {
  const keys = (side: SplitXml, indexes: readonly number[]): (string | undefined)[] =>
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
  { keys, keyOf }: { readonly keys: Groups['keys']; readonly keyOf: RawKey },
): ByKey => {
  const indexes = new Map<string | undefined, number[]>();
  for (let index = 0; index < names.length; index += 1) {
    if (names[index] !== name) continue;
    const text = keyOf(chunks[index] ?? '');
    if (text !== undefined && !keys.has(text)) continue;
    const known = indexes.get(text);
    if (known === undefined) indexes.set(text, [index]);
    else known.push(index);
  }
  return indexes;
};

const rawKey = (key: EntryKey): RawKey => {
  const parts = key.map(rawPart);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return (chunk) => {
    const texts = parts.map((part) => part(chunk));
    return texts.includes(undefined) ? undefined : texts.join('\0');
  };
};

const objectPart = '~object';

const rawPart = (part: string): RawKey => {
  if (part.endsWith(objectPart)) {
    const name = part.slice(0, -objectPart.length);
    return (chunk) => textInside(chunk, name)?.split('-', 1).join('');
  }
  const names = part.split('|');
  return (chunk) => {
    for (const name of names) {
      const text = textInside(chunk, name);
      if (text !== '') return text;
    }
    return '';
  };
};

const slash = 47; // /
const bang = 33; // !

/**
 * The text of the first element of that name directly in a chunk; empty when there is none. Undefined when an attribute
 * or CDATA comes before it, or when a reference, a comment or a line break is in it.
 */
const textInside = (chunk: string, name: string): string | undefined => {
  let depth = 0;
  for (let at = 0; at >= 0;) {
    const sign = chunk.charCodeAt(at + 1);
    const end = sign === bang ? endOfComment(chunk, at) : chunk.indexOf('>', at);
    if (end < 0) return undefined;
    if (sign === slash) depth -= 1;
    else if (sign !== bang) {
      if (depth === 1 && chunk.startsWith(name, at + 1) && end === at + 1 + name.length)
        return plainText(chunk, end + 1);
      if (blank.test(chunk.slice(at, end))) return undefined;
      if (chunk.charCodeAt(end - 1) !== slash) depth += 1;
    }
    at = chunk.indexOf('<', end);
  }
  return '';
};

/** Index of the `>` that ends the comment that starts here; -1 when none does. */
const endOfComment = (chunk: string, at: number): number => {
  const end = chunk.startsWith('<!--', at) ? chunk.indexOf('-->', at + 4) : -1;
  return end < 0 ? -1 : end + 2;
};

const blank = /[ \n\r\t]/;
/** A parser reads it otherwise than it is written. */
const encoded = /[&\n\r]/;

const plainText = (chunk: string, from: number): string | undefined => {
  const end = chunk.indexOf('<', from);
  const text = chunk.slice(from, end);
  return encoded.test(text) || chunk.charCodeAt(end + 1) !== slash ? undefined : text;
};
