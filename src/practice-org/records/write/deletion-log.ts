import type { Store } from '../store/store.ts';

/** A lookup that was emptied because its row was deleted. */
export interface ClearedLookup {
  readonly store: Store;
  readonly key: string;
  readonly slot: number;
}

/** A cleared lookup as it is kept over a restart. */
export interface ClearedImage {
  readonly id: string;
  readonly object: string;
  readonly key: string;
  readonly slot: number;
}

/**
 * Lookups emptied by deletions, so that an undelete can fill them again where nobody has since (Apex guide,
 * "Restoring Deleted Records"; documented).
 */
export class ClearedLookups {
  readonly #byId = new Map<string, ClearedLookup[]>();

  add(id: string, lookup: ClearedLookup): void {
    const known = this.#byId.get(id);
    if (known === undefined) this.#byId.set(id, [lookup]);
    else known.push(lookup);
  }

  restore(id: string): void {
    for (const { store, key, slot } of this.#byId.get(id) ?? [])
      if (store.isLive(slot) && store.get(slot, key) === null) store.set(slot, key, id);
    this.#byId.delete(id);
  }

  clear(): void {
    this.#byId.clear();
  }

  /** Everything in it, to keep; stores by the name that `nameOf` gives, those of dropped tables left out. */
  image(nameOf: (store: Store) => string | undefined): readonly ClearedImage[] {
    return [...this.#byId].flatMap(([id, lookups]) =>
      lookups.flatMap(({ store, key, slot }) => {
        const object = nameOf(store);
        return object === undefined ? [] : [{ id, object, key, slot }];
      }),
    );
  }
}

/** Moments that never repeat: a deletion in the same millisecond as another is a fraction later. */
export class Moments {
  #last = 0;

  next(now: number): number {
    this.#last = Math.max(now, this.#last + 0.001);
    return this.#last;
  }
}
