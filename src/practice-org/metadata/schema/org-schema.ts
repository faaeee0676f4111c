/** What tables need to know of the objects an org has. */

export interface PicklistValue {
  readonly fullName: string;
  readonly label: string;
  readonly isActive: boolean;
  readonly isDefault: boolean;
}

/** A field as tables need it. `type` is the Metadata API's (`Text`, `LongTextArea`, `Lookup`, `MasterDetail` …). */
export interface FieldSchema {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly custom: boolean;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly required: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly defaultValue?: string;
  readonly formula?: string;
  readonly referenceTo: readonly string[];
  readonly relationshipName?: string;
  readonly deleteConstraint?: string;
  /** Values in order; present for picklists only. `restricted` refuses other values. */
  readonly picklist?: { readonly restricted: boolean; readonly values: readonly PicklistValue[] };
}

export interface RecordTypeSchema {
  readonly developerName: string;
  readonly id: string;
  readonly label: string;
  readonly active: boolean;
}

export type ObjectKind =
  | 'custom'
  | 'standard'
  | 'customSettingHierarchy'
  | 'customSettingList'
  | 'customMetadata'
  | 'platformEvent'
  | 'bigObject'
  | 'external';

export interface ObjectSchema {
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly pluralLabel: string;
  readonly kind: ObjectKind;
  /** Three characters, unique per org; standard objects keep Salesforce's own (the records room knows them). */
  readonly keyPrefix?: string;
  readonly nameField: { readonly type: 'Text' | 'AutoNumber'; readonly label: string; readonly displayFormat?: string };
  readonly fields: ReadonlyMap<string, FieldSchema>;
  readonly recordTypes: readonly RecordTypeSchema[];
}

/** Object name → schema. Standard objects appear only as far as metadata customised them. */
export type OrgSchema = ReadonlyMap<string, ObjectSchema>;

export type SchemaChange =
  | { readonly kind: 'objectCreated'; readonly object: ObjectSchema }
  | { readonly kind: 'objectChanged'; readonly object: ObjectSchema }
  /** Rows and fields go with it. */
  | { readonly kind: 'objectDeleted'; readonly object: string }
  | { readonly kind: 'fieldCreated'; readonly object: string; readonly field: FieldSchema }
  /** `losesValues`: the type change nulls what was stored. */
  | {
      readonly kind: 'fieldChanged';
      readonly object: string;
      readonly from: FieldSchema;
      readonly field: FieldSchema;
      readonly losesValues: boolean;
    }
  /** Values go; they stay readable under `keptAs` for 15 days unless purged (then absent). */
  | { readonly kind: 'fieldDeleted'; readonly object: string; readonly field: FieldSchema; readonly keptAs?: string };
