import { defaults, ordered } from './element-facts.ts';
import { compareText } from '../metadata/component.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * One spelling for all elements that mean the same in a component of `type`: children sorted unless their order means
 * something, known defaults left out. Two elements are equal exactly when their canonical texts are.
 */
export const canonicalText = (element: XmlElement, type: string): string => {
  const start = `<${element.name}${attributesText(element.attributes)}>`;
  if (element.children.length === 0) return `${start}${escaped(element.text ?? '')}`;
  return `${start}${childrenText(element, type)}</>`;
};

/** Whether two elements have the same canonical text, which is only written where names do not tell what belongs together. */
export const isSameElement = (one: XmlElement, other: XmlElement, type: string): boolean => {
  if (one.name !== other.name || isLeaf(one) !== isLeaf(other)) return false;
  if (attributesText(one.attributes) !== attributesText(other.attributes)) return false;
  if (isLeaf(one)) return (one.text ?? '') === (other.text ?? '');
  if (one.children.length === other.children.length) {
    const [left, right] = [byName(one.children), byName(other.children)];
    if (areSame(left, right, type)) return true;
    if (areCounterparts(left, right)) return false;
  } else if (one.name !== type) return false; // nothing in it can be left out as a default
  return canonicalText(one, type) === canonicalText(other, type);
};

/** Whether two elements have the same children, those of one name in the same order. */
export const haveSameChildren = (one: XmlElement, other: XmlElement, type: string): boolean =>
  areSame(byName(one.children), byName(other.children), type);

const areSame = (elements: readonly XmlElement[], others: readonly XmlElement[], type: string): boolean =>
  elements.length === others.length &&
  elements.every((element, index) => isSameElement(element, others[index] ?? element, type));

const isLeaf = ({ children }: XmlElement): boolean => children.length === 0;

const byName = (elements: readonly XmlElement[]): readonly XmlElement[] =>
  elements.every(({ name }, index) => name >= (elements[index - 1]?.name ?? ''))
    ? elements
    : elements.toSorted((one, other) => compareText(one.name, other.name));

/** Whether each element in order of their names can only be equal to the one in its own place: every name is there once. */
const areCounterparts = (elements: readonly XmlElement[], others: readonly XmlElement[]): boolean =>
  elements.every(({ name }, index) => name === others[index]?.name && name !== elements[index - 1]?.name);

const childrenText = (element: XmlElement, type: string): string => {
  const parts: string[] = [];
  const sequences = new Map<string, string>();
  for (const child of element.children) {
    if (isDefault(child, element, type)) continue;
    const text = canonicalText(child, type);
    if (isOrdered(child.name, type)) sequences.set(child.name, (sequences.get(child.name) ?? '') + text);
    else parts.push(text);
  }
  return [...parts, ...sequences.values()].sort(compareText).join('');
};

export const isOrdered = (name: string, type: string): boolean =>
  ordered['*']?.has(name) === true || ordered[type]?.has(name) === true;

const isDefault = (child: XmlElement, parent: XmlElement, type: string): boolean =>
  child.text !== undefined && parent.name === type && defaults[type]?.[child.name] === child.text;

const attributesText = (attributes: XmlElement['attributes']): string =>
  attributes === undefined
    ? ''
    : Object.entries(attributes)
        .map(([name, value]) => ` ${name}="${escaped(value)}"`)
        .sort(compareText)
        .join('');

const escaped = (text: string): string =>
  /[&<"]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;') : text;
