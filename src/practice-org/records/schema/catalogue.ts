import type { Entity } from './entity.ts';
import type { Source, Store } from '../store/store.ts';
import type { TableDefinition, VirtualTable } from '../types.ts';
import { virtualSource } from './virtual-source.ts';

/** One object of the org with the place its rows are. */
export type Table =
  | { readonly kind: 'stored'; readonly entity: Entity; readonly store: Store }
  | { readonly kind: 'virtual'; readonly entity: Entity; readonly virtual: VirtualTable };

/** A table and the definition it was made from. */
export interface HeldTable {
  readonly definition: TableDefinition;
  readonly table: Extract<Table, { kind: 'stored' }>;
}

/** Finds objects by name, without regard to case. */
export interface Catalogue {
  find(name: string, api?: 'data' | 'tooling'): Table | undefined;
  all(): Iterable<Table>;
}

/** A table whose rows are fixed for the length of one request. */
export interface OpenTable {
  readonly entity: Entity;
  readonly source: Source;
}

/** Opens tables for one request: a virtual table's rows are asked for once. */
export interface Reader {
  open(name: string): OpenTable | undefined;
}

/** A reader for one API. Data objects are visible to Tooling too (Tooling API guide: "User, Organization …"). */
export const openReader = (catalogue: Catalogue, api: 'data' | 'tooling'): Reader => {
  const opened = new Map<string, OpenTable>();
  return {
    open(name) {
      const table = catalogue.find(name, api);
      if (table === undefined) return undefined;
      const known = opened.get(table.entity.name);
      if (known !== undefined) return known;
      const source = table.kind === 'stored' ? table.store : virtualSource(table.virtual.rows());
      const open = { entity: table.entity, source };
      opened.set(table.entity.name, open);
      return open;
    },
  };
};
