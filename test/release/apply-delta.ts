import { keyOf, type ComponentKey } from '../../src/release/metadata/component.ts';
import type { ComponentContent } from '../../src/release/content/content.ts';
import type { ComponentChange, Delta, EntryChange } from '../../src/release/delta/delta.ts';
import { anyKey, isPosition, keyBy, nestedIn, tableKey, usualKey } from '../../src/release/xml/entry-key.ts';
import { pathSeparator, type EntryKey } from '../../src/release/xml/entry-keys.ts';
import { canonicalText, isOrdered } from '../../src/release/xml/canonical-xml.ts';
import type { XmlElement } from '../../src/release/xml/xml-element.ts';

type Contents = ReadonlyMap<ComponentKey, ComponentContent>;

/**
 * What the versions' contents become when a delta is taken at its word. Of `target` only what a delta refers to is used:
 * the whole of what was added, and the bytes of changed files.
 */
export const applyDelta = (from: Contents, delta: Delta, target: Contents): Map<ComponentKey, ComponentContent> => {
  const result = new Map(from);
  for (const change of delta.changes) {
    const key = keyOf(change);
    const was = from.get(key);
    const is = target.get(key);
    if (change.kind === 'removed') result.delete(key);
    else if (change.kind === 'added' && is !== undefined) result.set(key, is);
    else if (was !== undefined && is !== undefined) result.set(key, applied(was, change, is));
  }
  return result;
};

const applied = (content: ComponentContent, change: ComponentChange, target: ComponentContent): ComponentContent => {
  const files = new Map(content.files);
  for (const { kind, path } of change.files) {
    const bytes = target.files.get(path);
    if (kind === 'removed' || bytes === undefined) files.delete(path);
    else files.set(path, bytes);
  }
  const xml = applyEntries(content.xml ?? { name: content.type, children: [] }, change.entries, content.type);
  return { ...content, files, ...(content.xml !== undefined || change.entries.length > 0 ? { xml } : {}) };
};

type Node = { -readonly [Key in keyof XmlElement]: Key extends 'children' ? Node[] : XmlElement[Key] };

/** Changes first, then what comes, then what goes, then the order: so a position means the same all the while. */
const rank = ({ kind, order }: EntryChange): number => (order ? 3 : ['changed', 'added', 'removed'].indexOf(kind));

const applyEntries = (root: XmlElement, entries: readonly EntryChange[], type: string): XmlElement => {
  const copy = structuredClone(root) as Node;
  delete (copy as { text?: string }).text;
  const position = ({ key = '' }: EntryChange): number => Number(key.split(pathSeparator).at(-1)) || 0;
  const inOrder = [...entries].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      (one.kind === 'removed' ? position(other) - position(one) : position(one) - position(other)),
  );
  for (const entry of inOrder) applyEntry(copy, entry, type);
  return copy;
};

const applyEntry = (root: Node, entry: EntryChange, type: string): void => {
  const names = entry.section.split('/');
  const keys = entry.key?.split(pathSeparator) ?? [];
  let parent = root;
  for (let depth = 1; depth < names.length; depth += 1) {
    const path = names.slice(0, depth).join('/');
    const siblings = parent.children.filter(({ name }) => name === names[depth - 1]);
    const key = tableKey(type, path) ?? (depth === 1 ? anyKey(type) : undefined);
    const inside = key === undefined ? siblings[0] : find(siblings, key, keys.shift() ?? '');
    if (inside === undefined) throw new Error(`${path} is not there`);
    parent = inside;
  }
  if (entry.order) reorder(parent, entry, type);
  else applyTo(parent, entry, { key: keys.shift(), type });
};

const find = (siblings: readonly Node[], key: EntryKey, text: string): Node | undefined =>
  isPosition(key) ? siblings[Number(text) - 1] : siblings.findLast((sibling) => keyBy(sibling, key) === text);

const names = ({ section }: EntryChange): number => section.split('/').length;

const applyTo = (parent: Node, entry: EntryChange, { key, type }: { key: string | undefined; type: string }): void => {
  const name = entry.section.slice(entry.section.lastIndexOf('/') + 1);
  const siblings = parent.children.filter((child) => child.name === name);
  const sample = entry.from ?? entry.to;
  const any = sample?.text === undefined && names(entry) === 1 ? anyKey(type) : undefined;
  const table = tableKey(type, entry.section) ?? any;
  const to = structuredClone(entry.to) as Node | undefined;
  if (entry.kind === 'added' && to !== undefined) {
    const before = isPosition(table) || isByPosition(siblings, entry, type) ? siblings[Number(key) - 1] : undefined;
    parent.children.splice(before ? parent.children.indexOf(before) : parent.children.length, 0, to);
    return;
  }
  const inside = nestedIn(type, entry.section);
  const own = (node: XmlElement): string =>
    canonicalText({ ...node, children: node.children.filter((child) => !inside?.has(child.name)) }, type);
  const found =
    table === undefined
      ? siblings.find((sibling) => entry.from && own(sibling) === own(entry.from))
      : find(siblings, table, key ?? '');
  if (found === undefined) throw new Error(`${entry.section} ${key ?? ''} is not there`);
  const kept =
    entry.kind === 'removed' || to === undefined
      ? []
      : [{ ...to, children: [...to.children, ...found.children.filter((child) => inside?.has(child.name))] }];
  parent.children.splice(parent.children.indexOf(found), 1, ...kept);
};

/** Elements of an ordered section that nothing names are known by their position. */
const isByPosition = (siblings: readonly Node[], { section, key }: EntryChange, type: string): boolean =>
  isOrdered(section.slice(section.lastIndexOf('/') + 1), type) &&
  tableKey(type, section) === undefined &&
  /^\d+$/.test(key?.split(pathSeparator).at(-1) ?? '') &&
  siblings.every((sibling) => usualKey(sibling) !== key);

const reorder = (parent: Node, { section, order }: EntryChange, type: string): void => {
  const name = section.slice(section.lastIndexOf('/') + 1);
  const any = parent.children.some((child) => child.name === name && child.text === undefined)
    ? anyKey(type)
    : undefined;
  const key = tableKey(type, section) ?? (section.includes('/') ? undefined : any);
  const keyOfNode = (node: Node): string => (key === undefined ? (usualKey(node) ?? '') : keyBy(node, key));
  const siblings = parent.children.filter((child) => child.name === name);
  const sorted = (order?.to ?? []).flatMap((wanted) => siblings.filter((sibling) => keyOfNode(sibling) === wanted));
  parent.children = [...parent.children.filter((child) => child.name !== name), ...sorted];
};
