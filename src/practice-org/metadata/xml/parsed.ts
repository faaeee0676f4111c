import type { StoredComponent } from '../types.ts';
import { branch, parseInner, parseXml, type XmlElement } from './xml.ts';

/** Trees are kept as long as there is room: an org has many, and each is several times as big as its text. */
const trees = new WeakMap<StoredComponent, WeakRef<XmlElement>>();

/** The file that is XML: the companion of content, else the only file. */
const metadataFile = (files: ReadonlyMap<string, Buffer>): Buffer => {
  const [path, bytes] = [...files].find(([name]) => name.endsWith('-meta.xml')) ?? [...files][0] ?? [];
  return path === undefined || bytes === undefined ? Buffer.from('<empty/>') : bytes;
};

const parse = (component: StoredComponent): XmlElement => {
  const { xml, parent, files, tag } = component;
  if (xml === undefined) return parseXml(metadataFile(files));
  const elements = parseInner(xml);
  return parent === undefined ? branch(tag ?? '', elements) : (elements[0] ?? branch(tag ?? '', []));
};

/** Saves the parsing of a component that was just written from a tree. */
export const rememberTree = (component: StoredComponent | undefined, tree: XmlElement): void => {
  if (component) trees.set(component, new WeakRef(tree));
};

/** The XML of a component: its own element, or that of its metadata file. */
export const treeOf = (component: StoredComponent): XmlElement => {
  const known = trees.get(component)?.deref();
  if (known) return known;
  const tree = parse(component);
  rememberTree(component, tree);
  return tree;
};
