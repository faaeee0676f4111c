import { isUtf8 } from 'node:buffer';
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
  const names = new Map<string, string>(); // one string per tag, not one per element
  parser.on('doctype', () => refuse('DOCTYPE is not allowed'));
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= deepest) refuse(`elements are nested more than ${deepest} deep`);
    const own = Object.keys(attributes).length > 0 ? (attributes as Record<string, string>) : noAttributes;
    if (!names.has(name)) names.set(name, name);
    open.push({ name: names.get(name) ?? name, attributes: own, children: [], text: '' });
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
export const sorted = (element: XmlElement): XmlElement => {
  const { children } = element;
  if (children.length === 0) return element;
  const inner = children.map(sorted);
  const isSorted = inner.every((child, at) => child === children[at] && byTag(children[at - 1] ?? child, child) <= 0);
  return isSorted ? element : { ...element, children: inner.sort(byTag) };
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#13;', // a bare carriage return would come back as a line feed
};

// As Salesforce writes. Most text needs none of it, and a search costs less than a replacement.
const escaped = (text: string): string =>
  /[&<>"'\r]/.test(text) ? text.replace(/[&<>"'\r]/g, (sign) => ESCAPES[sign] ?? sign) : text;

const openingTag = ({ name, attributes }: XmlElement): string =>
  attributes === noAttributes
    ? `<${name}`
    : `<${name}${Object.entries(attributes)
        .map(([attribute, value]) => ` ${attribute}="${escaped(value)}"`)
        .join('')}`;

/** Written by hand, for it was most of what a deploy cost: a library's builder took ten times as long. */
const write = (lines: string[], element: XmlElement, indent: string): void => {
  const opening = indent + openingTag(element);
  if (element.children.length === 0) {
    lines.push(element.text === '' ? `${opening}/>\n` : `${opening}>${escaped(element.text)}</${element.name}>\n`);
    return;
  }
  lines.push(`${opening}>\n`);
  for (const child of element.children) write(lines, child, `${indent}    `);
  lines.push(`${indent}</${element.name}>\n`);
};

/** Elements as lines indented by four spaces, ready to stand inside a root; empty text for none. */
export const innerText = (elements: readonly XmlElement[]): string => {
  const lines: string[] = [];
  for (const element of elements) write(lines, element, '    ');
  return lines.join(''); // unlike a sum of strings, it does not keep its parts alive
};

const wrapper = 'w';

/** Reads back what `innerText` wrote. */
export const parseInner = (text: string): readonly XmlElement[] =>
  parseXml(`<${wrapper}>${text}</${wrapper}>`).children;

/** A whole document around text that `innerText` wrote. */
export const documentAround = (root: XmlElement, inner: string): Buffer => {
  const opening = openingTag(root);
  const body = inner === '' ? `${opening}/>` : `${opening}>\n${inner}</${root.name}>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`);
};

/** The canonical document of a root element: sorted, four spaces, declaration. */
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
