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
  const parts = key.map((part) => partOf(element, part));
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.join(keySeparator);
};

const partOf = (element: XmlElement, part: string): string => {
  if (part === '.') return element.text ?? '';
  if (part.endsWith('~object')) return textAt(element, part.slice(0, -'~object'.length)).split('-')[0] ?? '';
  for (const path of part.split('|')) {
    const text = textAt(element, path);
    if (text !== '') return text;
  }
  return '';
};

const textAt = (element: XmlElement, path: string): string => {
  let at: XmlElement | undefined = element;
  for (const name of path.split('/')) at = at?.children.find((child) => child.name === name);
  return at?.text ?? '';
};

/** The key of an element that no table knows: its own text, or that of the first usual name it has. */
export const usualKey = (element: XmlElement): string | undefined => {
  if (element.text !== undefined) return element.text;
  const name = usualNames.find((candidate) => textAt(element, candidate) !== '');
  return name === undefined ? undefined : textAt(element, name);
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
