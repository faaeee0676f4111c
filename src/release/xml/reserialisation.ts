import { accessTypes, isNegative } from '../content/access-kinds.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * How the org writes the same content in other words: elements that mean nothing with this value, wherever they stand
 * in a component of the type. They are left out on both sides of every comparison with the org; nothing else is.
 */
const silent: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  /** The org keeps the status of each version apart; which one is active is proven by number. */
  Flow: { status: ['Active', 'Draft', 'Obsolete', 'InvalidDraft'] },
  CustomField: { isActive: ['true'] },
  GlobalValueSet: { isActive: ['true'] },
  StandardValueSet: { isActive: ['true'] },
  ApexClass: { status: ['Active'] },
};

/**
 * The org writes out switches that are off and that a project leaves out. Only for these does leaving out not mean off,
 * so that for them `false` counts (Metadata API guide, the pages of picklist values, rules and sites; documented).
 */
const onByDefault: ReadonlySet<string> = new Set([
  'active',
  'enableBulkApi',
  'enableSharing',
  'enableStreamingApi',
  'enabled',
  'isActive',
  'visible',
]);

const isOff = ({ name, text }: XmlElement): boolean => text === 'false' && !onByDefault.has(name);

const isSilent = (element: XmlElement, type: string): boolean =>
  isOff(element) ||
  isInactiveValue(element) ||
  (element.text !== undefined && silent[type]?.[element.name]?.includes(element.text.trim()) === true);

/** A value that is switched off is as good as none: the org keeps every value it ever had (meta_customvalue.htm). */
const isInactiveValue = (element: XmlElement): boolean =>
  ['value', 'customValue', 'standardValue'].includes(element.name) &&
  element.children.some(({ name, text }) => name === 'isActive' && text === 'false');

/** `<value xsi:nil="true"/>` of a custom metadata record is the same as no value (meta_custommetadata.htm). */
const isNilValue = (element: XmlElement, type: string): boolean =>
  type === 'CustomMetadata' &&
  element.name === 'values' &&
  !element.children.some(({ name, text, attributes }) => name === 'value' && isFilled(text, attributes));

const isFilled = (text: string | undefined, attributes: XmlElement['attributes']): boolean =>
  attributes?.['xsi:nil'] !== 'true' && text !== undefined && text !== '';

/** A root without what says nothing: the form in which contents are compared with the org. */
export const plainRoot = (root: XmlElement, type: string): XmlElement => ({
  ...plainElement(root, type),
  children: plainList(root.children, type),
});

/** The same for elements directly under the root. */
export const plainList = (elements: readonly XmlElement[], type: string): readonly XmlElement[] =>
  elements
    .filter((element) => !isSilent(element, type) && !isNilValue(element, type) && !isAccessOff(element, type))
    .map((element) => plainElement(element, type));

const isAccessOff = (element: XmlElement, type: string): boolean => accessTypes.has(type) && isNegative(element);

const plainElement = (element: XmlElement, type: string): XmlElement =>
  element.children.length === 0
    ? element
    : {
        ...element,
        children: element.children.filter((child) => !isSilent(child, type)).map((child) => plainElement(child, type)),
      };
