import type { Clock } from '../../clock.ts';
import type { StoreImage } from '../store/store.ts';
import type { HeldTable } from './catalogue.ts';
import type { DeletedDefinition, FieldDefinition, TableDefinition, Value } from '../types.ts';

/** Deleted fields, objects and rows are kept for 15 days (help, "Manage Deleted Custom Fields"; documented). */
export const KEPT_MS = 15 * 24 * 60 * 60 * 1000;

export interface DeletedField {
  readonly object: string;
  readonly definition: FieldDefinition;
  /** `Risk_del__c` */
  readonly deletedName: string;
  readonly column: Value[];
}

type Kept = { readonly deletedAt: number; readonly deletedName: string } & (
  { readonly field: DeletedField } | { readonly table: HeldTable }
);

/** A table and its rows as they are kept over a restart. */
export interface TableImage {
  readonly definition: TableDefinition;
  readonly rows: StoreImage;
}

export type DeletedImage = { readonly deletedAt: number; readonly deletedName: string } & (
  { readonly field: DeletedField } | { readonly table: TableImage }
);

/** `Invoice__c` becomes `Invoice_del__c`. */
const deletedNameOf = (name: string): string => name.replace(/(__\w+)?$/, (suffix: string) => `_del${suffix}`);

/** Fields and objects somebody deleted less than 15 days ago, with what they held. */
export class DeletedDefinitions {
  readonly #clock: Clock;
  #kept: Kept[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addField(field: DeletedField): void {
    this.#kept.push({ deletedAt: this.#now(), deletedName: field.deletedName, field });
  }

  addTable(table: HeldTable): void {
    this.#kept.push({ deletedAt: this.#now(), deletedName: deletedNameOf(table.definition.name), table });
  }

  /** Takes out what was deleted under a name, to restore it. */
  take(deletedName: string): Kept | undefined {
    this.#forget();
    const found = this.#kept.find((kept) => kept.deletedName.toLowerCase() === deletedName.toLowerCase());
    this.#kept = this.#kept.filter((kept) => kept !== found);
    return found;
  }

  /** @param rowsOf live rows of an object that still exists. */
  list(rowsOf: (object: string) => number): readonly DeletedDefinition[] {
    this.#forget();
    return this.#kept.map((kept) => {
      const { deletedName } = kept;
      const deletedAt = new Date(kept.deletedAt);
      if ('table' in kept)
        return { object: kept.table.definition.name, deletedName, deletedAt, rows: kept.table.table.store.live };
      const { object, definition, column } = kept.field;
      const values = column.filter((value) => value !== null).length;
      return { object, field: definition.name, deletedName, deletedAt, rows: rowsOf(object), values };
    });
  }

  clear(): void {
    this.#kept = [];
  }

  image(): readonly DeletedImage[] {
    return this.#kept.map((kept) => {
      const { deletedAt, deletedName } = kept;
      return 'field' in kept
        ? { deletedAt, deletedName, field: kept.field }
        : {
            deletedAt,
            deletedName,
            table: { definition: kept.table.definition, rows: kept.table.table.store.image() },
          };
    });
  }

  /** Puts back what was kept over a restart. @param hold makes a table of its image. */
  restore(images: readonly DeletedImage[], hold: (image: TableImage) => HeldTable): void {
    this.#kept = images.map((image) => {
      const { deletedAt, deletedName } = image;
      return 'field' in image
        ? { deletedAt, deletedName, field: image.field }
        : { deletedAt, deletedName, table: hold(image.table) };
    });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  #forget(): void {
    const limit = this.#now() - KEPT_MS;
    this.#kept = this.#kept.filter(({ deletedAt }) => deletedAt >= limit);
  }
}
