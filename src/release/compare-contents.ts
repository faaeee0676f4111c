import { canonicalText, isOrdered } from './canonical-xml.ts';
import { compareText } from './component.ts';
import type { ComponentContent } from './content.ts';
import type { ChangeKind, ComponentChange, EntryChange, FileChange } from './delta.ts';
import { entryKeys, usualNames } from './entry-keys.ts';
import { isSameFile } from './same-file.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * What is different going from one content of a component to another; undefined when nothing is. An absent side means
 * that the component is not there. `paths` are left empty: a content does not know where it was read.
 */
export const compareContents = (
  from: ComponentContent | undefined,
  to: ComponentContent | undefined,
): ComponentChange | undefined => {
  const known = from ?? to;
  if (known === undefined) return undefined;
  const id = { type: known.type, fullName: known.fullName, paths: { from: [], to: [] } };
  if (from === undefined) return { ...id, kind: 'added', entries: [], files: [] };
  if (to === undefined) return { ...id, kind: 'removed', entries: [], files: [] };
  const entries = compareXml(from.xml, to.xml, known.type);
  const files = compareFiles(from.files, to.files);
  return entries.length + files.length === 0 ? undefined : { ...id, kind: 'changed', entries, files };
};

/** The files that are not the same, sorted by path. Line endings and a byte order mark of a text are no difference. */
export const compareFiles = (from: ComponentContent['files'], to: ComponentContent['files']): FileChange[] => {
  const changes: FileChange[] = [];
  for (const [path, bytes] of from) {
    const other = to.get(path);
    if (other === undefined) changes.push({ kind: 'removed', path });
    else if (!isSameFile(bytes, other)) changes.push({ kind: 'changed', path });
  }
  for (const path of to.keys()) if (!from.has(path)) changes.push({ kind: 'added', path });
  return changes.sort((one, other) => compareText(one.path, other.path));
};

/** The entries that are not the same between the roots of a component of `type`, sorted by section, then key. */
export const compareXml = (from: XmlElement | undefined, to: XmlElement | undefined, type: string): EntryChange[] => {
  if (from === undefined && to === undefined) return [];
  if (from !== undefined && to !== undefined && canonicalText(from, type) === canonicalText(to, type)) return [];
  return compareElements(from?.children ?? [], to?.children ?? [], type);
};

/** Elements of one name on both sides. */
interface Section {
  readonly name: string;
  readonly from: XmlElement[];
  readonly to: XmlElement[];
}

/** The same for lists of elements of which equal ones may have been left out on both sides. */
export const compareElements = (
  from: readonly XmlElement[],
  to: readonly XmlElement[],
  type: string,
): EntryChange[] => {
  const sections = new Map<string, Section>();
  const sectionOf = (name: string): Section => {
    const section = sections.get(name) ?? { name, from: [], to: [] };
    sections.set(name, section);
    return section;
  };
  for (const element of from) sectionOf(element.name).from.push(element);
  for (const element of to) sectionOf(element.name).to.push(element);
  return [...sections.values()]
    .flatMap((section) => compareSection(section, type))
    .sort((one, other) => compareText(one.section, other.section) || compareText(one.key ?? '', other.key ?? ''));
};

const compareSection = (section: Section, type: string): EntryChange[] => {
  const { name, from, to } = section;
  const named = namer(section, type);
  const left = byKey(from, named);
  const right = byKey(to, named);
  const entries = [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
    compareEqualKeys({ name, from: left.get(key) ?? [], to: right.get(key) ?? [] }, key, type),
  );
  if (entries.length > 0 || !isOrdered(name, type)) return entries;
  const order = { from: [...left.keys()].map(String), to: [...right.keys()].map(String) };
  return JSON.stringify(order.from) === JSON.stringify(order.to) ? [] : [{ kind: 'changed', section: name, order }];
};

/** Elements under one key; more than one on a side are duplicates, matched by what they say. */
const compareEqualKeys = ({ name, from, to }: Section, key: string | undefined, type: string): EntryChange[] => {
  const left = from.map((element) => ({ element, text: canonicalText(element, type) }));
  const right = to.map((element) => ({ element, text: canonicalText(element, type) }));
  const onlyLeft = left.filter(({ text }) => !takeOut(right, text));
  const entry = key === undefined ? { section: name } : { section: name, key };
  return Array.from({ length: Math.max(onlyLeft.length, right.length) }, (_, index) => {
    const was = onlyLeft[index]?.element;
    const is = right[index]?.element;
    return { kind: kindOf(was, is), ...entry, ...(was && { from: was }), ...(is && { to: is }) };
  });
};

const takeOut = (list: { text: string }[], text: string): boolean => {
  const index = list.findIndex((candidate) => candidate.text === text);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
};

const kindOf = (from: unknown, to: unknown): ChangeKind =>
  from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';

type Namer = (element: XmlElement) => string | undefined;

/** How the elements of a section are told apart: by the table, by a usual name, by their own text, or not at all. */
const namer = ({ name, from, to }: Section, type: string): Namer => {
  const keys = entryKeys[type]?.[name];
  if (keys !== undefined) return (element) => keys.map((key) => textAt(element, key)).join(keySeparator);
  if (from.length < 2 && to.length < 2) return () => undefined;
  const all = [...from, ...to];
  if (all.every(({ text }) => text !== undefined)) return ({ text }) => text;
  const usual = usualNames.find((key) => all.every((element) => textAt(element, key) !== ''));
  return usual === undefined ? () => undefined : (element) => textAt(element, usual);
};

/** Between the parts of a key made of several elements. */
export const keySeparator = ' | ';

const textAt = (element: XmlElement, path: string): string => {
  let at: XmlElement | undefined = element;
  for (const name of path.split('/')) at = at?.children.find((child) => child.name === name);
  return at?.text ?? '';
};

const byKey = (elements: readonly XmlElement[], named: Namer): Map<string | undefined, XmlElement[]> =>
  Map.groupBy(elements, named);
