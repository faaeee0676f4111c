/** Columns of UserPermissionAccess that decide whether somebody may deploy (Object Reference; documented). */
export const permissionColumns = [
  'PermissionsModifyMetadata',
  'PermissionsModifyAllData',
  'PermissionsAuthorApex',
  'PermissionsCustomizeApplication',
  'PermissionsManageProfilesPermissionsets',
] as const;

/** What a deploy of some types needs beside "Modify Metadata Through Metadata API Functions" (help; documented). */
const needs: readonly { readonly permission: (typeof permissionColumns)[number]; readonly types: RegExp }[] = [
  { permission: 'PermissionsAuthorApex', types: /^Apex(Class|Trigger|Page|Component)$/u },
  { permission: 'PermissionsCustomizeApplication', types: /^Custom(Object|Field|Tab|Application|Label)$|^Layout$/u },
  { permission: 'PermissionsManageProfilesPermissionsets', types: /^(Profile|PermissionSet|PermissionSetGroup)$/u },
];

/** What the user lacks for a package of these types, as Salesforce calls it; the row is that of UserPermissionAccess. */
export const missingPermissions = (
  row: Readonly<Record<string, unknown>>,
  types: ReadonlySet<string>,
): readonly string[] => {
  const has = (permission: string): boolean => row[permission] === true;
  const mayDeploy = has('PermissionsModifyMetadata') || has('PermissionsModifyAllData');
  return [
    ...(mayDeploy ? [] : ['ModifyMetadata']),
    ...needs
      .filter((need) => !has(need.permission) && [...types].some((type) => need.types.test(type)))
      .map(({ permission }) => permission.replace(/^Permissions/u, '')),
  ];
};
