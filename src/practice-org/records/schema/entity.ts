import type { FieldDefinition, FieldType, RecordTypeDefinition, TableDefinition, Value } from '../types.ts';

/** What one cell may hold when read: a stored value, or an object for compound and `complexvalue` fields. */
export type Cell = Value | Readonly<Record<string, unknown>> | readonly unknown[];

/** A field with every question answered. */
export interface Field extends FieldDefinition {
  /** Lower-case name: names are compared without case. */
  readonly key: string;
  readonly label: string;
  readonly custom: boolean;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** Usable in WHERE. Long text, encrypted, base64 and compound values are not. */
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly groupable: boolean;
}

/** An object of the org: its definition with system fields, indexed by name. */
export interface Entity {
  readonly name: string;
  readonly label: string;
  readonly pluralLabel: string;
  readonly keyPrefix: string | undefined;
  readonly custom: boolean;
  readonly customSetting: 'Hierarchy' | 'List' | undefined;
  readonly queryable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly recordTypes: readonly RecordTypeDefinition[];
  /** In describe's order, by lower-case name. */
  readonly fields: ReadonlyMap<string, Field>;
  /** Reference fields by lower-case relationship name. */
  readonly parents: ReadonlyMap<string, Field>;
}

const MAX_SHORT_TEXT = 255;
const UNQUERYABLE = new Set<FieldType>(['encryptedstring', 'base64', 'address', 'location', 'complexvalue', 'anyType']);
const NUMBERS = new Set<FieldType>(['int', 'double', 'currency', 'percent']);

/** Whether a field holds a number. */
export const isNumeric = (type: FieldType): boolean => NUMBERS.has(type);

/** A text area beyond 255 characters, which the platform can neither filter, sort nor group. */
export const isLongText = (field: FieldDefinition): boolean =>
  field.type === 'textarea' && (field.length ?? MAX_SHORT_TEXT) > MAX_SHORT_TEXT;

const isComputed = (field: FieldDefinition): boolean =>
  field.calculated === true || field.autoNumber !== undefined || field.composedOf !== undefined;

/** Fills in what a definition leaves to the platform's defaults. */
export const resolveField = (field: FieldDefinition): Field => {
  const queryable = field.filterable ?? !(UNQUERYABLE.has(field.type) || isLongText(field));
  const writable = !isComputed(field);
  return {
    ...field,
    key: field.name.toLowerCase(),
    label: field.label ?? field.name,
    custom: /__(c|pc|s|latitude__s|longitude__s)$/i.test(field.name),
    nillable: field.nillable ?? field.type !== 'boolean',
    createable: writable && (field.createable ?? true),
    updateable: writable && (field.updateable ?? !(field.cascadeDelete === true && field.reparentable !== true)),
    filterable: queryable,
    sortable: queryable && field.type !== 'multipicklist',
    groupable:
      queryable && !['multipicklist', 'datetime', 'time', 'double', 'currency', 'percent'].includes(field.type),
  };
};

const readOnly = { createable: false, updateable: false, nillable: false } as const;
const user = (name: string): FieldDefinition => ({
  ...readOnly,
  name: `${name}Id`,
  label: `${name} ID`,
  type: 'reference',
  referenceTo: ['User'],
  relationshipName: name,
});

const RECORD_ID: FieldDefinition = { ...readOnly, name: 'Id', label: 'Record ID', type: 'id', length: 18 };
const AUDIT: readonly FieldDefinition[] = [
  { ...readOnly, name: 'CreatedDate', label: 'Created Date', type: 'datetime' },
  user('CreatedBy'),
  { ...readOnly, name: 'LastModifiedDate', label: 'Last Modified Date', type: 'datetime' },
  user('LastModifiedBy'),
  { ...readOnly, name: 'SystemModstamp', label: 'System Modstamp', type: 'datetime' },
];
const DELETED: FieldDefinition = { ...readOnly, name: 'IsDeleted', label: 'Deleted', type: 'boolean' };
const OWNER: FieldDefinition = {
  name: 'OwnerId',
  label: 'Owner ID',
  type: 'reference',
  nillable: false,
  referenceTo: ['User', 'Group'],
  relationshipName: 'Owner',
};
const RECORD_TYPE: FieldDefinition = {
  name: 'RecordTypeId',
  label: 'Record Type ID',
  type: 'reference',
  referenceTo: ['RecordType'],
  relationshipName: 'RecordType',
};
const SETUP_OWNER: FieldDefinition = {
  name: 'SetupOwnerId',
  label: 'Location',
  type: 'reference',
  nillable: false,
  updateable: false,
  referenceTo: ['Organization', 'Profile', 'User'],
  relationshipName: 'SetupOwner',
};

const systemFields = (table: TableDefinition): readonly FieldDefinition[] => [
  RECORD_ID,
  ...(table.customSetting === undefined && table.owned !== false ? [OWNER] : []),
  DELETED,
  ...(table.customSetting === undefined ? [] : [{ ...SETUP_OWNER, unique: table.customSetting === 'Hierarchy' }]),
  ...((table.recordTypes?.length ?? 0) > 0 ? [RECORD_TYPE] : []),
];

/** How much the platform adds to a table: everything a stored row has, or only an `Id` (rows that live elsewhere). */
export type EntityKind = 'stored' | 'virtual';

const allFields = (table: TableDefinition, kind: EntityKind): readonly FieldDefinition[] => {
  const [custom, standard] = [
    table.fields.filter(({ name }) => /__\w$/.test(name)),
    table.fields.filter(({ name }) => !/__\w$/.test(name)),
  ];
  const audit = table.audited === false ? [] : AUDIT;
  return kind === 'virtual'
    ? [RECORD_ID, ...audit, ...table.fields]
    : [...systemFields(table), ...standard, ...AUDIT, ...custom];
};

/** The object a definition describes. A field named twice is the later one, in the place of the first. */
export const resolveEntity = (table: TableDefinition, kind: EntityKind, keyPrefix?: string): Entity => {
  const fields = new Map(allFields(table, kind).map((field) => [field.name.toLowerCase(), resolveField(field)]));
  const parents = new Map<string, Field>();
  for (const field of fields.values())
    if (field.relationshipName !== undefined) parents.set(field.relationshipName.toLowerCase(), field);
  const writable = kind === 'stored';
  return {
    name: table.name,
    label: table.label ?? table.name,
    pluralLabel: table.pluralLabel ?? `${table.label ?? table.name}s`,
    keyPrefix: keyPrefix ?? table.keyPrefix,
    custom: /__(c|mdt|e|b|x)$/i.test(table.name),
    customSetting: table.customSetting,
    queryable: table.queryable ?? true,
    createable: table.createable ?? writable,
    updateable: table.updateable ?? writable,
    deletable: table.deletable ?? writable,
    recordTypes: table.recordTypes ?? [],
    fields,
    parents,
  };
};
