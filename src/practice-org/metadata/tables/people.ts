import type { Row } from '../../records/types.ts';
import { treeOf } from '../xml/parsed.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';
import { audit, define, type MetadataTable } from './table.ts';

const rowsOf = (state: MetadataState, type: string, more: (component: StoredComponent) => Row): readonly Row[] =>
  [...state.components.values()]
    .filter((component) => component.type === type)
    .map((component) => ({
      Id: component.id,
      Name: childText(treeOf(component), 'name') ?? component.fullName,
      DeveloperName: component.fullName,
      ...more(component),
      ...audit(component),
    }));

const roleRows = (state: MetadataState): readonly Row[] =>
  rowsOf(state, 'Role', (role) => {
    const parent = childText(treeOf(role), 'parentRole');
    return { ParentRoleId: parent === undefined ? null : (state.components.get(keyOf('Role', parent))?.id ?? null) };
  });

const groupRows = (state: MetadataState): readonly Row[] => [
  ...rowsOf(state, 'Group', (group) => ({
    Type: 'Regular',
    DoesIncludeBosses: childText(treeOf(group), 'doesIncludeBosses') === 'true',
  })),
  ...rowsOf(state, 'Queue', (queue) => ({
    Type: 'Queue',
    Email: childText(treeOf(queue), 'email') ?? null,
    DoesIncludeBosses: false,
  })),
];

/** Roles, public groups and queues: whom users belong to, and who may own records. */
export const peopleTables: readonly MetadataTable[] = [
  {
    definition: define(
      'UserRole',
      '00E',
      'Name string 80\nDeveloperName string 80\nParentRoleId reference UserRole as ParentRole',
    ),
    api: 'both',
    rows: roleRows,
  },
  {
    definition: define(
      'Group',
      '00G',
      'Name string 40\nDeveloperName string 80\nType string 40\nEmail email 255\nDoesIncludeBosses boolean',
    ),
    api: 'both',
    rows: groupRows,
  },
];
