import type { Clock } from '../clock.ts';

/**
 * The org's records: tables that deployed metadata defines, rows that people and APIs write.
 * Everything the rest of the practice org needs from this folder is described here; `openDatabase` (database.ts) makes
 * one, `recordRoutes` (routes.ts) puts it on the wire.
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
  /** Formula or roll-up: can be read, never written. */
  readonly calculated?: boolean;
  /** A roll-up summary, computed from the children whenever it is read. */
  readonly summary?: {
    readonly operation: 'count' | 'sum' | 'min' | 'max';
    /** Child object and its master-detail field, then the field summed up (absent for count). */
    readonly object: string;
    readonly reference: string;
    readonly field?: string;
  };
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
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly deletable?: boolean;
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
  /** All rows or none. Default false: rows fail one by one. */
  readonly allOrNone?: boolean;
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
  /** 18 characters. */
  readonly organizationId: string;
  /** The user whose token the clients hold, 18 characters. */
  readonly userId: string;
}

export interface Database {
  readonly context: DatabaseContext;
  /**
   * Creates a table, or alters it to be exactly this. Values of fields that are gone are destroyed: they move to
   * Deleted Fields, and a field of the same name that comes back later is empty. For standard objects only custom
   * fields can go. A changed type keeps the values it can convert and nulls the others (date ↔ date-time, checkbox,
   * multi-select ↔ anything: nulled both ways; folklore-free, Change Data Capture guide).
   */
  define(table: TableDefinition): void;
  /** Removes a custom table. Its rows are gone from every query at once and kept 15 days in `deletedDefinitions`. */
  drop(name: string): void;
  /** Puts back what `drop` or `define` deleted within the last 15 days ("Undelete" in Setup). */
  restoreDefinition(deletedName: string): void;
  deletedDefinitions(): readonly DeletedDefinition[];
  /** A table whose rows live elsewhere (DeployRequest, ApexClass, FlowDefinitionView …). Replaces one of that name. */
  virtual(table: TableDefinition, source: VirtualTable): void;
  /** Definition with system fields, or undefined when the object does not exist. Names are case-insensitive. */
  describe(name: string): TableDefinition | undefined;
  names(): readonly string[];
  /** In-process writes with the same rules as the APIs. */
  write(object: string, kind: WriteKind, rows: readonly Row[], options?: WriteOptions): readonly WriteResult[];
  /** Like `write(object, 'insert')` but throws on the first refusal and gives the ids. For seeding. */
  insert(object: string, rows: readonly Row[], options?: WriteOptions): readonly string[];
  /** Live rows. */
  count(object: string): number;
  /** Live rows whose field is not null: "is there data at risk". */
  countValues(object: string, field: string): number;
  /** Runs SOQL in process; throws `SoqlError`. Date-times come as ISO strings, parents as nested objects. */
  query(soql: string, api?: 'data' | 'tooling'): readonly Row[];
  /** Called before every row is written, in order of registration. Answers the way to take it off again. */
  hook(hook: WriteHook): () => void;
  /** Empties every table, the recycle bin and Deleted Fields; definitions that `define` made go too. */
  reset(): void;
}
