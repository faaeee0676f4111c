import Builder from 'fast-xml-builder';
import type { XmlElement } from './xml-element.ts';

/** The namespace of every metadata file and manifest. */
export const metadataNamespace = 'http://soap.sforce.com/2006/04/metadata';

const namespaces: Readonly<Record<string, string>> = {
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xsd: 'http://www.w3.org/2001/XMLSchema',
};

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * As Salesforce's own library writes: four spaces, `&apos;` and `&quot;`, no empty tags. A carriage return is written as
 * a reference, because a parser reads a bare one as a line feed.
 */
const style = {
  preserveOrder: true,
  format: true,
  indentBy: '    ',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  entities: [
    { regex: /&/g, val: '&amp;' },
    { regex: />/g, val: '&gt;' },
    { regex: /</g, val: '&lt;' },
    { regex: /'/g, val: '&apos;' },
    { regex: /"/g, val: '&quot;' },
    { regex: /\r/g, val: '&#13;' },
  ],
};

const builder = new Builder(style);

/** fast-xml-parser's ordered form: one key for the element, `:@` for its attributes. */
type Node = Readonly<Record<string, unknown>>;

/**
 * The text of a metadata file: declaration, the root in the metadata namespace, and a line feed at the end. Text is
 * exact: reading it back gives an equal element. Throws a `RangeError` that names the element for what XML cannot hold:
 * control characters, half a surrogate pair, a prefix nobody declared, an element with both text and children.
 */
export const writeXml = (root: XmlElement): string => {
  const declared = new Map([...prefixesOf(root)].map((prefix) => [`@_xmlns:${prefix}`, namespaceOf(prefix, root)]));
  const attributes = { '@_xmlns': metadataNamespace, ...Object.fromEntries(declared), ...attributesOf(root) };
  // The builder puts a line feed before every element.
  return `${declaration}${builder.build([{ ...nodeOf(root), ':@': attributes }])}\n`;
};

const nodeOf = (element: XmlElement): Node => {
  if (element.text !== undefined && element.children.length > 0)
    throw new RangeError(`<${element.name}> has text and children; metadata has either`);
  const content =
    element.children.length > 0 ? element.children.map(nodeOf) : [{ '#text': writable(element.text ?? '', element) }];
  const attributes = attributesOf(element);
  return { [nameOf(element)]: content, ...(attributes === undefined ? {} : { ':@': attributes }) };
};

const nameOf = (element: XmlElement): string => {
  if (!/^[\p{L}_][\p{L}\p{N}_.:-]*$/u.test(element.name))
    throw new RangeError(`not the name of an element: ${element.name}`);
  return element.name;
};

const attributesOf = (element: XmlElement): Readonly<Record<string, string>> | undefined => {
  if (element.attributes === undefined) return undefined;
  const named = Object.entries(element.attributes).map(([name, value]) => {
    if (/[\t\n\r]/.test(value)) throw new RangeError(`attribute ${name} of <${element.name}> holds a line break`);
    return [`@_${name}`, writable(value, element)] as const;
  });
  return Object.fromEntries(named);
};

/** What XML 1.0 cannot hold, not even as a reference. */
const unwritable = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]');

const writable = (text: string, element: XmlElement): string => {
  if (unwritable.test(text) || !text.isWellFormed())
    throw new RangeError(`<${element.name}> holds a character that XML cannot`);
  return text;
};

/** Prefixes of attributes, and of type names in them (`xsi:type="xsd:string"`); `xml` is declared by itself. */
const prefixesOf = (root: XmlElement, found = new Set<string>()): ReadonlySet<string> => {
  for (const [name, value] of Object.entries(root.attributes ?? {}))
    for (const text of name === 'xsi:type' ? [name, value] : [name]) {
      const prefix = prefixOf(text);
      if (prefix !== undefined && prefix !== 'xml') found.add(prefix);
    }
  const own = prefixOf(root.name);
  if (own !== undefined) found.add(own);
  for (const child of root.children) prefixesOf(child, found);
  return found;
};

const prefixOf = (name: string): string | undefined => {
  const colon = name.indexOf(':');
  return colon > 0 ? name.slice(0, colon) : undefined;
};

const namespaceOf = (prefix: string, root: XmlElement): string => {
  const namespace = namespaces[prefix];
  if (namespace === undefined) throw new RangeError(`<${root.name}> uses the prefix ${prefix}, which has no namespace`);
  return namespace;
};
