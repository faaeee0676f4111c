import { canonicalText, isOrdered } from '../xml/canonical-xml.ts';
import { compareText } from '../metadata/component.ts';
import { isPosition, keyBy, tableKey, usualKey } from '../xml/entry-key.ts';
import type { EntryEdit, EntryId } from '../plan/plan.ts';
import { isSameTrees } from '../xml/same-tree.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** The entries of one component under one name in several versions; a version without the entry has no elements. */
export interface AlignedEntry<Side extends string> extends EntryId {
  readonly elements: Readonly<Record<Side, readonly XmlElement[]>>;
}

/** Text of the first child of that name; empty when there is none. */
export const childText = (element: XmlElement, name: string): string =>
  element.children.find((child) => child.name === name)?.text ?? '';

/**
 * What names an element among its equals, whatever else is there: the table, else its text or a usual name. `undefined`
 * when nothing does, or only its position.
 */
export const keyOfEntry = (element: XmlElement, type: string): string | undefined => {
  const key = tableKey(type, element.name);
  if (key === undefined) return usualKey(element);
  return isPosition(key) ? undefined : keyBy(element, key) || undefined;
};

/**
 * The entries of several versions of one component, matched by name and sorted. An element that occurs once in every
 * version, a list that nothing names, and a list of which only the order differs are one entry without a key.
 */
export const alignEntries = <Side extends string>(
  type: string,
  roots: Readonly<Record<Side, XmlElement | undefined>>,
): readonly AlignedEntry<Side>[] => {
  const sides = Object.keys(roots) as Side[];
  const children = (side: Side): readonly XmlElement[] => roots[side]?.children ?? [];
  const sections = new Set(sides.flatMap((side) => children(side).map(({ name }) => name)));
  return [...sections].sort(compareText).flatMap((section) => {
    const lists = sides.map((side) => [side, children(side).filter(({ name }) => name === section)] as const);
    return alignSection(type, section, new Map(lists));
  });
};

const alignSection = <Side extends string>(
  type: string,
  section: string,
  lists: ReadonlyMap<Side, readonly XmlElement[]>,
): readonly AlignedEntry<Side>[] => {
  const entry = (pick: (list: readonly XmlElement[]) => readonly XmlElement[]): AlignedEntry<Side>['elements'] =>
    Object.fromEntries([...lists].map(([side, list]) => [side, pick(list)])) as AlignedEntry<Side>['elements'];
  const whole = [{ section, elements: entry((list) => list) }];
  if (!isKeyed(type, section, [...lists.values()])) return whole;
  const groups = new Map(
    [...lists.values()].map((list) => [list, Map.groupBy(list, (one) => keyOfEntry(one, type) ?? '')]),
  );
  const keys = new Set([...groups.values()].flatMap((byKey) => [...byKey.keys()]));
  const entries = [...keys]
    .sort(compareText)
    .map((key) => ({ section, key, elements: entry((list) => groups.get(list)?.get(key) ?? []) }));
  return isOrdered(section, type) && entries.every((one) => isSameEverywhere(type, one)) ? whole : entries;
};

const isSameEverywhere = <Side extends string>(type: string, { elements }: AlignedEntry<Side>): boolean => {
  const [first = [], ...others] = Object.values<readonly XmlElement[]>(elements);
  return others.every((other) => isSameList(type, first, other));
};

/** Names decide before order does; what only its position names is compared as a list. */
const isKeyed = (type: string, section: string, lists: readonly (readonly XmlElement[])[]): boolean => {
  const key = tableKey(type, section);
  if (key !== undefined) return lists.flat().some((element) => keyOfEntry(element, type) !== undefined);
  if (isOrdered(section, type) || lists.every((list) => list.length < 2)) return false;
  return lists.flat().every((element) => usualKey(element) !== undefined);
};

/** Whether two lists of elements say the same; order counts only where it means something. */
export const isSameList = (type: string, one: readonly XmlElement[], other: readonly XmlElement[]): boolean => {
  if (one.length !== other.length) return false;
  if (isSameTrees(one, other)) return true;
  const texts = (list: readonly XmlElement[]): string[] => {
    const written = list.map((element) => canonicalText(element, type));
    return isOrdered(list[0]?.name ?? '', type) ? written : written.sort(compareText);
  };
  const expected = texts(other);
  return texts(one).every((text, index) => text === expected[index]);
};

/**
 * A root with some entries put in, replaced or taken out. Elements of one name stay together, as the platform demands
 * ("Element X is duplicated at this location"); a new section stands in order of its name, after `fullName`. An edit
 * without a key is the whole section.
 */
export const applyEdits = (root: XmlElement, edits: readonly EntryEdit[], type: string): XmlElement => {
  if (edits.length === 0) return root;
  const bySection = Map.groupBy(edits, ({ section }) => section);
  let children = root.children;
  for (const [section, own] of bySection) children = editSection(children, { section, edits: own, type });
  const { text: _text, ...rest } = root;
  return children.length === 0 ? { ...rest, text: '', children } : { ...rest, children };
};

interface SectionEdits {
  readonly section: string;
  readonly edits: readonly EntryEdit[];
  readonly type: string;
}

const editSection = (
  children: readonly XmlElement[],
  { section, edits, type }: SectionEdits,
): readonly XmlElement[] => {
  const list = children.filter(({ name }) => name === section);
  const whole = edits.findLast(({ key }) => key === undefined);
  const edited = whole === undefined ? editKeys(list, edits, type) : whole.elements;
  const others = children.filter(({ name }) => name !== section);
  const at = list.length > 0 ? children.findIndex(({ name }) => name === section) : placeOf(children, section);
  return [...others.slice(0, at), ...edited, ...others.slice(at)];
};

/** Each edit takes the place of what it replaces; what is new comes last. */
const editKeys = (list: readonly XmlElement[], edits: readonly EntryEdit[], type: string): readonly XmlElement[] => {
  const waiting = new Map(edits.map(({ key = '', elements }) => [key, elements]));
  const keys = new Set(waiting.keys());
  const kept = list.flatMap((element) => {
    const key = keyOfEntry(element, type) ?? '';
    if (!keys.has(key)) return [element];
    const elements = waiting.get(key) ?? [];
    waiting.delete(key);
    return elements;
  });
  return [...kept, ...[...waiting.values()].flat()];
};

/** Where a section goes that is not there yet. */
const placeOf = (children: readonly XmlElement[], section: string): number => {
  const next = children.findIndex(({ name }) => name !== 'fullName' && compareText(name, section) > 0);
  return next >= 0 ? next : children.length;
};

/** A leaf element. */
export const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });

/** An element with children. */
export const branch = (name: string, children: readonly XmlElement[]): XmlElement => ({ name, children });
