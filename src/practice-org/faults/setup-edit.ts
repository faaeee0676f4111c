import type { ZipEntries } from '../metadata/types.ts';

/** One text in place of another. */
export interface Replacement {
  readonly from: string;
  readonly to: string;
}

/** Elements whose text people change in Setup, the best first. */
const TEXTS = ['description', 'value', 'label', 'masterLabel', 'errorMessage'];

const inXml = (xml: string): Replacement | undefined => {
  for (const name of TEXTS) {
    const [element, text] = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml) ?? [];
    if (element !== undefined && text !== undefined)
      return { from: element, to: `<${name}>${text} (edited in Setup)</${name}>` };
  }
  return undefined;
};

const inText = (path: string, text: string): Replacement | undefined => {
  const comment = /\.(cls|trigger|js|css)$/.test(path)
    ? '/* edited in Setup */'
    : /\.(page|component|html|cmp)$/.test(path)
      ? '<!-- edited in Setup -->'
      : undefined;
  return comment === undefined ? inXml(text) : { from: text, to: `${text.trimEnd()}\n${comment}\n` };
};

/**
 * A small edit somebody could make to a component's files: a comment in code, another wording in XML. Undefined when
 * none of the files has anything to edit.
 */
export const smallReplacement = (files: ZipEntries): Replacement | undefined => {
  for (const [path, bytes] of files) {
    const replacement = path === 'package.xml' ? undefined : inText(path, bytes.toString('utf8'));
    if (replacement) return replacement;
  }
  return undefined;
};
