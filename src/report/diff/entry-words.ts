import { canonicalText, isOrdered } from '../../release/xml/canonical-xml.ts';
import { compareText } from '../../release/metadata/component.ts';
import type { EntryChange } from '../../release/delta/delta.ts';
import type { XmlElement } from '../../release/xml/xml-element.ts';
import { clipped } from '../visible.ts';

/** `fieldPermissions Account.Risk__c`, `valueSet.restricted`: an entry without its component. */
export const entryName = ({ section, key }: Pick<EntryChange, 'section' | 'key'>): string =>
  key === undefined ? section.replaceAll('/', '.') : `${section.slice(section.lastIndexOf('/') + 1)} ${key}`;

/** How much of one value is shown on one line. */
const valueLength = 60;

const valueText = (text: string): string => {
  const short = clipped(text, valueLength);
  return short === '' || /[\s,:]/u.test(short) ? `"${short}"` : short;
};

/** What changed about an entry, on one line: `editable: false → true`. */
export const entryDetail = ({ kind, key, from, to, order }: EntryChange): string => {
  if (order !== undefined) return `order: ${valueText(order.from.join(', '))} → ${valueText(order.to.join(', '))}`;
  if (kind === 'added') return to === undefined ? '' : summary(to, key);
  if (kind === 'removed') return from === undefined ? '' : summary(from, key);
  if (from?.text !== undefined && to?.text !== undefined) return `${valueText(from.text)} → ${valueText(to.text)}`;
  const [was, is] = [leaves(from), leaves(to)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => !isSame(was.get(name), is.get(name)));
  const shorter = withoutCommonStart(names);
  return names.map((name) => `${shorter(name)}: ${leafDetail(was.get(name) ?? [], is.get(name) ?? [])}`).join(', ');
};

type Texts = readonly string[];

const isSame = (one: Texts = [], other: Texts = []): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index]);

/** Of several texts under one name only those that differ are shown. */
const leafDetail = (was: Texts, is: Texts): string => {
  if (was.length < 2 && is.length < 2) return `${side(was[0])} → ${side(is[0])}`;
  const gone = without(was, is).map((text) => `-${valueText(text)}`);
  const come = without(is, was).map((text) => `+${valueText(text)}`);
  return gone.length + come.length === 0 ? 'other order' : [...gone, ...come].join(' ');
};

const without = (texts: Texts, others: Texts): Texts => {
  const left = [...others];
  return texts.filter((text) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
};

/** Paths without the elements that all of them begin with. */
const withoutCommonStart = (paths: Texts): ((path: string) => string) => {
  const split = paths.map((path) => path.split('.').slice(0, -1));
  const [first = []] = split;
  const length = first.findIndex((name, index) => split.some((names) => names[index] !== name));
  const common = length < 0 ? first.length : length;
  return (path) => path.split('.').slice(common).join('.');
};

const side = (text: string | undefined): string => (text === undefined ? 'none' : valueText(text));

/** What an element says, without what is in its key already: true flags by name, other values after theirs. */
const summary = (element: XmlElement, key: string | undefined): string => {
  if (element.text !== undefined) return element.text === key ? '' : valueText(element.text);
  const parts = (key ?? '').split(/ [|/] /u);
  const told = [...leaves(element)].filter(
    ([, texts]) => !texts.every((text) => text === 'false' || parts.includes(text)),
  );
  const shorter = withoutCommonStart(told.map(([name]) => name));
  return told
    .map(([name, texts]) =>
      texts.join() === 'true' ? shorter(name) : `${shorter(name)}: ${texts.map(valueText).join(' ')}`,
    )
    .join(', ');
};

/** Texts by path of elements. */
const leaves = (element: XmlElement | undefined): ReadonlyMap<string, Texts> => {
  const found = new Map<string, string[]>();
  const visit = ({ children, text, attributes }: XmlElement, path: string): void => {
    const told = text === '' && attributes !== undefined ? Object.values(attributes).join(' ') : text; // type="Large"
    if (told !== undefined) found.set(path, [...(found.get(path) ?? []), told]);
    for (const child of children) visit(child, path === '' ? child.name : `${path}.${child.name}`);
  };
  if (element !== undefined) visit(element, '');
  return found;
};

/**
 * An element as lines, `name: value`, what is inside two spaces deeper, in one order whatever the file's. A leaf is its
 * text. `type` is that of the component.
 */
export const elementLines = (element: XmlElement, type: string): readonly string[] =>
  element.text === undefined ? childLines(element, type, '') : element.text.split('\n');

const childLines = (element: XmlElement, type: string, indent: string): readonly string[] =>
  inOrder(element.children, type).flatMap((child) => {
    const label = `${indent}${child.name}${attributesText(child)}:`;
    if (child.text === undefined) return [label, ...childLines(child, type, `${indent}  `)];
    const [first = '', ...rest] = child.text.split('\n');
    return [first === '' ? label : `${label} ${first}`, ...rest.map((line) => `${indent}  ${line}`)];
  });

const attributesText = ({ attributes }: XmlElement): string =>
  attributes === undefined
    ? ''
    : ` (${Object.entries(attributes)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ')})`;

const inOrder = (children: readonly XmlElement[], type: string): readonly XmlElement[] =>
  children.toSorted(
    (one, other) =>
      compareText(one.name, other.name) ||
      (isOrdered(one.name, type) ? 0 : compareText(canonicalText(one, type), canonicalText(other, type))),
  );
