import { own } from '../own.ts';
import { childText, innerText, parseInner, type XmlElement } from '../xml/xml.ts';

/** What a retrieve asked for, as far as profiles care. */
export interface Requested {
  has(type: string, fullName: string): boolean;
  /** `*` was asked of the type, so its standard members count too. */
  hasAll(type: string): boolean;
}

const inRequest = (type: string, element: string) => (entry: XmlElement, requested: Requested) =>
  requested.has(type, childText(entry, element) ?? '');

const objectOf = (member: string): string => member.split('.')[0] ?? member;

/** A member of an object: asked for by itself, or with its whole object. */
const inObject = (type: string, element: string) => (entry: XmlElement, requested: Requested) => {
  const member = childText(entry, element) ?? '';
  return requested.has(type, member) || requested.has('CustomObject', objectOf(member));
};

const tab = (entry: XmlElement, requested: Requested): boolean => {
  const name = childText(entry, 'tab') ?? '';
  if (requested.has('CustomTab', name)) return true;
  const standard = name.startsWith('standard-');
  return standard && (requested.hasAll('CustomTab') || requested.has('CustomObject', name.slice('standard-'.length)));
};

/**
 * Which entries of a profile come with which components of the same retrieve (meta_profile.htm; documented).
 * An element that is not listed always comes.
 */
const junctions: Readonly<Record<string, (entry: XmlElement, requested: Requested) => boolean>> = {
  applicationVisibilities: inRequest('CustomApplication', 'application'),
  categoryGroupVisibilities: inRequest('DataCategoryGroup', 'dataCategoryGroup'),
  classAccesses: inRequest('ApexClass', 'apexClass'),
  customMetadataTypeAccesses: inRequest('CustomObject', 'name'),
  customPermissions: inRequest('CustomPermission', 'name'),
  customSettingAccesses: inRequest('CustomObject', 'name'),
  externalDataSourceAccesses: inRequest('ExternalDataSource', 'externalDataSource'),
  fieldPermissions: inObject('CustomField', 'field'),
  flowAccesses: inRequest('Flow', 'flow'),
  layoutAssignments: inRequest('Layout', 'layout'),
  objectPermissions: inRequest('CustomObject', 'object'),
  pageAccesses: inRequest('ApexPage', 'apexPage'),
  recordTypeVisibilities: inObject('RecordType', 'recordType'),
  tabVisibilities: tab,
};

const grants = (entry: XmlElement): boolean => entry.children.some(({ text }) => text === 'true');

/** Revoked user and object permissions leave no trace in a retrieved profile (meta_profile.htm, API 29+; documented). */
const isVisible = (entry: XmlElement): boolean =>
  entry.name === 'userPermissions' || entry.name === 'objectPermissions' ? grants(entry) : true;

/** The part of a profile that a retrieve shows. */
export const visibleProfile = (xml: string, requested: Requested): string =>
  innerText(
    parseInner(xml).filter((entry) => isVisible(entry) && (own(junctions, entry.name)?.(entry, requested) ?? true)),
  );
