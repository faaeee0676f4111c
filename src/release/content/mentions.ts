import { objectOf } from '../metadata/component-names.ts';
import type { ComponentId } from '../metadata/component.ts';
import type { ComponentContent } from './content.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** Text that was taken apart once, to be asked for many names. */
export interface SearchableText {
  readonly text: string;
  readonly words: ReadonlySet<string>;
  /** The object the text belongs to: its own fields need not be named with it. */
  readonly owner: string | undefined;
}

export const searchable = (text: string, owner?: string): SearchableText => ({
  text,
  words: new Set(text.match(/[\w-]+|\w+/gu)?.flatMap((word) => [word, ...word.split('-')])),
  owner,
});

/** All text of a content: the leaves of its XML and its files, binary ones left out. */
export const searchableContent = (content: ComponentContent): SearchableText => {
  const parts: string[] = content.xml === undefined ? [] : leaves(content.xml);
  for (const bytes of content.files.values()) if (!bytes.includes(0)) parts.push(new TextDecoder().decode(bytes));
  return searchable(parts.join('\n'), objectOf(content)?.fullName ?? content.fullName);
};

/** Elements that hold words for people: a class called `Property` is not used by a page titled "Property". */
const prose: ReadonlySet<string> = new Set([
  'description',
  'errorMessage',
  'fieldText',
  'helpText',
  'inlineHelpText',
  'label',
  'masterLabel',
  'pluralLabel',
  'title',
]);

const leaves = ({ name, text, children }: XmlElement): string[] => {
  if (text === undefined) return children.flatMap(leaves);
  return prose.has(name) && !text.includes('{!') ? [] : [text];
};

/** What to look for to find a component named, made once for many texts. */
export interface Term {
  /** How it is written where it is used; found as whole words when it is one, else as text. */
  readonly spellings: readonly { readonly text: string; readonly isWord: boolean }[];
  /** The object that has to be named too, unless the text belongs to it. */
  readonly parent: string | undefined;
}

export const termOf = (component: ComponentId): Term => {
  const parent = objectOf(component)?.fullName;
  const name = parent === undefined ? component.fullName : component.fullName.slice(parent.length + 1);
  const texts = [...new Set(spellingsOf(component.type, name))];
  return { spellings: texts.map((text) => ({ text, isWord: /^[\w-]+$/u.test(text) })), parent };
};

/** `Risk__r` for a lookup, `c-risk-panel` for a component in a template. */
const spellingsOf = (type: string, name: string): readonly string[] => {
  if (type === 'CustomField' || type === 'CustomObject') return [name, name.replace(/__c$/u, '__r')];
  if (type !== 'LightningComponentBundle') return [name];
  return [name, `c-${name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`];
};

/**
 * Whether text names a component, as a whole word. A child counts when its object is named too or the text belongs to
 * that object. Names that are put together while code runs are not found by anybody.
 */
export const mentions = ({ words, text, owner }: SearchableText, { spellings, parent }: Term): boolean =>
  spellings.some((spelling) => (spelling.isWord ? words.has(spelling.text) : text.includes(spelling.text))) &&
  (parent === undefined || parent === owner || words.has(parent));
