import type { ComponentId } from '../metadata/component.ts';
import type { ComponentContent } from './content.ts';
import type { XmlElement } from '../xml/xml-element.ts';

const text = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;

const one = (type: string, fullName: string | undefined): readonly ComponentId[] =>
  fullName === undefined || fullName === '' ? [] : [{ type, fullName }];

/** `Account.Risk__c` → `Account`: an object brings the permissions of all of its fields along. */
const objectOf = (name: string | undefined): string | undefined => name?.split('.')[0];

/** Profile section → the component whose presence in a request makes the org hand that entry over. */
const subjects: Readonly<Record<string, (entry: XmlElement) => readonly ComponentId[]>> = {
  applicationVisibilities: (entry) => one('CustomApplication', text(entry, 'application')),
  classAccesses: (entry) => one('ApexClass', text(entry, 'apexClass')),
  customMetadataTypeAccesses: (entry) => one('CustomObject', text(entry, 'name')),
  customPermissions: (entry) => one('CustomPermission', text(entry, 'name')),
  customSettingAccesses: (entry) => one('CustomObject', text(entry, 'name')),
  externalDataSourceAccesses: (entry) => one('ExternalDataSource', text(entry, 'externalDataSource')),
  fieldPermissions: (entry) => one('CustomObject', objectOf(text(entry, 'field'))),
  flowAccesses: (entry) => one('Flow', text(entry, 'flow')),
  layoutAssignments: (entry) => one('Layout', text(entry, 'layout')),
  objectPermissions: (entry) => one('CustomObject', text(entry, 'object')),
  pageAccesses: (entry) => one('ApexPage', text(entry, 'apexPage')),
  recordTypeVisibilities: (entry) => one('CustomObject', objectOf(text(entry, 'recordType'))),
  tabVisibilities: (entry) => one('CustomTab', text(entry, 'tab')),
};

/**
 * The components that a profile speaks of. A retrieve gives the entries of a profile only for components in the same
 * request (Metadata API guide, Profile; documented); other types come whole and speak of nothing here.
 */
export const mentionedBy = ({ type, xml }: ComponentContent): readonly ComponentId[] =>
  type === 'Profile' ? (xml?.children.flatMap((entry) => subjects[entry.name]?.(entry) ?? []) ?? []) : [];
