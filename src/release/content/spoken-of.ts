import { accessTypes, namedBy } from './access-kinds.ts';
import type { ComponentId } from '../metadata/component.ts';
import { childText } from './entries.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** What the entries of a translation file translate, where that is a component of its own. */
const translated: Readonly<Record<string, string>> = {
  customApplications: 'CustomApplication',
  customLabels: 'CustomLabel',
  customTabs: 'CustomTab',
  flowDefinitions: 'Flow',
  quickActions: 'QuickAction',
  reportTypes: 'ReportType',
};

const translatedOfObject: Readonly<Record<string, string>> = {
  fields: 'CustomField',
  fieldSets: 'FieldSet',
  layouts: 'Layout',
  recordTypes: 'RecordType',
  sharingReasons: 'SharingReason',
  validationRules: 'ValidationRule',
  webLinks: 'WebLink',
};

/**
 * The components that an entry of a profile, permission set or translation speaks of. The entry goes with them: nobody
 * has to take it out, and one that names what is not there is an error.
 */
export const spokenOf = (component: ComponentId, entry: XmlElement): readonly ComponentId[] => {
  if (accessTypes.has(component.type)) return namedBy(entry);
  const name = childText(entry, 'name') || childText(entry, 'fullName') || childText(entry, 'layout');
  if (component.type === 'Translations') return named(translated, entry, name);
  if (component.type !== 'CustomObjectTranslation') return [];
  const object = component.fullName.slice(0, Math.max(0, component.fullName.lastIndexOf('-')));
  return named(translatedOfObject, entry, `${object}${entry.name === 'layouts' ? '-' : '.'}${name}`);
};

const named = (
  types: Readonly<Record<string, string>>,
  entry: XmlElement,
  fullName: string,
): readonly ComponentId[] => {
  const type = Object.hasOwn(types, entry.name) ? types[entry.name] : undefined;
  return type === undefined ? [] : [{ type, fullName }];
};
