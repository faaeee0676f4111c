import type { Table } from './catalogue.ts';
import type { Entity, Field } from './entity.ts';
import { isLongText, isNumeric } from './entity.ts';
import { childRelationships } from '../soql/children.ts';

/** JSON of the describe resources (REST API guide, "sObject Describe"; documented). */
type Json = Readonly<Record<string, unknown>>;

const SOAP_TYPES: Readonly<Partial<Record<Field['type'], string>>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  address: 'urn:address',
  location: 'urn:location',
  anyType: 'xsd:anyType',
};

const LENGTHLESS = new Set<Field['type']>([
  'boolean',
  'int',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
]);

const lengthOf = (field: Field): number => {
  if (field.type === 'id' || field.type === 'reference') return 18;
  return LENGTHLESS.has(field.type) ? 0 : (field.length ?? 255);
};

const describePicklist = (field: Field): readonly Json[] =>
  (field.picklistValues ?? []).map(({ value, label, active, default: isDefault }) => ({
    active: active !== false,
    defaultValue: isDefault === true,
    label: label ?? value,
    validFor: null,
    value,
  }));

const referencePart = (field: Field): Json => ({
  cascadeDelete: field.cascadeDelete === true,
  polymorphicForeignKey: (field.referenceTo?.length ?? 0) > 1,
  referenceTo: field.referenceTo ?? [],
  relationshipName: field.relationshipName ?? null,
  relationshipOrder: field.cascadeDelete === true && !field.nillable && field.custom ? 0 : null,
  restrictedDelete: field.restrictedDelete === true,
  writeRequiresMasterRead: false,
});

const numberPart = (field: Field): Json => ({
  digits: field.type === 'int' ? (field.precision ?? field.length ?? 9) : 0,
  precision: isNumeric(field.type) && field.type !== 'int' ? (field.precision ?? 18) : 0,
  scale: field.scale ?? 0,
});

const flags = (field: Field): Json => ({
  aggregatable: field.filterable && field.type !== 'boolean',
  autoNumber: field.autoNumber !== undefined,
  calculated: field.calculated === true,
  caseSensitive: field.caseSensitive === true,
  createable: field.createable,
  custom: field.custom,
  defaultedOnCreate: field.type === 'boolean' || field.defaultValue !== undefined || field.key === 'ownerid',
  deprecatedAndHidden: false,
  encrypted: field.type === 'encryptedstring',
  externalId: field.externalId === true,
  filterable: field.filterable,
  groupable: field.groupable,
  htmlFormatted: false,
  idLookup: field.externalId === true || field.key === 'id',
  nameField: field.key === 'name',
  namePointing: (field.referenceTo?.length ?? 0) > 1,
  nillable: field.nillable,
  permissionable: field.custom || (field.nillable && (field.createable || field.updateable)),
  queryByDistance: field.type === 'location',
  restrictedPicklist: field.restrictedPicklist === true,
  sortable: field.sortable,
  unique: field.unique === true,
  updateable: field.updateable,
});

const describeField = (field: Field): Json => ({
  ...flags(field),
  ...numberPart(field),
  ...referencePart(field),
  byteLength: LENGTHLESS.has(field.type) ? 0 : lengthOf(field) * 3,
  calculatedFormula: null,
  compoundFieldName: null,
  controllerName: null,
  defaultValue: field.defaultValue ?? (field.type === 'boolean' ? false : null),
  defaultValueFormula: null,
  dependentPicklist: false,
  extraTypeInfo: isLongText(field) ? 'plaintextarea' : null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  inlineHelpText: null,
  label: field.label,
  length: lengthOf(field),
  mask: null,
  maskType: null,
  name: field.name,
  picklistValues: describePicklist(field),
  soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
  type: field.type,
});

const base = (version: string, path: string): string => `/services/data/v${version}${path}`;

/** What describeGlobal says of each object. */
export const describeBriefly = (entity: Entity, version: string, tooling: boolean): Json => {
  const url = base(version, `${tooling ? '/tooling' : ''}/sobjects/${entity.name}`);
  const custom = entity.name.endsWith('__c');
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: entity.createable,
    custom: entity.custom,
    customSetting: entity.customSetting !== undefined,
    deepCloneable: false,
    deletable: entity.deletable,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: entity.keyPrefix ?? null,
    label: entity.label,
    labelPlural: entity.pluralLabel,
    layoutable: entity.customSetting === undefined && entity.createable,
    mergeable: false,
    mruEnabled: false,
    name: entity.name,
    queryable: entity.queryable,
    replicateable: entity.fields.has('systemmodstamp'),
    retrieveable: entity.queryable,
    searchable: entity.queryable && !custom,
    triggerable: entity.createable && entity.customSetting === undefined,
    undeletable: entity.deletable && entity.customSetting === undefined,
    updateable: entity.updateable,
    urls: {
      sobject: url,
      describe: `${url}/describe`,
      rowTemplate: `${url}/{ID}`,
      ...(tooling ? {} : { layouts: `${url}/describe/layouts` }),
    },
  };
};

const MASTER: Json = {
  active: true,
  available: true,
  defaultRecordTypeMapping: true,
  developerName: 'Master',
  master: true,
  name: 'Master',
  recordTypeId: '012000000000000AAA',
};

const recordTypes = (entity: Entity): readonly Json[] => [
  ...entity.recordTypes.map(({ name, label, active, id }, at) => ({
    active: active !== false,
    available: active !== false,
    defaultRecordTypeMapping: at === 0,
    developerName: name,
    master: false,
    name: label ?? name,
    recordTypeId: id ?? null,
  })),
  { ...MASTER, defaultRecordTypeMapping: entity.recordTypes.length === 0 },
];

/** What describe says of one object: everything describeGlobal does, its fields, children and record types. */
export const describeFully = (
  entity: Entity,
  where: { readonly version: string; readonly tooling: boolean; readonly tables: Iterable<Table> },
): Json => ({
  ...describeBriefly(entity, where.version, where.tooling),
  actionOverrides: [],
  childRelationships: childRelationships(where.tables, entity.name).map(({ name, child, field }) => ({
    cascadeDelete: field.cascadeDelete === true,
    childSObject: child.name,
    deprecatedAndHidden: false,
    field: field.name,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: name ?? null,
    restrictedDelete: field.restrictedDelete === true,
  })),
  compactLayoutable: entity.customSetting === undefined,
  defaultImplementation: null,
  extendedBy: null,
  extendsInterfaces: null,
  fields: [...entity.fields.values()].map(describeField),
  implementedBy: null,
  implementsInterfaces: null,
  listviewable: null,
  lookupLayoutable: null,
  namedLayoutInfos: [],
  networkScopeFieldName: null,
  recordTypeInfos: recordTypes(entity),
  searchLayoutable: entity.customSetting === undefined,
  sobjectDescribeOption: 'FULL',
  supportedScopes: [{ label: `All ${entity.pluralLabel.toLowerCase()}`, name: 'everything' }],
});
