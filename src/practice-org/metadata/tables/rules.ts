import type { Row } from '../../records/types.ts';
import { memberOf, objectOf } from '../names.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { treeOf } from '../xml/parsed.ts';
import { childText } from '../xml/xml.ts';
import { tableOf } from './schema.ts';
import { audit, define, type MetadataTable } from './table.ts';

/** A table with a row for each component of a type. */
const rowsOf =
  (type: string, row: (state: MetadataState, component: StoredComponent) => Row) =>
  (state: MetadataState): readonly Row[] =>
    [...state.components.values()]
      .filter((component) => component.type === type)
      .map((component) => ({
        Id: component.id,
        FullName: component.fullName,
        NamespacePrefix: component.namespacePrefix ?? null,
        ManageableState: 'unmanaged',
        ...row(state, component),
        ...audit(component),
      }));

const textIn = (component: StoredComponent, name: string): string | null =>
  childText(treeOf(component), name)?.trim() ?? null;

const isTrue = (component: StoredComponent, name: string): boolean => textIn(component, name) === 'true';

/** Rules that run, or refuse, when a record is saved. */
export const ruleTables: readonly MetadataTable[] = [
  {
    definition: define(
      'ValidationRule',
      '03d',
      `
      ValidationName string 80
      FullName string 255
      EntityDefinitionId reference EntityDefinition
      Active boolean
      ErrorMessage string 255
      NamespacePrefix string 15
      ManageableState string 40
      Metadata complexvalue`,
    ),
    api: 'tooling',
    rows: rowsOf('ValidationRule', (state, component) => ({
      ValidationName: memberOf(component.fullName),
      EntityDefinitionId: tableOf(state, component.fullName),
      Active: isTrue(component, 'active'),
      ErrorMessage: textIn(component, 'errorMessage'),
      Metadata: {
        active: isTrue(component, 'active'),
        errorConditionFormula: textIn(component, 'errorConditionFormula'),
      },
    })),
  },
  // Whether it is active stands in its Metadata alone, which is given one row a query (Tooling API, WorkflowRule; documented).
  {
    definition: define(
      'WorkflowRule',
      '01Q',
      `
      Name string 80
      FullName string 255
      TableEnumOrId string 40
      NamespacePrefix string 15
      ManageableState string 40
      Metadata complexvalue`,
    ),
    api: 'tooling',
    rows: rowsOf('WorkflowRule', (state, component) => ({
      Name: memberOf(component.fullName),
      TableEnumOrId: tableOf(state, component.fullName),
      Metadata: {
        active: isTrue(component, 'active'),
        formula: textIn(component, 'formula'),
        triggerType: textIn(component, 'triggerType'),
      },
    })),
  },
  {
    definition: define(
      'DuplicateRule',
      '0Bm',
      `
      DeveloperName string 80
      MasterLabel string 80
      SobjectType string 40
      IsActive boolean
      NamespacePrefix string 15`,
    ),
    api: 'both',
    rows: rowsOf('DuplicateRule', (_, component) => ({
      DeveloperName: memberOf(component.fullName),
      MasterLabel: textIn(component, 'masterLabel'),
      SobjectType: objectOf(component.fullName),
      IsActive: isTrue(component, 'isActive'),
    })),
  },
];
