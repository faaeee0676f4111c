import type { ZipEntries } from '../metadata/types.ts';

/** Elements whose text people change in Setup, the best first. */
const TEXTS = ['description', 'value', 'label', 'masterLabel', 'errorMessage'];

const editXml = (xml: string): string | undefined => {
  for (const name of TEXTS) {
    const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml);
    if (found) return xml.replace(found[0], `<${name}>${found[1] ?? ''} (edited in Setup)</${name}>`);
  }
  return undefined;
};

const editText = (path: string, text: string): string | undefined => {
  if (/\.(cls|trigger|js|css)$/.test(path)) return `${text.trimEnd()}\n/* edited in Setup */\n`;
  if (/\.(page|component|html|cmp)$/.test(path)) return `${text.trimEnd()}\n<!-- edited in Setup -->\n`;
  return editXml(text);
};

/**
 * The component's files as somebody would leave them after a small edit: a comment in code, another wording in XML.
 * Undefined when none of the files has anything to edit.
 */
export const editedFiles = (files: ZipEntries): ReadonlyMap<string, Buffer> | undefined => {
  for (const [path, bytes] of files) {
    if (path === 'package.xml') continue;
    const text = editText(path, bytes.toString('utf8'));
    if (text !== undefined) return new Map([...files, [path, Buffer.from(text)]]);
  }
  return undefined;
};
