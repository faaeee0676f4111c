import { SaxesParser } from 'saxes';
import type { XmlElement } from './xml-element.ts';

/** Why text is no metadata XML. `line` counts from 1. */
export class XmlError extends Error {
  public readonly reason: 'notXml' | 'doctype' | 'encoding' | 'tooLarge';
  public readonly line: number | undefined;

  public constructor(reason: XmlError['reason'], message: string, line?: number) {
    super(message);
    this.name = 'XmlError';
    this.reason = reason;
    this.line = line;
  }
}

/** Largest metadata file that is read. The Metadata API takes 39 MB for a whole deploy. */
export const largestXml = 64 * 1024 * 1024;

/** Deepest nesting that is read; a flow screen is the deepest known, at about 12. */
const deepest = 200;

/**
 * The text of an XML file. Throws `XmlError` when it is not UTF-8, as Salesforce requires, or larger than is read. A
 * byte order mark is dropped.
 */
export const decodeXml = (bytes: Uint8Array): string => {
  if (bytes.length > largestXml) throw new XmlError('tooLarge', `larger than ${largestXml / 1024 / 1024} MB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new XmlError('encoding', `not UTF-8 text${cause instanceof RangeError ? ': too long' : ''}`);
  }
};

interface Open {
  readonly name: string;
  readonly attributes: XmlElement['attributes'];
  readonly children: XmlElement[];
  text: string;
}

/**
 * The root element of metadata XML, strictly: anything that is not well formed, has two roots or a document type
 * throws `XmlError` with its line. Nothing external is ever loaded: a document type is refused. Text beside elements is
 * passed over, as white space and comments are.
 */
export const parseXml = (text: string): XmlElement => {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return parsed(plain, false);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return parsed(plain, true); // counting lines costs a fifth, and only an error has one
  }
};

const parsed = (text: string, position: boolean): XmlElement => {
  const open: Open[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser<{ xmlns: false; position: boolean }>({ xmlns: false, position });
  const fail = (message: string, reason: XmlError['reason'] = 'notXml'): never => {
    throw new XmlError(reason, message, parser.line);
  };
  parser.on('error', (error) => fail(error.message.replace(/^(undefined|\d+):\d+:\s*/, '')));
  parser.on('doctype', () => fail('a document type (DOCTYPE) is refused', 'doctype'));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) fail(`encoding ${encoding} is not UTF-8`, 'encoding');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > deepest) fail(`elements nested deeper than ${deepest}`);
    open.push({ name, attributes: withoutNamespaces(attributes), children: [], text: '' });
  });
  const addText = (more: string): void => {
    const element = open.at(-1);
    if (element !== undefined) element.text += more;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    const element = closed ? closeElement(closed) : fail('an end without a start');
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(text).close();
  return root ?? fail('no element');
};

const noChildren: readonly XmlElement[] = [];

/** Text beside elements means nothing to the org: two releases of EDA went out with `</label>>` in a file. */
const closeElement = ({ name, attributes, children, text }: Open): XmlElement => {
  const rest = attributes === undefined ? {} : { attributes };
  if (children.length > 0) return { name, children, ...rest };
  return { name, text: isLayout(text) ? '' : text, children: noChildren, ...rest };
};

/** White space with a line break between the tags of an empty element is layout; without one it is a value. */
const isLayout = (text: string): boolean => text.includes('\n') && text.trim() === '';

const withoutNamespaces = (attributes: Readonly<Record<string, string>>): XmlElement['attributes'] => {
  let kept: Record<string, string> | undefined;
  for (const name in attributes)
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) (kept ??= {})[name] = attributes[name] ?? '';
  return kept;
};
