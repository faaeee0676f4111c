import { entryKeys, nestedEntryKeys, type EntryKey } from '../../src/release/xml/entry-keys.ts';
import { isOrdered } from '../../src/release/xml/canonical-xml.ts';
import { anyKey, isPosition, keyBy, tableKey } from '../../src/release/xml/entry-key.ts';
import type { XmlElement } from '../../src/release/xml/xml-element.ts';

/** Numbers in [0, 1), always the same for a seed (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

type Random = () => number;

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item;

const words = ['Account', 'Risk__c', ' edges ', 'a & b', '<tag>', 'ä – ü', 'x', 'true', 'false', '0', '', '"quoted"'];

const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });

/** An element with the children that its key wants, and something else to differ in. */
const keyed = (random: Random, name: string, key: EntryKey): XmlElement => {
  if (key[0] === '.') return leaf(name, pick(random, words));
  const parts = key.filter((part) => part !== '#').map((part) => part.replace('~object', '').split('|')[0] ?? '');
  const children = parts.map((part) => {
    const [first = '', second] = part.split('/');
    const text = pick(random, ['One', 'Two', 'Three', 'Account-Main', 'Account-Other']);
    return second === undefined ? leaf(first, text) : { name: first, children: [leaf(second, text)] };
  });
  return { name, children: [...children, leaf('anything', pick(random, words))] };
};

const times = (random: Random, most: number): number[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, (_, index) => index);

/** What a component of a type may hold: the entries that the tables know of it, and some that they do not. */
export const randomRoot = (random: Random, type: string): XmlElement => {
  const known = Object.entries(entryKeys[type] ?? {}).filter(([name]) => name !== '*' && random() < 0.4);
  const children = [
    ...times(random, 1).map(() => leaf('label', pick(random, words))),
    ...times(random, 1).map(() => leaf('description', pick(random, words))),
    ...times(random, 3).map(() => leaf('members', pick(random, words))),
    ...times(random, 2).map(() => keyed(random, 'decisions', ['name'])),
    ...times(random, 2).map(() => leaf('columns', pick(random, words))),
    ...known.flatMap(([name, key]) => times(random, 3).map(() => keyed(random, name, key))),
  ];
  return withNested(random, type, { name: type, children: children.length === 0 ? [leaf('label', 'x')] : children });
};

const withNested = (random: Random, type: string, root: XmlElement): XmlElement =>
  Object.entries(nestedEntryKeys[type] ?? {}).reduce(
    (whole, [path, key]) => addAt(random, whole, path.split('/'), key),
    root,
  );

const addAt = (random: Random, element: XmlElement, [name = '', ...rest]: string[], key: EntryKey): XmlElement => {
  if (rest.length === 0)
    return { ...element, children: [...element.children, ...times(random, 3).map(() => keyed(random, name, key))] };
  const inside = element.children.filter((child) => child.name === name);
  if (inside.length === 0) inside.push({ name, children: [leaf('anything', pick(random, words))] });
  const others = element.children.filter((child) => child.name !== name);
  return { ...element, children: [...others, ...inside.map((child) => addAt(random, child, rest, key))] };
};

/** The same meaning in other letters: the order of sets, white space, comments, entities, CDATA, empty tags, line ends. */
export const restyled = (random: Random, root: XmlElement, typeOf: TypeOf): string => {
  const newline = pick(random, ['\n', '\r\n']);
  const start = pick(random, [
    '',
    '<?xml version="1.0" encoding="UTF-8"?>',
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>',
  ]);
  const comment = pick(random, ['', `${newline}<!-- a comment with <tags> & such -->`]);
  const body = restyledElement(random, shuffled(random, root, typeOf), { newline, indent: '' });
  return `${start}${comment}${start || comment ? newline : ''}${body.replace('>', ' xmlns="http://soap.sforce.com/2006/04/metadata">')}${pick(random, ['', newline])}`;
};

interface Style {
  readonly newline: string;
  readonly indent: string;
}

const restyledElement = (random: Random, { name, text, children }: XmlElement, style: Style): string => {
  if (children.length === 0) {
    if (text === '' && random() < 0.3 && style.indent !== '') return `<${name}/>`;
    return `<${name}>${restyledText(random, text ?? '')}</${name}>`;
  }
  const inner = { ...style, indent: `${style.indent}${pick(random, ['  ', '    ', '\t'])}` };
  const lines = children.map(
    (child) =>
      `${style.newline}${inner.indent}${random() < 0.1 ? '<!-- </label> -->' : ''}${restyledElement(random, child, inner)}`,
  );
  return `<${name}>${lines.join('')}${style.newline}${style.indent}</${name}>`;
};

const restyledText = (random: Random, text: string): string => {
  if (text !== '' && random() < 0.2) return `<![CDATA[${text}]]>`;
  return text.replace(/[&<>"'ä]/g, (sign) =>
    sign === '&' || sign === '<' || random() < 0.7
      ? `&#${random() < 0.5 ? sign.charCodeAt(0) : `x${sign.charCodeAt(0).toString(16)}`};`
      : sign,
  );
};

/** The type of the component that an element directly under the root belongs to; of the root itself without a name. */
export type TypeOf = (element?: string) => string;

/** Children in another order, those whose order means something among themselves as they were. */
const shuffled = (random: Random, root: XmlElement, typeOf: TypeOf): XmlElement => {
  const { children } = shuffledOnce(random, root, typeOf());
  const inside = (element: XmlElement, type: string): XmlElement => {
    const once = shuffledOnce(random, element, type);
    return { ...once, children: once.children.map((child) => inside(child, type)) };
  };
  return { ...root, children: children.map((child) => inside(child, typeOf(child.name))) };
};

const shuffledOnce = (random: Random, element: XmlElement, type: string): XmlElement => {
  const sections = [...Map.groupBy(element.children, ({ name }) => name)].map(([name, children]) =>
    isOrdered(name, type) || isKeyed(type, name) ? [children] : children.map((child) => [child]),
  );
  const groups = sections.flat().map((group) => ({ group, at: random() }));
  return { ...element, children: groups.sort((one, other) => one.at - other.at).flatMap(({ group }) => group) };
};

/** Of several entries under one key the last counts: their order is theirs. */
const isKeyed = (type: string, name: string): boolean =>
  entryKeys[type]?.[name] !== undefined ||
  Object.keys(nestedEntryKeys[type] ?? {}).some((path) => path.endsWith(`/${name}`));

/** Without the entries that a later one of the same key takes the place of. */
export const withoutSuperseded = (root: XmlElement, type: string, path = ''): XmlElement => {
  const seen = new Set<string>();
  const children = root.children
    .toReversed()
    .filter((child) => {
      const any = path === '' && child.text === undefined ? anyKey(type) : undefined;
      const key = tableKey(type, path === '' ? child.name : `${path}/${child.name}`) ?? any;
      if (key === undefined || isPosition(key)) return true;
      const name = `${child.name} ${keyBy(child, key)}`;
      return seen.size < seen.add(name).size;
    })
    .toReversed()
    .map((child) => withoutSuperseded(child, type, path === '' ? child.name : `${path}/${child.name}`));
  return { ...root, children };
};
