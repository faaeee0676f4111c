import type { XmlElement } from './xml-element.ts';

/** Whether two elements are equal to the letter: what is equal needs no normal form. */
export const isSameTree = (one: XmlElement, other: XmlElement): boolean =>
  one === other ||
  (one.name === other.name &&
    one.text === other.text &&
    isSameAttributes(one.attributes, other.attributes) &&
    isSameTrees(one.children, other.children));

/** The same of two lists, in their order. */
export const isSameTrees = (one: readonly XmlElement[], other: readonly XmlElement[]): boolean =>
  one.length === other.length &&
  one.every((element, index) => {
    const counterpart = other[index];
    return counterpart !== undefined && isSameTree(element, counterpart);
  });

const isSameAttributes = (one: XmlElement['attributes'], other: XmlElement['attributes']): boolean => {
  if (one === undefined || other === undefined) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
};
