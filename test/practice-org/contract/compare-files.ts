import { SaxesParser } from 'saxes';

/**
 * How a file that came back differs from the one that was sent. The order of these is that of harm: the first that fits
 * is the answer. XML is read here by other code than the practice org's, so that the two can disagree.
 */
export const DIFFERENCES = [
  'equal bytes',
  'written otherwise',
  'tags in another order',
  'equal tags in another order',
  'different',
] as const;

export type Difference = (typeof DIFFERENCES)[number];

interface Node {
  readonly name: string;
  readonly attributes: string;
  readonly children: Node[];
  text: string;
}

/** Elements, attributes and text; no declaration, comments, indentation or namespaces (they say nothing in metadata). */
const treeOf = (source: string): Node => {
  const parser = new SaxesParser();
  const open: Node[] = [{ name: '', attributes: '', children: [], text: '' }];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const own = Object.entries(attributes).filter(([attribute]) => !attribute.startsWith('xmlns'));
    const node: Node = { name, attributes: JSON.stringify(own.sort()), children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  const addText = (text: string): void => {
    const top = open.at(-1);
    if (top) top.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => open.pop());
  parser.write(source.replace(/^\uFEFF/, '')).close();
  const [root] = open;
  if (!root) throw new Error('no document');
  return root;
};

type Order = 'as written' | 'by tag' | 'by content';

const canonical = (node: Node, order: Order): string => {
  const { name, attributes, children, text } = node;
  // Text beside elements is indentation.
  const written = children.map((child) => [child.name, canonical(child, order)] as const);
  if (order === 'by tag') written.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (order === 'by content') written.sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([name, attributes, children.length > 0 ? written.map(([, each]) => each) : text]);
};

const isXml = (path: string): boolean => /\.(?:xml|svg|site)$/.test(path);

/** Compares one file; `path` says whether it is XML. */
export const differenceOf = (path: string, sent: Buffer, back: Buffer): Difference => {
  if (sent.equals(back)) return 'equal bytes';
  if (!isXml(path)) return 'different';
  const [from, to] = [treeOf(sent.toString('utf8')), treeOf(back.toString('utf8'))];
  const same = (order: Order): boolean => canonical(from, order) === canonical(to, order);
  if (same('as written')) return 'written otherwise';
  if (same('by tag')) return 'tags in another order';
  return same('by content') ? 'equal tags in another order' : 'different';
};

/** The kind of file, for counting: `field-meta.xml` of `Risk__c.field-meta.xml`. */
export const kindOf = (path: string): string => /[^/.]+\.(?<kind>[^/]+)$/.exec(path)?.groups?.['kind'] ?? path;
