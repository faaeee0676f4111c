import { childText, type AlignedEntry } from './entries.ts';
import type { ComponentId } from '../metadata/component.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** An entry of a profile or permission set as each version has it. */
export type AccessEntry = AlignedEntry<'from' | 'to' | 'live'>;

/** One kind of entry of a profile or permission set. */
export interface AccessKind {
  /** The child element that names what access is given to. */
  readonly name: string;
  /** Metadata type of what is named; absent for a permission that is no component. */
  readonly type?: string;
  /** Child elements and the values that take all of the access away. */
  readonly off: Readonly<Record<string, string>>;
  /** Children of `off` that are sent only when the entry has them. */
  readonly optional?: readonly string[];
}

const enabled = { enabled: 'false' } as const;

/**
 * Entries that are taken away by sending their negative value, because a profile keeps what is left out (sfdx-hardis
 * #1755, Copado-Manual#8; folklore) and no permission that is off is ever retrieved.
 */
export const accessKinds: Readonly<Record<string, AccessKind>> = {
  applicationVisibilities: {
    name: 'application',
    type: 'CustomApplication',
    off: { default: 'false', visible: 'false' },
  },
  classAccesses: { name: 'apexClass', type: 'ApexClass', off: enabled },
  customMetadataTypeAccesses: { name: 'name', type: 'CustomObject', off: enabled },
  customPermissions: { name: 'name', type: 'CustomPermission', off: enabled },
  customSettingAccesses: { name: 'name', type: 'CustomObject', off: enabled },
  externalCredentialPrincipalAccesses: { name: 'externalCredentialPrincipal', off: enabled },
  externalDataSourceAccesses: { name: 'externalDataSource', type: 'ExternalDataSource', off: enabled },
  fieldPermissions: { name: 'field', type: 'CustomField', off: { editable: 'false', readable: 'false' } },
  flowAccesses: { name: 'flow', type: 'Flow', off: enabled },
  objectPermissions: {
    name: 'object',
    type: 'CustomObject',
    off: {
      allowCreate: 'false',
      allowDelete: 'false',
      allowEdit: 'false',
      allowRead: 'false',
      modifyAllRecords: 'false',
      viewAllFields: 'false',
      viewAllRecords: 'false',
    },
    optional: ['viewAllFields'],
  },
  pageAccesses: { name: 'apexPage', type: 'ApexPage', off: enabled },
  recordTypeVisibilities: {
    name: 'recordType',
    type: 'RecordType',
    off: { default: 'false', personAccountDefault: 'false', visible: 'false' },
    optional: ['personAccountDefault'],
  },
  tabVisibilities: { name: 'tab', type: 'CustomTab', off: { visibility: 'Hidden' } },
  tabSettings: { name: 'tab', type: 'CustomTab', off: { visibility: 'None' } },
  userPermissions: { name: 'name', off: enabled },
};

/** Types whose entries are access. */
export const accessTypes: ReadonlySet<string> = new Set(['Profile', 'PermissionSet', 'MutingPermissionSet']);

const kindOf = (section: string): AccessKind | undefined =>
  Object.hasOwn(accessKinds, section) ? accessKinds[section] : undefined;

/** The entry that takes away what an entry gives; undefined for an entry that has no negative form. */
export const negativeOf = (entry: XmlElement): XmlElement | undefined => {
  const kind = kindOf(entry.name);
  if (kind === undefined) return undefined;
  const off = Object.entries(kind.off)
    .filter(([name]) => kind.optional?.includes(name) !== true || childText(entry, name) !== '')
    .map(([name, text]) => ({ name, text, children: [] }));
  const named = entry.children.filter(({ name }) => name === kind.name);
  const children = [...named, ...off].sort((one, other) => (one.name < other.name ? -1 : 1));
  return { name: entry.name, children };
};

/** Whether an entry gives nothing: all that it says is off. A permission set does not retrieve such entries. */
export const isNegative = (entry: XmlElement): boolean => {
  const kind = kindOf(entry.name);
  if (kind === undefined) return false;
  return Object.entries(kind.off).every(([name, off]) => [off, ''].includes(childText(entry, name)));
};

/** The components an entry speaks of; the entry is an error when one of them is not in the org. */
export const namedBy = (entry: XmlElement): readonly ComponentId[] => {
  if (entry.name === 'layoutAssignments')
    return [
      { type: 'Layout', fullName: childText(entry, 'layout') },
      ...(childText(entry, 'recordType') === ''
        ? []
        : [{ type: 'RecordType', fullName: childText(entry, 'recordType') }]),
    ];
  const kind = kindOf(entry.name);
  return kind?.type === undefined ? [] : [{ type: kind.type, fullName: childText(entry, kind.name) }];
};
