import type { FieldSchema, ObjectSchema } from '../../metadata/schema/org-schema.ts';
import type { FieldDefinition, FieldType, TableDefinition, Value } from '../types.ts';

/** Metadata API field types → describe's (Metadata API guide "FieldType" beside SOAP API guide "Field Types"; documented). */
const TYPES: Readonly<Record<string, FieldType>> = {
  AutoNumber: 'string',
  Checkbox: 'boolean',
  Currency: 'currency',
  Date: 'date',
  DateTime: 'datetime',
  Email: 'email',
  EncryptedText: 'encryptedstring',
  ExternalLookup: 'reference',
  Hierarchy: 'reference',
  Html: 'textarea',
  IndirectLookup: 'reference',
  Location: 'location',
  LongTextArea: 'textarea',
  Lookup: 'reference',
  MasterDetail: 'reference',
  MetadataRelationship: 'reference',
  MultiselectPicklist: 'multipicklist',
  Number: 'double',
  Percent: 'percent',
  Phone: 'phone',
  Picklist: 'picklist',
  Summary: 'double',
  Text: 'string',
  TextArea: 'textarea',
  Time: 'time',
  Url: 'url',
};

const LENGTHS: Readonly<Record<string, number>> = {
  AutoNumber: 30,
  Email: 80,
  Html: 32_768,
  LongTextArea: 32_768,
  MultiselectPicklist: 4_099,
  Phone: 40,
  Picklist: 255,
  Text: 255,
  TextArea: 255,
  Url: 255,
};

/** Only literals: a default that is a formula (`NOW()`) is not evaluated. */
const defaultOf = (field: FieldSchema): Value | undefined => {
  const text = field.defaultValue?.trim();
  if (field.type === 'Checkbox') return text?.toLowerCase() === 'true';
  if (field.picklist !== undefined) return field.picklist.values.find(({ isDefault }) => isDefault)?.fullName;
  if (text === undefined || text === '') return undefined;
  if (/^-?\d+(\.\d+)?$/.test(text)) return ['Number', 'Currency', 'Percent'].includes(field.type) ? Number(text) : text;
  return /^(".*"|'.*')$/s.exec(text)?.[0].slice(1, -1);
};

const relationship = (field: FieldSchema): Partial<FieldDefinition> => ({
  referenceTo: field.referenceTo,
  relationshipName: field.name.replace(/__c$/, '__r'),
  ...(field.relationshipName === undefined
    ? {}
    : { childRelationshipName: field.name.endsWith('__c') ? `${field.relationshipName}__r` : field.relationshipName }),
  cascadeDelete: field.type === 'MasterDetail' || field.deleteConstraint === 'Cascade',
  restrictedDelete: field.deleteConstraint === 'Restrict',
});

const picklist = (field: FieldSchema): Partial<FieldDefinition> =>
  field.picklist === undefined
    ? {}
    : {
        restrictedPicklist: field.picklist.restricted,
        picklistValues: field.picklist.values.map(({ fullName, label, isActive, isDefault }) => ({
          value: fullName,
          label,
          active: isActive,
          default: isDefault,
        })),
      };

const coordinates = (field: FieldSchema): readonly FieldDefinition[] => {
  const stem = field.name.replace(/__c$/, '');
  const scale = field.scale ?? 15;
  const part = (name: string): FieldDefinition => ({
    name: `${stem}__${name}__s`,
    label: `${field.label} (${name})`,
    type: 'double',
    precision: 3 + scale,
    scale,
  });
  return [
    part('Latitude'),
    part('Longitude'),
    {
      name: field.name,
      label: field.label,
      type: 'location',
      composedOf: [`${stem}__Latitude__s`, `${stem}__Longitude__s`],
    },
  ];
};

const digits = ({ precision, scale }: FieldSchema): Partial<FieldDefinition> => ({
  ...(precision === undefined ? {} : { precision }),
  ...(scale === undefined ? {} : { scale }),
});

const computed = (field: FieldSchema): Partial<FieldDefinition> => {
  if (field.type === 'AutoNumber') return { autoNumber: '{0}' };
  return field.formula === undefined && field.type !== 'Summary' ? {} : { calculated: true };
};

/** The table fields a deployed field makes: one, or three for a geolocation. */
export const fieldsOf = (field: FieldSchema): readonly FieldDefinition[] => {
  if (field.type === 'Location' && field.formula === undefined) return coordinates(field);
  const type = TYPES[field.type] ?? 'string';
  const length = field.length ?? LENGTHS[field.type];
  const value = defaultOf(field);
  return [
    {
      name: field.name,
      label: field.label,
      type,
      ...(length === undefined ? {} : { length }),
      ...digits(field),
      nillable: type !== 'boolean' && !field.required && field.type !== 'MasterDetail',
      unique: field.unique,
      caseSensitive: field.caseSensitive,
      externalId: field.externalId,
      ...(type === 'reference' ? relationship(field) : {}),
      ...picklist(field),
      ...(value === undefined ? {} : { defaultValue: value }),
      ...computed(field),
    },
  ];
};

const nameField = (object: ObjectSchema): FieldDefinition => ({
  name: 'Name',
  label: object.nameField.label,
  type: 'string',
  length: 80,
  ...(object.nameField.type === 'AutoNumber'
    ? { autoNumber: object.nameField.displayFormat ?? '{0}' }
    : { nillable: object.kind !== 'customSettingList' }),
});

const METADATA_FIELDS: readonly FieldDefinition[] = [
  { name: 'DeveloperName', type: 'string', length: 40, nillable: false },
  { name: 'MasterLabel', type: 'string', length: 40, nillable: false },
  { name: 'Language', type: 'picklist', length: 40 },
  { name: 'NamespacePrefix', type: 'string', length: 15 },
  { name: 'Label', type: 'string', length: 40 },
  { name: 'QualifiedApiName', type: 'string', length: 70 },
];

const EVENT_FIELDS: readonly FieldDefinition[] = [
  { name: 'ReplayId', type: 'string', length: 1333, createable: false, updateable: false },
  { name: 'EventUuid', type: 'string', length: 36, createable: false, updateable: false },
];

const ownFields = (object: ObjectSchema): readonly FieldDefinition[] => {
  if (object.kind === 'customMetadata') return METADATA_FIELDS;
  if (object.kind === 'platformEvent') return EVENT_FIELDS;
  return object.kind === 'standard' ? [] : [nameField(object)];
};

const isDetail = (object: ObjectSchema): boolean =>
  [...object.fields.values()].some(({ type }) => type === 'MasterDetail');

/** The table an object of the metadata makes. */
export const tableOf = (object: ObjectSchema): TableDefinition => ({
  name: object.name,
  label: object.label,
  pluralLabel: object.pluralLabel,
  ...(object.keyPrefix === undefined || object.kind === 'standard' ? {} : { keyPrefix: object.keyPrefix }),
  fields: [...ownFields(object), ...[...object.fields.values()].flatMap(fieldsOf)],
  recordTypes: object.recordTypes.map(({ developerName, label, active, id }) => ({
    name: developerName,
    label,
    active,
    id,
  })),
  ...(object.kind === 'customSettingHierarchy' ? { customSetting: 'Hierarchy' as const } : {}),
  ...(object.kind === 'customSettingList' ? { customSetting: 'List' as const } : {}),
  ...(isDetail(object) ? { owned: false } : {}),
  ...(object.kind === 'platformEvent' ? { queryable: false } : {}),
});
