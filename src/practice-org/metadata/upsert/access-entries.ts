import { entryKey } from './merge.ts';
import { mergeRules } from './merge-rules.ts';
import { put, type Draft } from '../state/draft.ts';
import { own } from '../own.ts';
import { treeOf } from '../xml/parsed.ts';
import { decoded, keyOf } from '../package/zip-components.ts';
import { childText, innerText, type XmlElement } from '../xml/xml.ts';

/** The component that an entry of a profile or permission set is about: element that names it, and its type. */
export const accessTargets: Readonly<Record<string, { readonly element: string; readonly type: string }>> = {
  applicationVisibilities: { element: 'application', type: 'CustomApplication' },
  classAccesses: { element: 'apexClass', type: 'ApexClass' },
  customMetadataTypeAccesses: { element: 'name', type: 'CustomObject' },
  customPermissions: { element: 'name', type: 'CustomPermission' },
  customSettingAccesses: { element: 'name', type: 'CustomObject' },
  externalDataSourceAccesses: { element: 'externalDataSource', type: 'ExternalDataSource' },
  fieldPermissions: { element: 'field', type: 'CustomField' },
  flowAccesses: { element: 'flow', type: 'Flow' },
  layoutAssignments: { element: 'layout', type: 'Layout' },
  objectPermissions: { element: 'object', type: 'CustomObject' },
  pageAccesses: { element: 'apexPage', type: 'ApexPage' },
  recordTypeVisibilities: { element: 'recordType', type: 'RecordType' },
  tabSettings: { element: 'tab', type: 'CustomTab' },
  tabVisibilities: { element: 'tab', type: 'CustomTab' },
};

export const accessTypes: ReadonlySet<string> = new Set(['Profile', 'PermissionSet', 'MutingPermissionSet']);

/** Key of the component that an entry is about; undefined for entries about none (user permissions, IP ranges). */
export const targetOf = (entry: XmlElement): string | undefined => {
  const target = own(accessTargets, entry.name);
  const name = target && childText(entry, target.element)?.trim();
  return target && name !== undefined && name !== '' ? keyOf(target.type, name) : undefined;
};

/** The entry of the same key, if a profile or permission set has one. */
export const findEntry = (type: string, elements: readonly XmlElement[], entry: XmlElement): XmlElement | undefined => {
  const rule = mergeRules[type];
  if (!rule) return undefined;
  const key = entryKey(entry, rule);
  return key === undefined ? undefined : elements.find((element) => entryKey(element, rule) === key);
};

/**
 * Takes the entries about some components out of all profiles and permission sets, as the platform does when a
 * component is deleted: no error, no trace (assumed for all kinds; sfdx-hardis for fields, folklore).
 */
export const dropEntries = (draft: Draft, gone: ReadonlySet<string>, tags?: ReadonlySet<string>): void => {
  const names = [...gone].map((key) => decoded(key.slice(key.indexOf(':') + 1)));
  const concerns = (entry: XmlElement): boolean => (tags?.has(entry.name) ?? true) && gone.has(targetOf(entry) ?? '');
  for (const component of [...draft.components.values()]) {
    const { type, fullName, xml, tag } = component;
    if (!accessTypes.has(type) || xml === undefined) continue;
    if (!names.some((name) => xml.includes(name) || /[&<>"'%]/.test(name))) continue;
    const elements = treeOf(component).children;
    const kept = elements.filter((entry) => !concerns(entry));
    if (kept.length < elements.length) put(draft, { type, fullName, xml: innerText(kept), tag: tag ?? type });
  }
};
