import { haveSameChildren, isSameElement } from '../xml/canonical-xml.ts';
import { compareElements } from './compare-elements.ts';
import { compareText } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange, EntryChange, FileChange } from './delta.ts';
import { isSameFile } from './same-file.ts';
import type { XmlElement } from '../xml/xml-element.ts';

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
  const encodedName = to?.encodedName ?? from?.encodedName;
  const id = {
    type: known.type,
    fullName: known.fullName,
    ...(encodedName !== undefined && { encodedName }),
    paths: { from: [], to: [] },
  };
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
const compareXml = (from: XmlElement | undefined, to: XmlElement | undefined, type: string): EntryChange[] => {
  const change = rootChange(from, to);
  if (from !== undefined && to !== undefined && haveSameChildren(from, to, type)) return change;
  const sides = { from: from?.children ?? [], to: to?.children ?? [] };
  const entries = compareElements({ type, ...sides, repeated: repeatedNames(sides.from, sides.to) });
  return change.concat(entries);
};

/** A root that is called differently (settings of another kind) or has other attributes. */
const rootChange = (from: XmlElement | undefined, to: XmlElement | undefined): EntryChange[] => {
  if (from === undefined || to === undefined) return [];
  const own = (root: XmlElement): XmlElement => ({ ...root, children: [] });
  const isSame = isSameElement(own(from), own(to), '');
  return isSame ? [] : [{ kind: 'changed', section: to.name, from: own(from), to: own(to) }];
};

/** Names that occur more than once on one of the sides. */
const repeatedNames = (...sides: readonly (readonly XmlElement[])[]): ReadonlySet<string> => {
  const repeated = new Set<string>();
  for (const side of sides) {
    const seen = new Set<string>();
    for (const { name } of side)
      if (seen.has(name)) repeated.add(name);
      else seen.add(name);
  }
  return repeated;
};
