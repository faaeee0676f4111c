import { SaxesParser } from 'saxes';

/** An element without its prefix; `text` is its own character data, trimmed by nobody. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** The text is not XML this org reads. */
export class BadXmlError extends Error {}

const DEPTH_LIMIT = 64;
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

interface OpenElement extends XmlElement {
  text: string;
  readonly children: OpenElement[];
}

/**
 * Parses a whole document, strictly. A DOCTYPE is refused (no entity bombs, no external entities) and so is a document
 * nested deeper than any real request.
 * @throws {BadXmlError} with the parser's line and column.
 */
export const parseXml = (text: string): XmlElement => {
  const parser = new SaxesParser();
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  const append = (data: string): void => {
    const top = open.at(-1);
    if (top) top.text += data;
  };
  parser.on('error', (error) => {
    throw new BadXmlError(error.message);
  });
  parser.on('doctype', () => {
    throw new BadXmlError('a document type declaration is not allowed');
  });
  parser.on('opentag', (tag) => {
    if (open.length >= DEPTH_LIMIT) throw new BadXmlError('elements are nested too deeply');
    const element: OpenElement = { name: localName(tag.name), text: '', children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (open.length === 0) root = closed;
  });
  parser.write(text).close();
  if (!root) throw new BadXmlError('no root element');
  return root;
};

export const child = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((each) => each.name === name);

export const children = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((each) => each.name === name) ?? [];

/** Trimmed text of a child, or undefined when there is no such child. */
export const textOf = (element: XmlElement | undefined, name: string): string | undefined =>
  child(element, name)?.text.trim();

export const textsOf = (element: XmlElement | undefined, name: string): readonly string[] =>
  children(element, name).map((each) => each.text.trim());

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What stands for itself in no XML text: markup, and the characters that XML 1.0 cannot carry at all. */
const UNSAFE = /[&<>"]|[^\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const EACH_UNSAFE = new RegExp(UNSAFE, 'gu');

export const escapeXml = (text: string): string =>
  UNSAFE.test(text) ? text.replace(EACH_UNSAFE, (letter) => ESCAPES[letter] ?? '\u{FFFD}') : text;

/** What an element can hold: arrays become repeated elements, undefined and null are left out, buffers become base64. */
export type XmlValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Date
  | Buffer
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** `<name>value</name>`; empty strings become `<name/>`. */
export const element = (name: string, value: XmlValue): string => {
  if (value === undefined || value === null) return '';
  if (isList(value)) return value.map((each) => element(name, each)).join('');
  const content = contentOf(value);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
};

const contentOf = (value: NonNullable<XmlValue>): string => {
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  let content = '';
  for (const [name, each] of Object.entries(value)) content += element(name, each);
  return content;
};
