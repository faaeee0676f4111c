import { branch, childText, type XmlElement } from '../xml/xml.ts';
import { own } from '../own.ts';
import type { MergeRule } from './merge-rules.ts';

const keyParts = ['name', 'fullName', 'masterLabel', 'section', 'layout'];

/** What one entry is recognised by; undefined for an element that is not an entry. */
export const entryKey = (element: XmlElement, rule: MergeRule): string | undefined => {
  const parts = own(rule.entries, element.name);
  if (!parts) return undefined;
  // A layout is assigned per object and record type: which layout it is, is the value and not the key.
  const texts =
    element.name === 'layoutAssignments'
      ? [childText(element, 'layout')?.split('-')[0] ?? '', childText(element, 'recordType') ?? '']
      : parts.map((part) => childText(element, part)?.trim() ?? '');
  return `${element.name}\0${texts.join('\0')}`;
};

/** Entries of one tag stand in order of their keys, as Salesforce sorts them; everything else as it came. */
const inOrder = (elements: readonly XmlElement[], rule: MergeRule): XmlElement[] =>
  elements
    .map((element) => ({ element, key: entryKey(element, rule) ?? element.name }))
    .sort((a, b) => (a.element.name === b.element.name && a.key !== b.key ? (a.key < b.key ? -1 : 1) : 0))
    .map(({ element }) => element);

const isEmpty = (element: XmlElement): boolean => element.children.length === 0 && element.text === '';

const deepKey = (element: XmlElement): string => {
  if (element.children.length === 0) return element.name;
  return `${element.name}\0${keyParts.map((part) => childText(element, part) ?? '').join('\0')}`;
};

const hasKey = (element: XmlElement): boolean => keyParts.some((part) => childText(element, part) !== undefined);

/** Puts `incoming` over `stored` and loses nothing that `incoming` leaves out. Lists without keys are replaced. */
const mergeDeep = (stored: XmlElement, incoming: XmlElement): XmlElement => {
  if (incoming.children.length === 0) return incoming;
  const sent = Map.groupBy(incoming.children, deepKey);
  const sentNames = new Set(incoming.children.map(({ name }) => name));
  const known = Map.groupBy(stored.children, deepKey);
  const kept = stored.children.filter(
    (child) => !sent.has(deepKey(child)) && (hasKey(child) || !sentNames.has(child.name)),
  );
  const merged = incoming.children.map((child) => {
    const key = deepKey(child);
    const [before, ...more] = known.get(key) ?? [];
    return before && more.length === 0 && sent.get(key)?.length === 1 ? mergeDeep(before, child) : child;
  });
  return { ...branch(incoming.name, [...kept, ...merged]), attributes: incoming.attributes };
};

interface Sides {
  readonly stored: readonly XmlElement[];
  readonly incoming: readonly XmlElement[];
}

const mergeEntries = ({ stored, incoming }: Sides, rule: MergeRule): XmlElement[] => {
  const byKey = new Map<string, XmlElement>();
  for (const element of stored) byKey.set(entryKey(element, rule) ?? '', element);
  for (const element of incoming) {
    const key = entryKey(element, rule) ?? '';
    const before = byKey.get(key);
    byKey.set(key, before && rule.deep ? mergeDeep(before, element) : element);
  }
  return [...byKey.values()];
};

const mergeProperties = ({ stored, incoming }: Sides, rule: MergeRule): XmlElement[] => {
  const known = Map.groupBy(stored, ({ name }) => name);
  const sent = Map.groupBy(incoming, ({ name }) => name);
  const merged: XmlElement[] = [];
  for (const [name, elements] of sent) {
    const before = known.get(name) ?? [];
    const [from, to] = [before[0], elements[0]];
    if (before.length > 0 && elements.every(isEmpty)) merged.push(...before);
    else if (rule.deep && from && to && before.length === 1 && elements.length === 1) merged.push(mergeDeep(from, to));
    else merged.push(...elements);
  }
  return [...stored.filter(({ name }) => !sent.has(name)), ...merged];
};

/**
 * The elements of a file after `incoming` was deployed over `stored`. An empty element never wipes a value where
 * properties merge (a profile's description or IP ranges cannot be emptied; Gearset 4046001; folklore).
 */
export const mergeElements = ({ stored, incoming }: Sides, rule: MergeRule): readonly XmlElement[] => {
  const isEntry = (element: XmlElement): boolean => entryKey(element, rule) !== undefined;
  const split = (wanted: boolean): Sides => ({
    stored: stored.filter((element) => isEntry(element) === wanted),
    incoming: incoming.filter((element) => isEntry(element) === wanted),
  });
  const entries = split(true);
  const properties = split(false);
  const keepsEntries = rule.keeps === 'all' || rule.keeps === 'entries';
  const keepsProperties = rule.keeps === 'all' || rule.keeps === 'properties';
  return inOrder(
    [
      ...mergeEntries(keepsEntries ? entries : { stored: [], incoming: entries.incoming }, rule),
      ...(keepsProperties ? mergeProperties(properties, rule) : properties.incoming),
    ],
    rule,
  );
};
