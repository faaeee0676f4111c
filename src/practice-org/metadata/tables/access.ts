import { to18 } from '../../identity/ids.ts';
import type { Row } from '../../records/types.ts';
import { objectOf } from '../names.ts';
import { treeOf } from '../xml/parsed.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { childText, type XmlElement } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';
import { audit, define, derivedId, type MetadataTable } from './table.ts';

/** Names of standard profiles in the data API, where they are not those of their files (folklore). */
const profileNames: Readonly<Record<string, string>> = {
  Admin: 'System Administrator',
  ReadOnly: 'Read Only',
  Standard: 'Standard User',
};

const ofType = ({ components }: MetadataState, type: string): readonly StoredComponent[] =>
  [...components.values()].filter((component) => component.type === type);

const profileName = ({ fullName }: StoredComponent): string => profileNames[fullName] ?? fullName;

/** Each profile owns a permission set that carries its permissions (PermissionSet, IsOwnedByProfile; documented). */
const ownSetId = (profile: StoredComponent): string => to18(`0PS${profile.id.slice(3, 15)}`);

const profileRows = (state: MetadataState): readonly Row[] =>
  ofType(state, 'Profile').map((profile) => ({
    Id: profile.id,
    Name: profileName(profile),
    Description: childText(treeOf(profile), 'description') ?? null,
    UserType: 'Standard',
    ...audit(profile),
  }));

const permissionSetRows = (state: MetadataState): readonly Row[] => [
  ...ofType(state, 'Profile').map((profile) => ({
    Id: ownSetId(profile),
    Name: `X${ownSetId(profile)}`,
    Label: profileName(profile),
    IsOwnedByProfile: true,
    IsCustom: true,
    Type: 'Profile',
    ProfileId: profile.id,
    ...audit(profile),
  })),
  ...ofType(state, 'PermissionSet').map((set) => ({
    Id: set.id,
    Name: set.fullName,
    Label: childText(treeOf(set), 'label') ?? set.fullName,
    Description: childText(treeOf(set), 'description') ?? null,
    IsOwnedByProfile: false,
    IsCustom: true,
    Type: 'Regular',
    ProfileId: null,
    ...audit(set),
  })),
];

/** Their permissions are recalculated at once here, later in an org (PermissionSetGroup, Status; documented). */
const permissionSetGroupRows = (state: MetadataState): readonly Row[] =>
  ofType(state, 'PermissionSetGroup').map((group) => ({
    Id: group.id,
    DeveloperName: group.fullName,
    MasterLabel: childText(treeOf(group), 'label') ?? group.fullName,
    Description: childText(treeOf(group), 'description') ?? null,
    Status: 'Updated',
    ...audit(group),
  }));

interface Grant {
  readonly parentId: string;
  readonly entry: XmlElement;
}

/** All entries of one element of profiles and permission sets. */
const grants = (state: MetadataState, tag: string): readonly Grant[] =>
  [...state.components.values()].flatMap((component) => {
    if (component.type !== 'Profile' && component.type !== 'PermissionSet') return [];
    if (component.xml?.includes(`<${tag}>`) !== true) return [];
    const parentId = component.type === 'Profile' ? ownSetId(component) : component.id;
    return treeOf(component)
      .children.filter(({ name }) => name === tag)
      .map((entry) => ({ parentId, entry }));
  });

const isTrue = (entry: XmlElement, name: string): boolean => childText(entry, name)?.trim() === 'true';

/** Rows exist for what is granted only: no row means no access (FieldPermissions; documented). */
const fieldRows = (state: MetadataState): readonly Row[] =>
  grants(state, 'fieldPermissions')
    .filter(({ entry }) => isTrue(entry, 'readable') || isTrue(entry, 'editable'))
    .map(({ parentId, entry }) => {
      const field = childText(entry, 'field') ?? '';
      return {
        Id: derivedId('01k', parentId, field),
        ParentId: parentId,
        SobjectType: objectOf(field),
        Field: field,
        PermissionsRead: true,
        PermissionsEdit: isTrue(entry, 'editable'),
      };
    });

const objectPermissions = {
  PermissionsRead: 'allowRead',
  PermissionsCreate: 'allowCreate',
  PermissionsEdit: 'allowEdit',
  PermissionsDelete: 'allowDelete',
  PermissionsViewAllRecords: 'viewAllRecords',
  PermissionsModifyAllRecords: 'modifyAllRecords',
} as const;

const objectRows = (state: MetadataState): readonly Row[] =>
  grants(state, 'objectPermissions')
    .filter(({ entry }) => Object.values(objectPermissions).some((name) => isTrue(entry, name)))
    .map(({ parentId, entry }) => {
      const object = childText(entry, 'object') ?? '';
      const permissions = Object.entries(objectPermissions).map(([field, name]) => [field, isTrue(entry, name)]);
      return {
        Id: derivedId('110', parentId, object),
        ParentId: parentId,
        SobjectType: object,
        ...(Object.fromEntries(permissions) as Row),
      };
    });

/** Entries that become SetupEntityAccess, what they name, and how that table calls it. */
const setupEntities = [
  { tag: 'classAccesses', element: 'apexClass', type: 'ApexClass', entity: 'ApexClass' },
  { tag: 'pageAccesses', element: 'apexPage', type: 'ApexPage', entity: 'ApexPage' },
  { tag: 'customPermissions', element: 'name', type: 'CustomPermission', entity: 'CustomPermission' },
  { tag: 'customMetadataTypeAccesses', element: 'name', type: 'CustomObject', entity: 'CustomEntityDefinition' },
  { tag: 'customSettingAccesses', element: 'name', type: 'CustomObject', entity: 'CustomEntityDefinition' },
  { tag: 'flowAccesses', element: 'flow', type: 'Flow', entity: 'FlowDefinition' },
  { tag: 'applicationVisibilities', element: 'application', type: 'CustomApplication', entity: 'TabSet' },
  {
    tag: 'externalDataSourceAccesses',
    element: 'externalDataSource',
    type: 'ExternalDataSource',
    entity: 'ExternalDataSource',
  },
] as const;

const setupEntityRows = (state: MetadataState): readonly Row[] =>
  setupEntities.flatMap(({ tag, element, type, entity }) =>
    grants(state, tag)
      .filter(({ entry }) => isTrue(entry, 'enabled') || isTrue(entry, 'visible'))
      .flatMap(({ parentId, entry }) => {
        const named = state.components.get(keyOf(type, childText(entry, element)?.trim() ?? ''));
        if (!named) return [];
        const Id = derivedId('0J0', parentId, named.id);
        return [{ Id, ParentId: parentId, SetupEntityId: named.id, SetupEntityType: entity }];
      }),
  );

const parent = 'ParentId reference PermissionSet';

export const accessTables: readonly MetadataTable[] = [
  {
    definition: define('Profile', '00e', 'Name string 255\nDescription textarea 255\nUserType string 40'),
    api: 'both',
    rows: profileRows,
  },
  {
    definition: define(
      'PermissionSet',
      '0PS',
      `
      Name string 80
      Label string 80
      Description textarea 255
      IsOwnedByProfile boolean
      IsCustom boolean
      Type string 40
      NamespacePrefix string 15
      ProfileId reference Profile`,
    ),
    api: 'both',
    rows: permissionSetRows,
  },
  {
    definition: define(
      'PermissionSetGroup',
      '0PG',
      'DeveloperName string 80\nMasterLabel string 80\nDescription textarea 255\nStatus string 40',
    ),
    api: 'both',
    rows: permissionSetGroupRows,
  },
  {
    definition: define(
      'FieldPermissions',
      '01k',
      `${parent}\nSobjectType string 255\nField string 255\nPermissionsRead boolean\nPermissionsEdit boolean`,
    ),
    api: 'both',
    rows: fieldRows,
  },
  {
    definition: define(
      'ObjectPermissions',
      '110',
      `${parent}\nSobjectType string 255\n${Object.keys(objectPermissions)
        .map((name) => `${name} boolean`)
        .join('\n')}`,
    ),
    api: 'both',
    rows: objectRows,
  },
  {
    definition: define('SetupEntityAccess', '0J0', `${parent}\nSetupEntityId string 18\nSetupEntityType string 40`),
    api: 'both',
    rows: setupEntityRows,
  },
];
