import { accessKinds, accessTypes } from './access-kinds.ts';
import { parseKey, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from './content.ts';
import { leaf } from './entries.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/**
 * What all spellings of a name have in common. API names mean the same in any case: the org that has `accountId__c`
 * changes that field when it is sent `AccountId__c`, and makes no second one (sfdx-git-delta#132; folklore).
 */
export const foldCase = (name: string): string => name.toLowerCase();

/** A content under the spelling of its name that others use; the name in its XML and in its files follows. */
export const spelledAs = (content: ComponentContent, fullName: string): ComponentContent => {
  if (content.fullName === fullName) return content;
  const { xml, files } = content;
  return {
    ...content,
    fullName,
    ...(xml === undefined ? {} : { xml: withName(xml, ownName({ ...content, fullName })) }),
    files: new Map([...files].map(([path, bytes]) => [fileNamed(path, fullName), bytes])),
  };
};

/** The last part of a name: `Risk__c` of `Account.Risk__c`. */
const ownName = ({ type, fullName }: ComponentId): string =>
  type === 'Layout' ? fullName : fullName.slice(fullName.lastIndexOf('.') + 1);

const withName = (xml: XmlElement, name: string): XmlElement => ({
  ...xml,
  children: xml.children.map((child) =>
    child.name === 'fullName' && foldCase(child.text ?? '') === foldCase(name) ? leaf('fullName', name) : child,
  ),
});

/** What follows the component's name in the names of its files: a suffix, or a part of an Aura bundle. */
const partOfBundle = /^(?:Controller|Helper|Renderer)?\./u;

const fileNamed = (path: string, fullName: string): string => {
  const name = fullName.slice(fullName.lastIndexOf('/') + 1);
  const isOwn = foldCase(path).startsWith(foldCase(name)) && partOfBundle.test(path.slice(name.length));
  return isOwn ? name + path.slice(name.length) : path;
};

/** Finds the key that was asked for by any other spelling of it; `undefined` for what nobody asked for. */
export const askedSpelling = (asked: ReadonlySet<ComponentKey>): ((key: ComponentKey) => ComponentKey | undefined) => {
  const bySpelling = new Map([...asked].map((key) => [foldCase(key), key]));
  return (key) => (asked.has(key) ? key : bySpelling.get(foldCase(key)));
};

/** Contents under the keys that were asked for; what is there in that very spelling goes before any other. */
export const underAskedKeys = (
  contents: ReadonlyMap<ComponentKey, ComponentContent>,
  asked: ReadonlySet<ComponentKey>,
): Map<ComponentKey, ComponentContent> => {
  const spelling = askedSpelling(asked);
  const found = new Map<ComponentKey, ComponentContent>();
  for (const [key, content] of contents) {
    const wanted = spelling(key);
    if (wanted === undefined || (wanted !== key && contents.has(wanted))) continue;
    found.set(wanted, spelledAs(content, parseKey(wanted).fullName));
  }
  return found;
};

const namingElements: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(accessKinds).map(([section, { name }]) => [section, [name]])),
  layoutAssignments: ['layout', 'recordType'],
};

/**
 * A profile or permission set whose entries name components as the first model that names them does: the org writes
 * its own spelling, whatever was sent. A content without anything to respell is returned itself.
 */
export const accessSpelledAs = (
  content: ComponentContent,
  models: readonly (ComponentContent | undefined)[],
): ComponentContent => {
  const { type, xml } = content;
  if (xml === undefined || !accessTypes.has(type)) return content;
  const spelling = new Map<string, string>();
  for (const model of models)
    for (const text of model?.xml?.children.flatMap(namesIn) ?? [])
      if (!spelling.has(foldCase(text))) spelling.set(foldCase(text), text);
  const children = xml.children.map((entry) => respelled(entry, spelling));
  return children.every((entry, at) => entry === xml.children[at])
    ? content
    : { ...content, xml: { ...xml, children } };
};

const isName = (entry: XmlElement, { name }: XmlElement): boolean =>
  namingElements[entry.name]?.includes(name) === true;

const namesIn = (entry: XmlElement): readonly string[] =>
  entry.children.filter((child) => isName(entry, child)).flatMap(({ text }) => text ?? []);

const respelled = (entry: XmlElement, spelling: ReadonlyMap<string, string>): XmlElement => {
  const children = entry.children.map((child) => {
    const text = isName(entry, child) ? spelling.get(foldCase(child.text ?? '')) : undefined;
    return text === undefined || text === child.text ? child : { ...child, text };
  });
  return children.every((child, at) => child === entry.children[at]) ? entry : { ...entry, children };
};
