import type { StoredComponent } from './types.ts';
import { branch, parseInner, parseXml, type XmlElement } from './xml.ts';

const trees = new WeakMap<StoredComponent, XmlElement>();

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

/** The XML of a component: its own element, or that of its metadata file. Parsed once. */
export const treeOf = (component: StoredComponent): XmlElement => {
  const known = trees.get(component);
  if (known) return known;
  const tree = parse(component);
  trees.set(component, tree);
  return tree;
};
