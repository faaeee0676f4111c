import type { SchemaChange } from '../metadata/schema/org-schema.ts';
import { KEPT_MS } from './schema/deleted-definitions.ts';
import { applySchemaChanges, defineMetadataType } from './schema/schema-changes.ts';
import { giveAdminProfile, giveLogins, seedOrganization } from './standard/seed.ts';
import { executeQuery } from './soql/execute.ts';
import { Tables, type TablesImage } from './schema/tables.ts';
import type {
  DatabaseContext,
  DeletedDefinition,
  Row,
  TableDefinition,
  VirtualTable,
  WriteHook,
  WriteOptions,
  WriteRequest,
  WriteResult,
} from './types.ts';
import { Usage } from './usage.ts';
import { writeRows } from './write/write.ts';

/**
 * The records of one org: standard objects without rows, the organization, its administrator, and whatever deployed
 * metadata and people add. Object and field names are compared without case.
 */
export class Database {
  readonly context: DatabaseContext;
  /** For the routes; everybody else uses the methods. */
  readonly tables: Tables;
  /** Whether callers have the permission "Set Audit Fields upon Record Creation". */
  auditFields = false;
  /** What bulk jobs used of the daily limits. */
  readonly usage = new Usage();
  readonly #hooks: WriteHook[] = [];
  readonly #onReset: (() => void)[] = [];

  constructor(context: DatabaseContext) {
    this.context = context;
    this.tables = new Tables(context);
    seedOrganization(this.tables, context);
  }

  get hooks(): readonly WriteHook[] {
    return this.#hooks;
  }

  /** Makes the tables follow the metadata: called once with what a committed deploy or edit changed, in order. */
  apply(changes: readonly SchemaChange[]): void {
    applySchemaChanges(this.tables, this.context, changes);
  }

  /**
   * Creates a table, or alters one: its properties and record types become these, its fields are added or changed.
   * Fields left out stay. A changed type keeps the values it can convert and nulls the others (date and date-time,
   * checkbox, multi-select: nulled both ways; Change Data Capture guide, "Field conversion"; documented).
   */
  define(table: TableDefinition): void {
    this.tables.define(table);
  }

  /** Destroys a field's values. With `keptAs` they stay 15 days in Deleted Fields; a field that comes back is empty. */
  dropField(object: string, field: string, keptAs?: string): void {
    this.tables.dropField(object, field, keptAs);
  }

  /** Removes a custom table. Its rows are gone from every query at once and kept 15 days in `deletedDefinitions`. */
  drop(object: string): void {
    this.tables.drop(object);
  }

  /** Fields and objects deleted in the last 15 days. */
  deletedDefinitions(): readonly DeletedDefinition[] {
    return this.tables.deletedDefinitions();
  }

  /** "Undelete" in Setup: the field or object is back with its values, still called `<name>_del`. Throws when too late. */
  restoreDefinition(deletedName: string): void {
    this.tables.restoreDefinition(deletedName);
  }

  /** Adds a table whose rows live elsewhere (DeployRequest, ApexClass …), in place of one of that name. */
  virtual(table: TableDefinition, source: VirtualTable): void {
    this.tables.virtual(table, source);
  }

  /** An object's definition, or undefined when there is none. */
  describe(object: string): TableDefinition | undefined {
    return this.tables.definition(object);
  }

  /** In-process writes by the rules of the APIs. Throws for an unknown object; rows are refused one by one. */
  write(request: WriteRequest): readonly WriteResult[] {
    return writeRows(this, request);
  }

  /**
   * Inserts rows as the platform itself would (jobs, interviews, dates of the past) and answers their ids; throws on
   * the first refusal. For seeding.
   */
  insert(object: string, rows: readonly Row[], options: WriteOptions = {}): readonly string[] {
    return this.write({ object, kind: 'insert', rows, options: { system: true, ...options } }).map((result, at) => {
      if (result.success) return result.id;
      const [error] = result.errors;
      throw new Error(`Row ${at} of ${object} was refused: ${error?.statusCode ?? ''} ${error?.message ?? ''}`);
    });
  }

  /** Live rows; 0 for an object that is not stored here. */
  count(object: string): number {
    return this.tables.store(object)?.live ?? 0;
  }

  /** Live rows whose field is not null: "is there data at risk". */
  countValues(object: string, field: string): number {
    const store = this.tables.store(object);
    let count = 0;
    for (const [slot, value] of (store?.column(field.toLowerCase()) ?? []).entries())
      if (value !== null && store?.isLive(slot) === true) count++;
    return count;
  }

  /** Runs SOQL in process; throws `SoqlError`. Records are what REST would answer. */
  query(soql: string, api: 'data' | 'tooling' = 'data'): readonly Row[] {
    this.settle();
    const { clock, apiVersion } = this.context;
    const base = `/services/data/v${apiVersion}`;
    const result = executeQuery({ soql, api, catalogue: this.tables, now: clock.now(), all: false, base });
    const size = result.shape === 'count' ? 0 : result.size;
    return Array.from({ length: size }, (_, index) => result.record(index));
  }

  /** Calls a hook before every row is written, after those added earlier. Answers the way to take it off again. */
  hook(hook: WriteHook): () => void {
    this.#hooks.push(hook);
    return () => void this.#hooks.splice(this.#hooks.indexOf(hook), 1);
  }

  /** Lets happen what should have happened by now: old deleted rows are gone, people have profiles and logins. Every request begins with it. */
  settle(): void {
    giveAdminProfile(this.tables);
    giveLogins(this.tables);
    const limit = this.context.clock.now().getTime() - KEPT_MS;
    for (const table of this.tables.all()) if (table.kind === 'stored') table.store.purgeDeletedBefore(limit);
  }

  /** Empties every table, the Recycle Bin and Deleted Fields; tables that metadata defined go too. */
  reset(): void {
    this.usage.clear();
    this.tables.reset();
    seedOrganization(this.tables, this.context);
    for (const forget of this.#onReset) forget();
  }

  /** Everything that survives a restart, as plain data for `v8.serialize`. Bulk jobs and open cursors do not. */
  image(): TablesImage {
    return this.tables.image();
  }

  /** Becomes what an image of this org holds; virtual tables stay as they are registered. */
  restore(image: TablesImage): void {
    this.tables.restore(image);
    for (const definition of image.metadataTypes) defineMetadataType(this.tables, this.context, definition);
    for (const forget of this.#onReset) forget();
  }

  /** Has something called whenever the org is reset: open cursors, bulk jobs. */
  onReset(forget: () => void): void {
    this.#onReset.push(forget);
  }
}
