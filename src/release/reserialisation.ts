import { accessTypes, isNegative } from './access-kinds.ts';
import type { XmlElement } from './xml-element.ts';

/**
 * How the org writes the same content in other words: elements that mean nothing with this value, wherever they stand
 * in a component of the type. They are left out on both sides of every comparison with the org; nothing else is.
 */
const silent: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  /** The org keeps the status of each version apart; which one is active is proven by number. */
  Flow: { status: ['Active', 'Draft', 'Obsolete', 'InvalidDraft'] },
  CustomField: {
    caseSensitive: ['false'],
    default: ['false'],
    deprecated: ['false'],
    externalId: ['false'],
    isActive: ['true'],
    isAIPredictionField: ['false'],
    isFilteringDisabled: ['false'],
    isNameField: ['false'],
    isSortingDisabled: ['false'],
    reparentableMasterDetail: ['false'],
    required: ['false'],
    restricted: ['false'],
    sorted: ['false'],
    stripMarkup: ['false'],
    trackFeedHistory: ['false'],
    trackHistory: ['false'],
    trackTrending: ['false'],
    unique: ['false'],
    writeRequiresMasterRead: ['false'],
  },
  GlobalValueSet: { default: ['false'], isActive: ['true'], sorted: ['false'] },
  StandardValueSet: { default: ['false'], isActive: ['true'], sorted: ['false'] },
  ApexClass: { status: ['Active'] },
  PermissionSet: { hasActivationRequired: ['false'] },
};

const isSilent = (element: XmlElement, type: string): boolean =>
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
export const plainRoot = (root: XmlElement, type: string): XmlElement => {
  const isNoise = (child: XmlElement): boolean =>
    isNilValue(child, type) || (accessTypes.has(type) && isNegative(child));
  return {
    ...plainElement(root, type),
    children: root.children
      .filter((child) => !isNoise(child) && !isSilent(child, type))
      .map((child) => plainElement(child, type)),
  };
};

const plainElement = (element: XmlElement, type: string): XmlElement =>
  element.children.length === 0
    ? element
    : {
        ...element,
        children: element.children.filter((child) => !isSilent(child, type)).map((child) => plainElement(child, type)),
      };
