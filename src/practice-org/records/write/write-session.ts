import type { Reader } from '../schema/catalogue.ts';
import type { Origin } from './coerce.ts';
import type { Entity, Field } from '../schema/entity.ts';
import type { Source, Store } from '../store/store.ts';
import type { Tables } from '../schema/tables.ts';
import type { DatabaseContext, RowError, WriteHook, WriteOptions, WriteResult } from '../types.ts';

/** What every write needs of the org. */
export interface WriteOrg {
  readonly context: DatabaseContext;
  readonly tables: Tables;
  readonly hooks: readonly WriteHook[];
  /** Whether the callers have the permission "Set Audit Fields upon Record Creation". */
  readonly auditFields: boolean;
}

/** What a reference field may point to. */
export interface ReferenceTargets {
  /** Undefined for an object whose ids begin with anything. */
  readonly prefixes: readonly (string | undefined)[];
  readonly sources: readonly Source[];
}

/** One call that writes rows of one object. */
export interface WriteSession extends WriteOrg {
  readonly entity: Entity;
  readonly store: Store;
  readonly reader: Reader;
  readonly options: WriteOptions;
  readonly origin: Origin;
  /** Milliseconds: CreatedDate and LastModifiedDate of all rows. */
  readonly at: number;
  /** The user who writes. */
  readonly by: string;
  readonly targets: Map<Field, ReferenceTargets>;
  /** How to take back what was done so far, last first: for allOrNone. */
  readonly undo: (() => void)[];
}

/** A row that was not written. */
export const refused = (error: RowError, id?: string): WriteResult => ({
  ...(id === undefined ? {} : { id }),
  success: false,
  created: false,
  errors: [error],
});

/** A row that was. */
export const written = (id: string, created: boolean): WriteResult => ({ id, success: true, created, errors: [] });
