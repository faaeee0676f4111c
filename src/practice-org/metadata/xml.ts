import { isUtf8 } from 'node:buffer';
import XMLBuilder from 'fast-xml-builder';
import { SaxesParser } from 'saxes';

/** A small tree: metadata XML has no mixed content, so an element has children or text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** What the strict parser refused, with its place (both from 1). */
export class XmlProblem extends Error {
  override readonly name = 'XmlProblem';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

export const metadataNamespace = 'http://soap.sforce.com/2006/04/metadata';

const deepest = 200;

interface OpenElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

const noAttributes: Readonly<Record<string, string>> = Object.freeze({});

/** The listeners that build the tree; a document without a root, or too deep is refused. */
const buildTree = (parser: SaxesParser, refuse: (message: string) => never): { root?: XmlElement } => {
  const found: { root?: XmlElement } = {};
  const open: OpenElement[] = [];
  parser.on('doctype', () => refuse('DOCTYPE is not allowed'));
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= deepest) refuse(`elements are nested more than ${deepest} deep`);
    const own = Object.keys(attributes).length > 0 ? (attributes as Record<string, string>) : noAttributes;
    open.push({ name, attributes: own, children: [], text: '' });
  });
  const addText = (text: string): void => {
    const last = open.at(-1);
    if (last) last.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = open.pop();
    if (!element) return;
    // Two releases of EDA went out with `</label>>` in a file: text beside elements is passed over.
    if (element.children.length > 0) element.text = '';
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else found.root = element;
  });
  return found;
};

const parseOnce = (text: string, position: boolean): XmlElement => {
  const parser = new SaxesParser({ position });
  const refuse = (message: string): never => {
    throw new XmlProblem(message, position ? parser.line : 1, position ? parser.column : 1);
  };
  parser.on('error', (error) => refuse(error.message.replace(/^\d+:\d+: /, '')));
  const found = buildTree(parser, refuse);
  parser.write(text).close();
  return found.root ?? refuse('document must contain a root element');
};

/**
 * Parses one XML document strictly: well-formed, UTF-8, no DOCTYPE (so no entities of its own).
 * Throws `XmlProblem`. Comments and processing instructions are dropped; text is kept exactly.
 */
export const parseXml = (source: Buffer | string): XmlElement => {
  if (typeof source !== 'string' && !isUtf8(source)) throw new XmlProblem('invalid UTF-8 encoding', 1, 1);
  const text = (typeof source === 'string' ? source : source.toString('utf8')).replace(/^\uFEFF/, '');
  try {
    return parseOnce(text, false);
  } catch {
    return parseOnce(text, true); // the same again, slower, to tell the line
  }
};

/** Text of the first child of that name, or undefined. */
export const childText = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;

export const childrenNamed = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

export const leaf = (name: string, text: string): XmlElement => ({
  name,
  attributes: noAttributes,
  children: [],
  text,
});

export const branch = (name: string, children: readonly XmlElement[]): XmlElement => ({
  name,
  attributes: noAttributes,
  children,
  text: '',
});

/** `fullName` is inherited from the base type and so comes first; all else is alphabetical. */
const byTag = (a: XmlElement, b: XmlElement): number => {
  if (a.name === b.name) return 0;
  if (a.name === 'fullName') return -1;
  if (b.name === 'fullName') return 1;
  return a.name < b.name ? -1 : 1;
};

/** The order in which Salesforce writes: tags sorted at every level, equal tags as they came. */
export const sorted = (element: XmlElement): XmlElement =>
  element.children.length === 0 ? element : { ...element, children: element.children.map(sorted).sort(byTag) };

// A constant of its own: `entities` works but is missing from the library's types.
const builderOptions = {
  preserveOrder: true,
  format: true,
  indentBy: '    ',
  ignoreAttributes: false,
  attributeNamePrefix: '',
  suppressEmptyNode: true,
  entities: [
    { regex: /&/g, val: '&amp;' },
    { regex: />/g, val: '&gt;' },
    { regex: /</g, val: '&lt;' },
    { regex: /'/g, val: '&apos;' },
    { regex: /"/g, val: '&quot;' },
    { regex: /\r/g, val: '&#13;' }, // a bare carriage return would come back as a line feed
  ],
};
const builder = new XMLBuilder(builderOptions);

const toBuilder = (element: XmlElement): Record<string, unknown> => ({
  [element.name]:
    element.children.length > 0
      ? element.children.map(toBuilder)
      : element.text === ''
        ? []
        : [{ '#text': element.text }],
  ...(element.attributes === noAttributes ? {} : { ':@': element.attributes }),
});

const wrapper = 'w';

/** Elements as lines indented by four spaces, ready to stand inside a root; empty text for none. */
export const innerText = (elements: readonly XmlElement[]): string => {
  if (elements.length === 0) return '';
  const wrapped = builder.build([{ [wrapper]: elements.map(toBuilder) }]);
  return wrapped.slice(wrapped.indexOf('>') + 2, wrapped.lastIndexOf(`</${wrapper}>`));
};

/** Reads back what `innerText` wrote. */
export const parseInner = (text: string): readonly XmlElement[] =>
  parseXml(`<${wrapper}>${text}</${wrapper}>`).children;

/** A whole document around text that `innerText` wrote. */
export const documentAround = (root: XmlElement, inner: string): Buffer => {
  const opening = builder
    .build([toBuilder({ ...root, children: [], text: '' })])
    .trim()
    .replace(/\/?>$/, '');
  const body = inner === '' ? `${opening}/>` : `${opening}>\n${inner}</${root.name}>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`);
};

/** The canonical document of a root element: sorted, four spaces, declaration. A root with bare text keeps it. */
export const canonicalDocument = (root: XmlElement): Buffer => {
  const inSeries = sorted(root);
  return documentAround(inSeries, innerText(inSeries.children));
};

export const metadataRoot = (name: string): XmlElement => ({
  name,
  attributes: { xmlns: metadataNamespace },
  children: [],
  text: '',
});
