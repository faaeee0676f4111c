/** Signs that XML is made of, as code units. */
export const open = 60; // <
export const slash = 47; // /
export const close = 62; // >

/** The declaration that Salesforce writes; any other is for the parser to judge. */
const declaration = /<\?xml[ \n\r\t]+version=(["'])1\.0\1(?:[ \n\r\t]+encoding=(["'])utf-8\2)?[ \n\r\t]*\?>/iy;

/** Index of the root's `<`, past the declaration and comments; -1 when something else comes first. */
export const startOfRoot = (text: string, from: number): number => {
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
export const afterComments = (text: string, from: number): number => {
  let at = afterBlank(text, from);
  for (let end = afterComment(text, at); end > 0; end = afterComment(text, at)) at = afterBlank(text, end);
  return at;
};

/** Index after the comment that starts here; -1 when none does, or it is not as it should be. */
export const afterComment = (text: string, at: number): number => {
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

export const isBlank = (text: string, from: number): boolean => afterBlank(text, from) === text.length;
