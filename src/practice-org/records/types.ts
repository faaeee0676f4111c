import type { Clock } from '../clock.ts';
import type { OrgIdentity } from '../identity/identity.ts';

/**
 * The org's records: tables that deployed metadata defines, rows that people and APIs write.
 * `Database` (database.ts) holds them, `recordRoutes` (routes.ts) puts them on the wire.
 */

/** Field types as describe names them (SOAP API Developer Guide, "Field Types"; documented). */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'reference'
  | 'encryptedstring'
  | 'base64'
  | 'address'
  | 'location'
  | 'anyType'
  | 'complexvalue';

export interface PicklistValue {
  readonly value: string;
  readonly label?: string;
  /** Absent means active. Inactive values stay on rows; a restricted picklist refuses to write them. */
  readonly active?: boolean;
  readonly default?: boolean;
}

export interface FieldDefinition {
  /** API name, `Phone` or `Risk__c`. */
  readonly name: string;
  readonly label?: string;
  readonly type: FieldType;
  /** Characters. A `textarea` longer than 255 is a long text area: it can be neither filtered nor sorted. */
  readonly length?: number;
  /** Digits in all and after the point, of numbers. */
  readonly precision?: number;
  readonly scale?: number;
  /** False makes the field required. Default true. */
  readonly nillable?: boolean;
  readonly unique?: boolean;
  readonly caseSensitive?: boolean;
  readonly externalId?: boolean;
  /** API names of the parents, for a `reference`. */
  readonly referenceTo?: readonly string[];
  /** The way up, from this row to its parent: `Account`, `Parent__r`. */
  readonly relationshipName?: string;
  /** The way down, from the parent to these rows: `Contacts`, `Children__r`. */
  readonly childRelationshipName?: string;
  /** Deleting the parent deletes this row (master-detail). */
  readonly cascadeDelete?: boolean;
  /** Deleting the parent is refused while this row exists (lookup with "restrict"). Default: the lookup is cleared. */
  readonly restrictedDelete?: boolean;
  /** Master-detail children may move to another parent. Only read when `cascadeDelete`. */
  readonly reparentable?: boolean;
  readonly picklistValues?: readonly PicklistValue[];
  readonly restrictedPicklist?: boolean;
  /** Formula or roll-up: can be read, never written. Formulas are not evaluated: they read as null. */
  readonly calculated?: boolean;
  /** Fields a compound value is made of: a person's `Name` (joined), an `address` or `location` (an object). */
  readonly composedOf?: readonly string[];
  /** Display format of an auto-number, `A-{0000}`. */
  readonly autoNumber?: string;
  /** Written when an insert leaves the field out. */
  readonly defaultValue?: Value;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly filterable?: boolean;
}

export interface RecordTypeDefinition {
  /** Developer name. */
  readonly name: string;
  readonly label?: string;
  readonly active?: boolean;
  /** Kept by the metadata side so that the id survives redeploys. Absent: the database makes one. */
  readonly id?: string;
}

export interface TableDefinition {
  /** API name, `Account`, `Invoice__c`, `App__mdt`. */
  readonly name: string;
  readonly label?: string;
  readonly pluralLabel?: string;
  /** First three characters of ids. Absent: the standard one, or the next free custom one (`a00`, `a01` …). */
  readonly keyPrefix?: string;
  /**
   * Fields beside the system ones (Id, Name of standard objects, CreatedDate …), which every table has by itself.
   * For a standard object: the custom fields only, or standard fields whose definition changes.
   */
  readonly fields: readonly FieldDefinition[];
  readonly recordTypes?: readonly RecordTypeDefinition[];
  readonly customSetting?: 'Hierarchy' | 'List';
  /** False where rows have no owner of their own: children of a master-detail (documented), settings, metadata. */
  readonly owned?: boolean;
  /** False for virtual tables whose rows have no CreatedDate, CreatedById …. Default true. */
  readonly audited?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly deletable?: boolean;
  /** False for platform events: they can be published, not queried. */
  readonly queryable?: boolean;
}

/** What a field holds. `date` `YYYY-MM-DD`, `time` `HH:MM:SS.mmmZ`, `datetime` milliseconds, ids 18 characters. */
export type Value = string | number | boolean | null;

/** A row for and from in-process use. Date-times may be ISO strings, milliseconds or `Date`; objects only in virtual rows. */
export type Row = Readonly<Record<string, unknown>>;

/** Why one row was not written, as the platform's `Error`: a status code, a sentence, the fields it is about. */
export interface RowError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export type WriteKind = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete' | 'undelete';

/** The platform's SaveResult / UpsertResult / DeleteResult / UndeleteResult. */
export type WriteResult =
  | { readonly id: string; readonly success: true; readonly created: boolean; readonly errors: readonly [] }
  | { readonly id?: string; readonly success: false; readonly created: false; readonly errors: readonly RowError[] };

export interface WriteOptions {
  /** Whose write it is (LastModifiedById, default OwnerId). Default: the org's running user. */
  readonly by?: string;
  /** For `upsert`: the key field. Default `Id`. */
  readonly key?: string;
  /** As the platform itself writes: read-only objects and fields too, CreatedDate and its like. For seeding. */
  readonly system?: boolean;
  /** All rows or none. Default false: rows fail one by one. */
  readonly allOrNone?: boolean;
}

/** Rows of one object to write. */
export interface WriteRequest {
  readonly object: string;
  readonly kind: WriteKind;
  readonly rows: readonly Row[];
  readonly options?: WriteOptions;
  /** Where the values come from. JSON has types; CSV is text, where empty was left out and `#N/A` is null. Default `json`. */
  readonly origin?: 'json' | 'csv';
}

/** A write as automation and forced row faults see it: what is there and what it will become. */
export interface PendingWrite {
  readonly object: string;
  readonly kind: 'insert' | 'update' | 'delete';
  readonly id?: string;
  /** Field values before, empty for an insert. */
  readonly from: Row;
  /** Field values as they will be stored. A hook may change them, as a before-save flow does. */
  readonly to: Record<string, Value>;
}

/** Return an error to refuse the row (`UNABLE_TO_LOCK_ROW`, a validation rule …), nothing to let it pass. */
export type WriteHook = (write: PendingWrite) => RowError | undefined;

/** Which API shows a virtual table: `/query`, `/tooling/query`, or both. */
export type Api = 'data' | 'tooling' | 'both';

export interface VirtualTable {
  readonly api: Api;
  /** Read once per query; rows are matched to the definition's fields by name, absent ones are null. */
  rows(): readonly Row[];
  /**
   * Accepts `PATCH sobjects/<name>/<id>`, e.g. `{Metadata: {activeVersionNumber: 3}}` on FlowDefinition. Return an
   * error to refuse it. Absent: the object is read-only.
   */
  patch?(id: string, fields: Row): RowError | undefined;
  /** Accepts `POST sobjects/<name>`; answers the id or an error. Absent: not createable. */
  create?(fields: Row): string | RowError;
  /** Accepts `DELETE sobjects/<name>/<id>`. Absent: not deletable. */
  remove?(id: string): RowError | undefined;
}

/** A field or table somebody deleted, kept for 15 days under `<name>_del` (platform.fields_managing_deleted_fields; documented). */
export interface DeletedDefinition {
  readonly object: string;
  /** Absent when the whole object was deleted. */
  readonly field?: string;
  /** `Risk_del__c`, `Invoice_del__c`. */
  readonly deletedName: string;
  readonly deletedAt: Date;
  readonly rows: number;
  /** Rows with a value, for a field. */
  readonly values?: number;
}

export interface DatabaseContext {
  readonly clock: Clock;
  /** Who the org is; `identity.user` is the user whose token the clients hold, `identity.pod` is in all ids. */
  readonly identity: OrgIdentity;
  /** `67.0` */
  readonly apiVersion: string;
  /** Rows of a custom metadata type (`App__mdt`), kept by the metadata side. Absent: no rows. */
  customMetadata?(object: string): readonly Row[];
}
