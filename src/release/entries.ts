import { canonicalText, isOrdered } from './canonical-xml.ts';
import { compareText } from './component.ts';
import { keySeparator } from './compare-contents.ts';
import { entryKeys, usualNames } from './entry-keys.ts';
import type { EntryEdit, EntryId } from './plan.ts';
import type { XmlElement } from './xml-element.ts';

/** The entries of one component under one name in several versions; a version without the entry has no elements. */
export interface AlignedEntry<Side extends string> extends EntryId {
  readonly elements: Readonly<Record<Side, readonly XmlElement[]>>;
}

/** Text of the first child of that name; empty when there is none. */
export const childText = (element: XmlElement, name: string): string =>
  element.children.find((child) => child.name === name)?.text ?? '';

/**
 * What names an element among its equals, whatever else is there: the table, its text, a usual name. `undefined` when
 * nothing does. A profile assigns a layout per object and record type: which layout it is, is the value.
 */
export const keyOfEntry = (element: XmlElement, type: string): string | undefined => {
  if (element.name === 'layoutAssignments') return layoutKey(element);
  const paths = entryKeys[type]?.[element.name];
  if (paths !== undefined) return paths.map((path) => textAt(element, path)).join(keySeparator);
  if (element.text !== undefined) return element.text;
  const name = usualNames.find((candidate) => childText(element, candidate) !== '');
  return name === undefined ? undefined : childText(element, name);
};

const layoutKey = (element: XmlElement): string => {
  const [object = ''] = childText(element, 'layout').split('-');
  const recordType = childText(element, 'recordType');
  return recordType === '' ? object : `${object}${keySeparator}${recordType}`;
};

const textAt = (element: XmlElement, path: string): string => {
  let at: XmlElement | undefined = element;
  for (const name of path.split('/')) at = at?.children.find((child) => child.name === name);
  return at?.text ?? '';
};

/**
 * The entries of several versions of one component, matched by name and sorted. An element that occurs once in every
 * version, a list whose order means something and a list that nothing names are one entry without a key.
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
  const all = [...lists.values()].flat();
  const entry = (pick: (list: readonly XmlElement[]) => readonly XmlElement[]): AlignedEntry<Side>['elements'] =>
    Object.fromEntries([...lists].map(([side, list]) => [side, pick(list)])) as AlignedEntry<Side>['elements'];
  if (!isKeyed(type, section, [...lists.values()])) return [{ section, elements: entry((list) => list) }];
  const keys = new Set(all.map((element) => keyOfEntry(element, type) ?? ''));
  return [...keys].sort(compareText).map((key) => ({
    section,
    key,
    elements: entry((list) => list.filter((element) => keyOfEntry(element, type) === key)),
  }));
};

const isKeyed = (type: string, section: string, lists: readonly (readonly XmlElement[])[]): boolean => {
  if (isOrdered(section, type)) return false;
  if (section === 'layoutAssignments' || entryKeys[type]?.[section] !== undefined) return true;
  if (lists.every((list) => list.length < 2)) return false;
  return lists.flat().every((element) => keyOfEntry(element, type) !== undefined);
};

/** Whether two lists of elements say the same; order counts only where it means something. */
export const isSameList = (type: string, one: readonly XmlElement[], other: readonly XmlElement[]): boolean => {
  if (one.length !== other.length) return false;
  const texts = (list: readonly XmlElement[]): string[] => {
    const written = list.map((element) => canonicalText(element, type));
    return isOrdered(list[0]?.name ?? '', type) ? written : written.sort(compareText);
  };
  const expected = texts(other);
  return texts(one).every((text, index) => text === expected[index]);
};

/**
 * A root with some entries put in, replaced or taken out. Elements of one name stay together, as the platform demands
 * ("Element X is duplicated at this location"); a new section stands in order of its name, after `fullName`.
 */
export const applyEdits = (root: XmlElement, edits: readonly EntryEdit[], type: string): XmlElement => {
  if (edits.length === 0) return root;
  const children = edits.reduce((list, edit) => applyEdit(list, edit, type), root.children);
  const { text: _text, ...rest } = root;
  return children.length === 0 ? { ...rest, text: '', children } : { ...rest, children };
};

const applyEdit = (children: readonly XmlElement[], edit: EntryEdit, type: string): readonly XmlElement[] => {
  const isMeant = (element: XmlElement): boolean =>
    element.name === edit.section && (edit.key === undefined || keyOfEntry(element, type) === edit.key);
  const at = children.findIndex(isMeant);
  const kept = children.filter((element) => !isMeant(element));
  const position = at >= 0 ? at : placeOf(children, edit.section);
  return [...kept.slice(0, position), ...edit.elements, ...kept.slice(position)];
};

const placeOf = (children: readonly XmlElement[], section: string): number => {
  const last = children.findLastIndex(({ name }) => name === section);
  if (last >= 0) return last + 1;
  const next = children.findIndex(({ name }) => name !== 'fullName' && compareText(name, section) > 0);
  return next >= 0 ? next : children.length;
};

/** A leaf element. */
export const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });

/** An element with children. */
export const branch = (name: string, children: readonly XmlElement[]): XmlElement => ({ name, children });
