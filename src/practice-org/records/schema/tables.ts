import type { Catalogue, Table, HeldTable } from './catalogue.ts';
import { convertValue } from '../write/conversion.ts';
import { type ClearedImage, ClearedLookups, Moments } from '../write/deletion-log.ts';
import { DeletedDefinitions, type DeletedImage, type TableImage } from './deleted-definitions.ts';
import { resolveEntity } from './entity.ts';
import { freeKeyPrefix } from '../write/key-prefixes.ts';
import { isSetupObject, standardTables } from '../standard/standard-tables.ts';
import { FILE_REFERENCES } from '../standard/standard-files.ts';
import { Store } from '../store/store.ts';
import type {
  DatabaseContext,
  DeletedDefinition,
  FieldDefinition,
  TableDefinition,
  Value,
  VirtualTable,
} from '../types.ts';

/** Everything the tables hold, as plain data that `v8.serialize` takes. */
export interface TablesImage {
  readonly tables: readonly TableImage[];
  /** Custom metadata types; their rows are kept by the metadata side. */
  readonly metadataTypes: readonly TableDefinition[];
  readonly deleted: readonly DeletedImage[];
  readonly cleared: readonly ClearedImage[];
}

interface HeldVirtual {
  readonly definition: TableDefinition;
  readonly table: Extract<Table, { kind: 'virtual' }>;
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

const mergeFields = (
  known: readonly FieldDefinition[],
  given: readonly FieldDefinition[],
): readonly FieldDefinition[] => [
  ...new Map([...known, ...given].map((field) => [field.name.toLowerCase(), field])).values(),
];

const convertChanged = (store: Store, known: readonly FieldDefinition[], next: readonly FieldDefinition[]): void => {
  for (const field of next) {
    const before = known.find(({ name }) => same(name, field.name));
    if (before === undefined || (before.type === field.type && before.length === field.length)) continue;
    const column = store.takeColumn(before.name.toLowerCase());
    if (column !== undefined)
      store.putColumn(
        field.name.toLowerCase(),
        column.map((value) => convertValue(before, field, value)),
      );
  }
};

/** A new checkbox is written to every row there is, with its default: it can never be null. */
const backfill = (store: Store, known: readonly FieldDefinition[], next: readonly FieldDefinition[]): void => {
  for (const field of next)
    if (field.type === 'boolean' && !known.some(({ name }) => same(name, field.name)))
      store.putColumn(field.name.toLowerCase(), new Array<Value>(store.slots).fill(field.defaultValue ?? false));
};

/** The tables of an org and what happens to them when metadata changes. The rules for rows are in `write.ts`. */
export class Tables implements Catalogue {
  /** Lookups that deletions emptied. */
  readonly cleared = new ClearedLookups();
  readonly deletions = new Moments();
  readonly #context: DatabaseContext;
  readonly #stored = new Map<string, HeldTable>();
  readonly #virtual = { data: new Map<string, HeldVirtual>(), tooling: new Map<string, HeldVirtual>() };
  readonly #deleted: DeletedDefinitions;

  /** Opens the standard tables, empty. */
  constructor(context: DatabaseContext) {
    this.#context = context;
    this.#deleted = new DeletedDefinitions(context.clock);
    this.reset();
  }

  reset(): void {
    this.#stored.clear();
    this.#deleted.clear();
    this.cleared.clear();
    for (const tables of Object.values(this.#virtual))
      for (const name of tables.keys()) if (name.endsWith('__mdt')) tables.delete(name);
    for (const table of standardTables()) this.#hold(table);
  }

  find(name: string, api: 'data' | 'tooling' = 'data'): Table | undefined {
    const key = name.toLowerCase();
    const virtual = this.#virtual[api].get(key)?.table;
    if (virtual !== undefined) return virtual;
    return api === 'data' || isSetupObject(name) ? this.#stored.get(key)?.table : undefined;
  }

  /** The store behind an object, if its rows are kept here. */
  store(name: string): Store | undefined {
    return this.#stored.get(name.toLowerCase())?.table.store;
  }

  definition(name: string): TableDefinition | undefined {
    const key = name.toLowerCase();
    return (this.#virtual.data.get(key) ?? this.#stored.get(key))?.definition;
  }

  /** Objects of the data API. */
  all(): readonly Table[] {
    return [...this.#stored.values(), ...this.#virtual.data.values()].map(({ table }) => table);
  }

  /** Objects of the Tooling API. */
  tooling(): readonly Table[] {
    const setup = [...this.#stored.values()].filter(({ definition }) => isSetupObject(definition.name));
    return [...setup, ...this.#virtual.tooling.values()].map(({ table }) => table);
  }

  define(table: TableDefinition): void {
    const held = this.#stored.get(table.name.toLowerCase());
    if (held === undefined) {
      this.#hold(table);
      if (table.name.endsWith('__c') && table.customSetting === undefined) this.#takeFiles(table.name);
      return;
    }
    const { definition, table: known } = held;
    const fields = mergeFields(definition.fields, table.fields);
    convertChanged(known.store, definition.fields, fields);
    backfill(known.store, definition.fields, fields);
    const { keyPrefix } = definition;
    this.#alter(held, { ...table, fields, ...(keyPrefix === undefined ? {} : { keyPrefix }) });
  }

  virtual(definition: TableDefinition, source: VirtualTable): void {
    const entity = {
      ...resolveEntity(definition, 'virtual'),
      createable: source.create !== undefined,
      updateable: source.patch !== undefined,
      deletable: source.remove !== undefined,
    };
    const held: HeldVirtual = { definition, table: { kind: 'virtual', entity, virtual: source } };
    const key = definition.name.toLowerCase();
    if (source.api !== 'tooling') this.#virtual.data.set(key, held);
    if (source.api !== 'data') this.#virtual.tooling.set(key, held);
  }

  dropField(object: string, name: string, keptAs?: string): void {
    const held = this.#stored.get(object.toLowerCase());
    if (held === undefined) return;
    const { definition, table } = held;
    const field = definition.fields.find((candidate) => same(candidate.name, name));
    if (field === undefined) return;
    const column = table.store.takeColumn(name.toLowerCase()) ?? [];
    if (keptAs !== undefined)
      this.#deleted.addField({ object: definition.name, definition: field, deletedName: keptAs, column });
    const gone = new Set([name, ...(field.composedOf ?? [])].map((part) => part.toLowerCase()));
    this.#alter(held, { fields: definition.fields.filter((candidate) => !gone.has(candidate.name.toLowerCase())) });
  }

  /** A type change that loses what was stored. */
  clearField(object: string, field: string): void {
    this.store(object)?.takeColumn(field.toLowerCase());
  }

  drop(name: string): void {
    const held = this.#stored.get(name.toLowerCase());
    if (held !== undefined) this.#deleted.addTable(held);
    this.#stored.delete(name.toLowerCase());
    this.#virtual.data.delete(name.toLowerCase());
    this.#virtual.tooling.delete(name.toLowerCase());
  }

  restoreDefinition(deletedName: string): void {
    const found = this.#deleted.take(deletedName);
    if (found === undefined) throw new Error(`Nothing called ${deletedName} was deleted in the last 15 days.`);
    if ('table' in found) {
      this.#hold({ ...found.table.definition, name: deletedName }, found.table.table.store);
      return;
    }
    const held = this.#stored.get(found.field.object.toLowerCase());
    if (held === undefined) throw new Error(`${found.field.object}, the object of ${deletedName}, is deleted itself.`);
    held.table.store.putColumn(deletedName.toLowerCase(), found.field.column);
    const field = { ...found.field.definition, name: deletedName };
    this.#alter(held, { fields: mergeFields(held.definition.fields, [field]) });
  }

  deletedDefinitions(): readonly DeletedDefinition[] {
    return this.#deleted.list((object) => this.store(object)?.live ?? 0);
  }

  image(): TablesImage {
    const names = new Map([...this.#stored.values()].map(({ definition, table }) => [table.store, definition.name]));
    return {
      tables: [...this.#stored.values()].map(({ definition, table }) => ({ definition, rows: table.store.image() })),
      metadataTypes: [...this.#virtual.data.values()]
        .map(({ definition }) => definition)
        .filter(({ name }) => name.endsWith('__mdt')),
      deleted: this.#deleted.image(),
      cleared: this.cleared.image((store) => names.get(store)),
    };
  }

  /** Becomes what an image holds. */
  restore(image: TablesImage): void {
    this.reset();
    this.#stored.clear();
    for (const table of image.tables) this.#stored.set(table.definition.name.toLowerCase(), this.#revive(table));
    this.#deleted.restore(image.deleted, (table) => this.#revive(table));
    for (const { id, object, key, slot } of image.cleared) {
      const store = this.store(object);
      if (store !== undefined) this.cleared.add(id, { store, key, slot });
    }
  }

  /** Files can hang on the rows of an object. */
  #takeFiles(object: string): void {
    for (const [name, reference] of FILE_REFERENCES) {
      const held = this.#stored.get(name.toLowerCase());
      if (held === undefined) continue;
      const fields = held.definition.fields.map((field) =>
        field.name === reference ? { ...field, referenceTo: [...(field.referenceTo ?? []), object] } : field,
      );
      this.#alter(held, { fields });
    }
  }

  #revive({ definition, rows }: TableImage): HeldTable {
    return this.#make(definition, new Store(definition.keyPrefix ?? '', this.#context.identity.pod, rows));
  }

  #hold(definition: TableDefinition, store?: Store): void {
    this.#stored.set(definition.name.toLowerCase(), this.#make(definition, store));
  }

  #make(definition: TableDefinition, store?: Store): HeldTable {
    const taken = new Set([...this.#stored.values()].map(({ table }) => table.entity.keyPrefix ?? ''));
    const keyPrefix = definition.keyPrefix ?? freeKeyPrefix(taken);
    return {
      definition: { ...definition, keyPrefix },
      table: {
        kind: 'stored',
        entity: resolveEntity(definition, 'stored', keyPrefix),
        store: store ?? new Store(keyPrefix, this.#context.identity.pod),
      },
    };
  }

  #alter(held: HeldTable, change: Partial<TableDefinition>): void {
    this.#hold({ ...held.definition, ...change }, held.table.store);
  }
}
