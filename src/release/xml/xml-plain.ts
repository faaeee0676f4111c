import { elementOf, withoutNamespaces, type StartTag, type XmlElement } from './xml-element.ts';
import { afterComment, afterComments, slash, startOfRoot } from './xml-scan.ts';

/**
 * The root element of XML as Salesforce writes it: tags, attributes, text, comments and common entities. Reads it
 * several times faster than a parser of all XML, and exactly as that does. Undefined for anything else, and for whatever
 * is wrong: that is for the strict parser to read or to refuse.
 */
export const readPlainXml = (given: string): XmlElement | undefined => {
  const text = given.includes('\r') ? given.replaceAll(/\r\n?/g, '\n') : given;
  const start = startOfRoot(text, 0);
  if (start < 0 || isUncommon(text)) return undefined;
  const reading: Reading = { text, at: start, tags: new Map() };
  const root = readElement(reading, 0);
  return afterComments(text, reading.at) === text.length ? root : undefined;
};

/** Whether there is more to a text than is read here, or something that no XML may hold. */
const isUncommon = (text: string): boolean =>
  text.includes(']]>') ||
  (text.includes('&') && uncommonEntity.test(text)) ||
  controlCharacter.test(text) ||
  !text.isWellFormed();

const controlCharacter = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]');

/** Any but the five with a name and decimal ones up to `&#9999;`. */
const uncommonEntity = /&(?!(?:amp|apos|gt|lt|quot|#(?:9|10|13|3[2-9]|[4-9]\d|[1-9]\d{2,3}));)/;

const entities: Readonly<Record<string, string>> = { amp: '&', apos: "'", gt: '>', lt: '<', quot: '"' };

/** Deeper is for the strict parser to refuse. */
const deepest = 100;

/** A text and how far it is read. */
interface Reading {
  readonly text: string;
  at: number;
  /** Tags by what is between their brackets: few are there once. */
  readonly tags: Map<string, Tag>;
}

interface Tag extends StartTag {
  readonly isEmpty: boolean;
}

/** Reads from the `<` of a start tag to the end of the element. */
const readElement = (reading: Reading, depth: number): XmlElement | undefined => {
  const { text } = reading;
  const tag = depth > deepest ? undefined : readTag(reading);
  if (tag === undefined || tag.isEmpty) return tag && elementOf(tag, '');
  let said = '';
  let children: XmlElement[] | undefined;
  for (let mark = text.indexOf('<', reading.at); mark >= 0; mark = text.indexOf('<', reading.at)) {
    if (children === undefined) said += text.slice(reading.at, mark);
    reading.at = mark;
    if (text.charCodeAt(mark + 1) === slash)
      return passEnd(reading, tag.name) ? elementOf(tag, withoutEntities(said), children) : undefined;
    if (passComment(reading)) continue;
    const child = readElement(reading, depth + 1);
    if (child === undefined) return undefined;
    (children ??= []).push(child);
  }
  return undefined;
};

const passComment = (reading: Reading): boolean => {
  const end = afterComment(reading.text, reading.at);
  if (end > 0) reading.at = end;
  return end > 0;
};

const passEnd = (reading: Reading, name: string): boolean => {
  const isEnd = reading.text.startsWith(`${name}>`, reading.at + 2);
  reading.at += name.length + 3;
  return isEnd;
};

const readTag = (reading: Reading): Tag | undefined => {
  const end = reading.text.indexOf('>', reading.at);
  if (end < 0) return undefined;
  const inside = reading.text.slice(reading.at + 1, end);
  reading.at = end + 1;
  const known = reading.tags.get(inside);
  if (known !== undefined) return known;
  const tag = tagOf(inside);
  if (tag !== undefined) reading.tags.set(inside, tag);
  return tag;
};

const namePattern = /^[A-Za-z_][\w.:-]*$/;
const tagPattern = /^([A-Za-z_][\w.:-]*)((?:[ \n\t]+[A-Za-z][\w.:-]*=(?:"[^"<&\n\t]*"|'[^'<&\n\t]*'))*)[ \n\t]*$/;
const attributePattern = /([\w.:-]+)=(?:"([^"]*)"|'([^']*)')/g;

const tagOf = (inside: string): Tag | undefined => {
  const isEmpty = inside.endsWith('/');
  const said = isEmpty ? inside.slice(0, -1) : inside;
  if (namePattern.test(said)) return { name: said, attributes: undefined, isEmpty };
  const [, name, text = ''] = tagPattern.exec(said) ?? [];
  if (name === undefined) return undefined;
  const given = [...text.matchAll(attributePattern)];
  const attributes = new Map(given.map(([, attribute = '', double, single = '']) => [attribute, double ?? single]));
  return attributes.size < given.length ? undefined : { name, attributes: withoutNamespaces(attributes), isEmpty };
};

const withoutEntities = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, name: string) =>
        code === undefined ? (entities[name] ?? '') : String.fromCharCode(Number(code)),
      )
    : text;
