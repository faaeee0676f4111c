import { canonicalText, isOrdered, isSameElement } from '../xml/canonical-xml.ts';
import { compareText } from '../metadata/component.ts';
import type { ChangeKind, EntryChange } from './delta.ts';
import { defaults } from '../xml/element-facts.ts';
import { pathSeparator, type EntryKey } from '../xml/entry-keys.ts';
import { anyKey, isPosition, keyBy, nestedIn, tableKey, usualKey } from '../xml/entry-key.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** Elements under the roots of one component of `type`. Those equal on both sides may have been left out of both. */
export interface ElementsToCompare {
  readonly type: string;
  readonly from: readonly XmlElement[];
  readonly to: readonly XmlElement[];
  /** Names that occur more than once on a side, counting what was left out. */
  readonly repeated: ReadonlySet<string>;
}

/** Elements of one name at one place. `path` leads there from the root, `under` is the key of the entry it is in. */
interface Section {
  readonly type: string;
  readonly path: string;
  readonly under: string | undefined;
  readonly from: readonly XmlElement[];
  readonly to: readonly XmlElement[];
  readonly isRepeated: boolean;
}

/** The entries that are not the same, sorted by section, then key. */
export const compareElements = ({ type, from, to, repeated }: ElementsToCompare): EntryChange[] =>
  sectionsOf(from, to)
    .flatMap(([name, sides]) =>
      compareSection({ type, path: name, under: undefined, ...sides, isRepeated: repeated.has(name) }),
    )
    .sort((one, other) => compareText(one.section, other.section) || compareText(one.key ?? '', other.key ?? ''));

interface Sides {
  readonly from: XmlElement[];
  readonly to: XmlElement[];
}

const sectionsOf = (from: readonly XmlElement[], to: readonly XmlElement[]): [string, Sides][] => {
  const sections = new Map<string, Sides>();
  const sidesOf = (name: string): Sides => {
    const sides = sections.get(name) ?? { from: [], to: [] };
    sections.set(name, sides);
    return sides;
  };
  for (const element of from) sidesOf(element.name).from.push(element);
  for (const element of to) sidesOf(element.name).to.push(element);
  return [...sections];
};

const compareSection = (section: Section): EntryChange[] => {
  const key = tableKey(section.type, section.path) ?? keyOfAny(section);
  if (isPosition(key)) return comparePositions(section);
  if (key !== undefined) return compareKeyed(section, (element) => keyBy(element, key), lastOnly);
  if (!section.isRepeated) return comparePair(section, undefined, [section.from[0], section.to[0]]);
  if (isOrderedSection(section) && !(areNamed(section.from) && areNamed(section.to))) return comparePositions(section);
  return compareKeyed(section, usualKey, withoutEqual);
};

/** Elements that have children and whose type names all such; only those directly under the root. */
const keyOfAny = ({ type, path, from, to }: Section): EntryKey | undefined => {
  const element = from[0] ?? to[0];
  return path.includes('/') || element === undefined || element.text !== undefined ? undefined : anyKey(type);
};

const isOrderedSection = ({ path, type }: Section): boolean => isOrdered(path.slice(path.lastIndexOf('/') + 1), type);

/** Whether each element has a usual name of its own. */
const areNamed = (elements: readonly XmlElement[]): boolean => {
  const names = new Set(elements.map(usualKey));
  return names.size === elements.length && !names.has(undefined);
};

/** What of several elements under one key is to be compared, each list with the other at hand. */
type Reduce = (elements: readonly XmlElement[], others: readonly XmlElement[], type: string) => readonly XmlElement[];

/** The platform takes the last of several entries of one key. */
const lastOnly: Reduce = (elements) => elements.slice(-1);

/** Elements that only look alike are told apart by what they say. */
const withoutEqual: Reduce = (elements, others, type) => {
  const texts = others.map((other) => canonicalText(other, type));
  return elements.filter((element) => {
    const index = texts.indexOf(canonicalText(element, type));
    if (index >= 0) texts.splice(index, 1);
    return index < 0;
  });
};

const none: readonly XmlElement[] = [];

const compareKeyed = (
  section: Section,
  nameOf: (element: XmlElement) => string | undefined,
  reduce: Reduce,
): EntryChange[] => {
  const from = Map.groupBy(section.from, nameOf);
  const to = Map.groupBy(section.to, nameOf);
  const keys = new Set([...from.keys(), ...to.keys()]);
  const entries = [...keys].flatMap((key) => {
    const [was, is] = [from.get(key) ?? none, to.get(key) ?? none];
    if (was.length < 2 && is.length < 2) return comparePair(section, key, [was[0], is[0]]);
    const select = key === '' ? withoutEqual : reduce;
    const left = select(was, is, section.type);
    const right = select(is, was, section.type);
    return Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
      comparePair(section, key, [left[index], right[index]]),
    ).flat();
  });
  return [...entries, ...compareOrder(section, from, to)];
};

type ByKey = ReadonlyMap<string | undefined, readonly XmlElement[]>;

/**
 * The order of the entries, where it means something and does not follow from the rest: what was removed taken out and
 * what was added put at the end, sorted.
 */
const compareOrder = (section: Section, from: ByKey, to: ByKey): EntryChange[] => {
  if (!isOrderedSection(section)) return [];
  const order = { from: [...from.keys()].map(String), to: [...to.keys()].map(String) };
  if (follows(order.from, order.to) && follows(order.to, order.from)) return [];
  return [{ kind: 'changed', ...entryAt(section, undefined), order }];
};

const follows = (from: readonly string[], to: readonly string[]): boolean => {
  const [before, after] = [new Set(from), new Set(to)];
  const added = to.filter((key) => !before.has(key)).sort(compareText);
  const expected = [...from.filter((key) => after.has(key)), ...added];
  return expected.every((key, index) => key === to[index]);
};

/** Entries that only their position tells apart: what is equal at both ends is left, the rest is matched one by one. */
const comparePositions = (section: Section): EntryChange[] => {
  const { from, to, type } = section;
  const isSame = (one: XmlElement | undefined, other: XmlElement | undefined): boolean =>
    one !== undefined && other !== undefined && isSameElement(one, other, type);
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && isSame(from[start], to[start])) start += 1;
  let end = 0;
  while (end < shorter - start && isSame(from.at(-1 - end), to.at(-1 - end))) end += 1;
  const length = Math.max(from.length, to.length) - start - end;
  return Array.from({ length }, (_, offset) => {
    const index = start + offset;
    const pair = [index < from.length - end ? from[index] : undefined, index < to.length - end ? to[index] : undefined];
    return comparePair(section, String(index + 1), [pair[0], pair[1]]);
  }).flat();
};

type Pair = readonly [XmlElement | undefined, XmlElement | undefined];

const comparePair = (section: Section, key: string | undefined, [from, to]: Pair): EntryChange[] => {
  const entry = entryAt(section, key);
  if (from === undefined || to === undefined) {
    if (from === to || isDefault(from ?? to, section)) return [];
    return [{ kind: kindOf(from), ...entry, ...(from && { from }), ...(to && { to }) }];
  }
  if (isSameElement(from, to, section.type)) return [];
  const inside = nestedIn(section.type, section.path);
  if (inside === undefined) return [{ kind: 'changed', ...entry, from, to }];
  const own = [without(from, inside), without(to, inside)] as const;
  const changed: EntryChange[] = isSameElement(...own, section.type)
    ? []
    : [{ kind: 'changed', ...entry, from: own[0], to: own[1] }];
  return [...changed, ...compareInside(section, entry.key, [from, to])];
};

/** A default that is written out on one side and left out on the other. */
const isDefault = (element: XmlElement | undefined, { type, path }: Section): boolean =>
  element?.text !== undefined && defaults[type]?.[path] === element.text;

const kindOf = (from: XmlElement | undefined): ChangeKind => (from === undefined ? 'added' : 'removed');

const entryAt = ({ path, under }: Section, key: string | undefined): { section: string; key?: string } => {
  const whole = [under, key].filter((part) => part !== undefined).join(pathSeparator);
  return under === undefined && key === undefined ? { section: path } : { section: path, key: whole };
};

const without = (element: XmlElement, names: ReadonlySet<string>): XmlElement => ({
  ...element,
  children: element.children.filter(({ name }) => !names.has(name)),
});

const compareInside = (
  { type, path }: Section,
  under: string | undefined,
  [from, to]: readonly [XmlElement, XmlElement],
): EntryChange[] => {
  const inside = nestedIn(type, path);
  return sectionsOf(from.children, to.children)
    .filter(([name]) => inside?.has(name) === true)
    .flatMap(([name, sides]) =>
      compareSection({
        type,
        path: `${path}/${name}`,
        under,
        ...sides,
        isRepeated: sides.from.length > 1 || sides.to.length > 1,
      }),
    );
};
