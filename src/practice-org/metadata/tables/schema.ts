import type { Row } from '../../records/types.ts';
import type { FieldSchema, ObjectSchema } from '../schema/org-schema.ts';
import { treeOf } from '../xml/parsed.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { isCustomName, memberOf, objectOf } from '../names.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';
import { audit, define, type MetadataTable } from './table.ts';

/** `Risk` of `Risk__c`. */
const developerName = (name: string): string => name.replace(/__[a-z]+$/i, '');

/** A durable id: the object's name, or the custom object's id (Tooling API, EntityDefinition; documented). */
const durableId = ({ name, id }: ObjectSchema): string => (isCustomName(name) ? id.slice(0, 15) : name);

const entityRow = (object: ObjectSchema): Row => ({
  Id: object.id,
  DurableId: durableId(object),
  QualifiedApiName: object.name,
  DeveloperName: developerName(object.name),
  MasterLabel: object.label,
  Label: object.label,
  PluralLabel: object.pluralLabel,
  KeyPrefix: object.keyPrefix ?? null,
  IsCustomizable: true,
  IsCustomSetting: object.kind.startsWith('customSetting'),
});

const fieldRow = (object: ObjectSchema, field: FieldSchema): Row => ({
  Id: field.id,
  DurableId: `${durableId(object)}.${field.custom ? field.id.slice(0, 15) : field.name}`,
  EntityDefinitionId: object.id,
  QualifiedApiName: field.name,
  DeveloperName: developerName(field.name),
  MasterLabel: field.label,
  Label: field.label,
  DataType: field.length === undefined ? field.type : `${field.type}(${field.length})`,
  Length: field.length ?? 0,
  Precision: field.precision ?? 0,
  Scale: field.scale ?? 0,
  IsNillable: !field.required,
  IsCalculated: field.formula !== undefined || field.type === 'Summary',
  RelationshipName: field.relationshipName ?? null,
});

const particleRow = (object: ObjectSchema, field: FieldSchema): Row => ({
  ...fieldRow(object, field),
  Name: field.name,
  FieldDefinitionId: field.id,
  DataType: field.type.toLowerCase(),
  IsUnique: field.unique,
  IsIdLookup: field.externalId,
});

const perField =
  (row: (object: ObjectSchema, field: FieldSchema) => Row) =>
  (state: MetadataState): readonly Row[] =>
    [...schemaOf(state).values()].flatMap((object) => [...object.fields.values()].map((field) => row(object, field)));

const ofType = ({ components }: MetadataState, type: string): readonly StoredComponent[] =>
  [...components.values()].filter((component) => component.type === type);

/** `TableEnumOrId` is the name of a standard object or the id of a custom one (Tooling API, CustomField; documented). */
export const tableOf = (state: MetadataState, fullName: string): string => {
  const object = objectOf(fullName);
  return isCustomName(object) ? (state.components.get(keyOf('CustomObject', object))?.id ?? object) : object;
};

const customFieldRows = (state: MetadataState): readonly Row[] =>
  ofType(state, 'CustomField')
    .filter(({ fullName }) => isCustomName(memberOf(fullName)))
    .map((component) => ({
      Id: component.id,
      DeveloperName: developerName(memberOf(component.fullName)),
      FullName: component.fullName,
      TableEnumOrId: tableOf(state, component.fullName),
      NamespacePrefix: component.namespacePrefix ?? null,
      ManageableState: 'unmanaged',
      ...audit(component),
    }));

const customObjectRows = (state: MetadataState): readonly Row[] =>
  ofType(state, 'CustomObject')
    .filter(({ fullName }) => isCustomName(fullName))
    .map((component) => ({
      Id: component.id,
      DeveloperName: developerName(component.fullName),
      NamespacePrefix: component.namespacePrefix ?? null,
      ManageableState: 'unmanaged',
      ...audit(component),
    }));

const recordTypeRows = (state: MetadataState): readonly Row[] =>
  ofType(state, 'RecordType').map((component) => ({
    Id: component.id,
    Name: childText(treeOf(component), 'label') ?? memberOf(component.fullName),
    DeveloperName: memberOf(component.fullName),
    SobjectType: objectOf(component.fullName),
    IsActive: childText(treeOf(component), 'active')?.trim() !== 'false',
    Description: childText(treeOf(component), 'description') ?? null,
    ...audit(component),
  }));

/** What clients read of a value set's Metadata, to tell whether it has values. */
const valueSetMetadata = (component: StoredComponent): Row => ({
  standardValue: treeOf(component)
    .children.filter(({ name }) => name === 'standardValue')
    .map((value) => ({
      valueName: childText(value, 'fullName') ?? null,
      label: childText(value, 'label') ?? null,
      default: childText(value, 'default') === 'true',
    })),
});

const valueSetRows = (state: MetadataState): readonly Row[] =>
  ofType(state, 'StandardValueSet').map((component) => ({
    Id: component.id,
    MasterLabel: component.fullName,
    FullName: component.fullName,
    Metadata: valueSetMetadata(component),
    ...audit(component),
  }));

const fieldColumns = `
  DurableId string 255
  EntityDefinitionId reference EntityDefinition
  QualifiedApiName string 70
  DeveloperName string 70
  MasterLabel string 80
  Label string 80
  DataType string 255
  Length int 9,0
  Precision int 9,0
  Scale int 9,0
  IsNillable boolean
  IsCalculated boolean
  RelationshipName string 255`;

const tooling = (definition: MetadataTable['definition'], rows: MetadataTable['rows']): MetadataTable => ({
  definition,
  api: 'tooling',
  rows,
});

export const schemaTables: readonly MetadataTable[] = [
  {
    definition: define(
      'EntityDefinition',
      '4ie',
      `
      DurableId string 255
      QualifiedApiName string 70
      DeveloperName string 70
      MasterLabel string 80
      Label string 80
      PluralLabel string 80
      KeyPrefix string 3
      NamespacePrefix string 15
      IsCustomizable boolean
      IsCustomSetting boolean`,
    ),
    api: 'both',
    rows: (state) => [...schemaOf(state).values()].map(entityRow),
  },
  { definition: define('FieldDefinition', '4fe', fieldColumns), api: 'both', rows: perField(fieldRow) },
  {
    definition: define(
      'EntityParticle',
      '4fp',
      `${fieldColumns}\nName string 70\nFieldDefinitionId reference FieldDefinition\nIsUnique boolean\nIsIdLookup boolean`,
    ),
    api: 'both',
    rows: perField(particleRow),
  },
  tooling(
    define(
      'CustomField',
      '00N',
      'DeveloperName string 70\nFullName string 255\nTableEnumOrId string 40\nNamespacePrefix string 15\nManageableState string 40',
    ),
    customFieldRows,
  ),
  tooling(
    define('CustomObject', '01I', 'DeveloperName string 70\nNamespacePrefix string 15\nManageableState string 40'),
    customObjectRows,
  ),
  tooling(
    define('StandardValueSet', '0Nu', 'MasterLabel string 255\nFullName string 255\nMetadata complexvalue'),
    valueSetRows,
  ),
  {
    definition: define(
      'RecordType',
      '012',
      'Name string 80\nDeveloperName string 80\nSobjectType string 40\nIsActive boolean\nDescription string 255\nNamespacePrefix string 15',
    ),
    api: 'both',
    rows: recordTypeRows,
  },
];
