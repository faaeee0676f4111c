import { readFields } from '../records/schema/notation.ts';
import type { TableDefinition, VirtualTable } from '../records/types.ts';

/** System permissions that a client of deploys asks for; the real object has hundreds. */
const permissions = [
  'PermissionsApiEnabled',
  'PermissionsModifyAllData',
  'PermissionsModifyMetadata',
  'PermissionsViewAllData',
  'PermissionsViewSetup',
  'PermissionsAuthorApex',
  'PermissionsCustomizeApplication',
  'PermissionsManageProfilesPermissionsets',
  'PermissionsManageUsers',
] as const;

/** Object Reference, UserPermissionAccess: one row, about whoever asks; documented. */
export const USER_PERMISSION_ACCESS: TableDefinition = {
  name: 'UserPermissionAccess',
  label: 'User Permission Access',
  keyPrefix: '0qt',
  fields: readFields(permissions.map((name) => `${name} boolean`).join('\n')),
};

/** The one administrator of a practice org may do everything. */
export const userPermissionRows = (): VirtualTable => ({
  api: 'data',
  rows: () => [{ Id: '000000000000000AAA', ...Object.fromEntries(permissions.map((name) => [name, true])) }],
});
