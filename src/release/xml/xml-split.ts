/** A metadata file cut into the elements of its root, unparsed. Strings are as the file has them. */
export interface SplitXml {
  readonly root: string;
  /** Text of the root's start tag after its name: attributes. */
  readonly attributes: string;
  /** Names of the elements in their order. */
  readonly names: readonly string[];
  /** The text of each, from its `<` to its `>`. */
  readonly chunks: readonly string[];
}

/** Signs that XML is made of, as code units. */
const open = 60; // <
const slash = 47; // /
const close = 62; // >

/**
 * Cuts metadata XML without parsing it, 10 to 20 times faster than a parser: what is equal text in two versions need
 * never be understood. Undefined when there is any doubt where an element ends (a document type, text between elements,
 * no end, something after the end): then a strict parser has to look at all of it. Each chunk begins and ends with its
 * own tags; what is between them is only looked at as far as that takes.
 */
export const splitXml = (text: string): SplitXml | undefined => {
  const start = startOfRoot(text, startOfText(text));
  const tagEnd = start < 0 ? -1 : text.indexOf('>', start);
  if (tagEnd < 0) return undefined;
  const root = nameAt(text, start + 1);
  const attributes = text.slice(start + 1 + root.length, tagEnd);
  if (root === '' || attributes.includes('<') || text.includes('<?', start)) return undefined;
  if (!attributes.endsWith('/')) return splitChildren(text, tagEnd + 1, { root, attributes });
  return isBlank(text, tagEnd + 1) ? { root, attributes: attributes.slice(0, -1), names: [], chunks: [] } : undefined;
};

const splitChildren = (
  text: string,
  from: number,
  start: Pick<SplitXml, 'root' | 'attributes'>,
): SplitXml | undefined => {
  const names: string[] = [];
  const chunks: string[] = [];
  const endOf = text.includes('<!', from) ? endWithMarkup : endOfElement;
  let at = afterComments(text, from);
  let name = '';
  while (text.charCodeAt(at) === open && text.charCodeAt(at + 1) !== slash) {
    name = isNameAt(text, at + 1, name) ? name : nameAt(text, at + 1); // one string for a run of equal names
    const end = name === '' ? -1 : endOf(text, at, name);
    if (end < 0) return undefined;
    names.push(name);
    chunks.push(text.slice(at, end));
    at = afterComments(text, end);
  }
  const endTag = `</${start.root}>`;
  return text.startsWith(endTag, at) && isBlank(text, at + endTag.length) ? { ...start, names, chunks } : undefined;
};

/** The declaration that Salesforce writes; any other is for the parser to judge. */
const declaration = /<\?xml[ \n\r\t]+version=(["'])1\.0\1(?:[ \n\r\t]+encoding=(["'])utf-8\2)?[ \n\r\t]*\?>/iy;

/** Index of the root's `<`, past the declaration and comments; -1 when something else comes first. */
const startOfRoot = (text: string, from: number): number => {
  let at = from;
  if (text.startsWith('<?', at)) {
    declaration.lastIndex = at;
    if (!declaration.test(text)) return -1;
    at = declaration.lastIndex;
  }
  at = afterComments(text, at);
  return text.charCodeAt(at) === open ? at : -1;
};

/** Past white space and comments. One that is not as it should be is left for the caller to stumble over. */
const afterComments = (text: string, from: number): number => {
  let at = afterBlank(text, from);
  for (let end = afterComment(text, at); end > 0; end = afterComment(text, at)) at = afterBlank(text, end);
  return at;
};

/** Index after the comment that starts here; -1 when none does, or it is not as it should be. */
const afterComment = (text: string, at: number): number => {
  if (!text.startsWith('<!--', at)) return -1;
  const end = text.indexOf('--', at + 4);
  return end >= 0 && text.charCodeAt(end + 2) === close ? end + 3 : -1;
};

const afterBlank = (text: string, from: number): number => {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 9 || code === 13;) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return at;
};

const isBlank = (text: string, from: number): boolean => afterBlank(text, from) === text.length;

/** A byte order mark is three code units where bytes stand for themselves. */
const startOfText = (text: string): number =>
  text.charCodeAt(0) === 0xfeff ? 1 : text.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;

/** The name that begins here: up to white space, `/` or `>`; empty when none does. */
const nameAt = (text: string, from: number): string => {
  let at = from;
  for (let code = text.charCodeAt(at); code > 32 && code !== slash && code !== close && code !== open;) {
    at += 1;
    code = text.charCodeAt(at);
  }
  return text.slice(from, at);
};

/** Whether `name`, ended, begins here. */
const isNameAt = (text: string, from: number, name: string): boolean =>
  name !== '' && text.charCodeAt(from + name.length) === close && text.startsWith(name, from);

/** Index after the end tag of the element that starts here; -1 when there is none. */
type EndOf = (text: string, start: number, name: string) => number;

const endOfElement: EndOf = (text, start, name) => {
  const tagEnd = text.indexOf('>', start);
  if (tagEnd < 0) return -1;
  if (text.charCodeAt(tagEnd - 1) === slash) return tagEnd + 1;
  const endTag = `</${name}>`;
  const end = text.indexOf(endTag, tagEnd);
  if (end < 0) return -1;
  const holdsOwnName = text.slice(tagEnd, end).includes(`<${name}`);
  return holdsOwnName ? endOfNested(text, tagEnd + 1, name) : end + endTag.length;
};

/** For a file with comments or CDATA somewhere: an end tag in one of those ends nothing. */
const endWithMarkup: EndOf = (text, start, name) => {
  const end = endOfElement(text, start, name);
  if (end < 0 || holdsItsComments(text.slice(start, end))) return end;
  const tagEnd = text.indexOf('>', start);
  return text.charCodeAt(tagEnd - 1) === slash ? end : endOfNested(text, tagEnd + 1, name);
};

/** Whether all markup in a text is comments that end in it. */
const holdsItsComments = (text: string): boolean => {
  let at = text.indexOf('<!');
  while (at >= 0) {
    const end = afterComment(text, at);
    if (end < 0) return false;
    at = text.indexOf('<!', end);
  }
  return true;
};

/** Counts elements of the same name inside, past comments and CDATA. Linear: no pattern looks past the next `<`. */
const endOfNested: EndOf = (text, from, name) => {
  const own = name.replace(/[^\w-]/g, '\\$&');
  const mark = new RegExp(`(<!--|<!\\[CDATA\\[)|<(/?)${own}(?:\\s[^<>]*?)?(/?)>`, 'g');
  mark.lastIndex = from;
  let depth = 1;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const [, markup, end, empty] = found;
    if (markup !== undefined) {
      const closing = markup === '<!--' ? '-->' : ']]>';
      const past = text.indexOf(closing, mark.lastIndex);
      if (past < 0) return -1;
      mark.lastIndex = past + closing.length;
    } else if (end === '/') depth -= 1;
    else if (empty === '') depth += 1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
};
