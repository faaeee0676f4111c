import { entryKeys, keySeparator, nestedEntryKeys, usualNames, type EntryKey } from './entry-keys.ts';
import type { XmlElement } from './xml-element.ts';

/** What the tables say names an element at `path` (`fieldPermissions`, `valueSet/valueSetDefinition/value`). */
export const tableKey = (type: string, path: string): EntryKey | undefined =>
  path.includes('/') ? nestedEntryKeys[type]?.[path] : entryKeys[type]?.[path];

/** What names every element with children that the tables do not mention: most of what is in a flow has a name. */
export const anyKey = (type: string): EntryKey | undefined => entryKeys[type]?.['*'];

export const isPosition = (key: EntryKey | undefined): boolean => key?.[0] === '#';

/** The key of an element by what the table says. Parts that are not there are empty, those at the end are left out. */
export const keyBy = (element: XmlElement, key: EntryKey): string => {
  const readers = partReaders.get(key) ?? key.map(partReader);
  partReaders.set(key, readers);
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return only(element);
  const parts = readers.map((read) => read(element));
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.join(keySeparator);
};

type Reader = (element: XmlElement) => string;

/** What reads the parts of a key; the keys are those of the tables. */
const partReaders = new WeakMap<EntryKey, readonly Reader[]>();

const objectPart = '~object';

const partReader = (part: string): Reader => {
  if (part === '.') return (element) => element.text ?? '';
  if (part.endsWith(objectPart)) {
    const read = textReader(part.slice(0, -objectPart.length));
    return (element) => read(element).split('-', 1).join('');
  }
  const readers = part.split('|').map(textReader);
  return (element) => {
    for (const read of readers) {
      const text = read(element);
      if (text !== '') return text;
    }
    return '';
  };
};

const textReader = (path: string): Reader => {
  const names = path.split('/');
  return (element) => {
    let at: XmlElement | undefined = element;
    for (const name of names) at = at && childOf(at, name);
    return at?.text ?? '';
  };
};

const childOf = ({ children }: XmlElement, name: string): XmlElement | undefined => {
  for (const child of children) if (child.name === name) return child;
  return undefined;
};

/** The key of an element that no table knows: its own text, or that of the first usual name it has. */
export const usualKey = (element: XmlElement): string | undefined => {
  if (element.text !== undefined) return element.text;
  for (const name of usualNames) {
    const text = childOf(element, name)?.text ?? '';
    if (text !== '') return text;
  }
  return undefined;
};

/** Elements inside one at `path` that are entries themselves or hold some. */
export const nestedIn = (type: string, path: string): ReadonlySet<string> | undefined => nested.get(type)?.get(path);

const nested: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>> = new Map(
  Object.entries(nestedEntryKeys).map(([type, paths]) => [type, insides(Object.keys(paths))]),
);

function insides(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of paths) {
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) {
      const parent = names.slice(0, depth).join('/');
      const inside = found.get(parent) ?? new Set();
      found.set(parent, inside.add(names[depth] ?? ''));
    }
  }
  return found;
}
