import type { Cell, Field } from '../schema/entity.ts';
import { type KeyIndex, keyIndex } from './key-index.ts';
import { type RecordIds, recordIds } from '../write/record-ids.ts';
import type { Row, Value } from '../types.ts';

/** Reads one field of the row in a slot. */
export type Read = (slot: number) => Cell;

/** Rows of one object as a query walks them: slots from 0 up, some of them empty. */
export interface Source {
  readonly slots: number;
  /** In the org, not in the Recycle Bin. */
  isLive(slot: number): boolean;
  /** In the Recycle Bin. */
  isDeleted(slot: number): boolean;
  read(field: Field): Read;
  /** The slot of a row by its id, live or deleted; -1 when there is none. */
  slotOf(id: string): number;
  /** Live slots with a value, when the field is indexed; undefined when every slot must be looked at. */
  lookup?(field: Field, value: Value): readonly number[] | undefined;
  /** Virtual rows may carry their parent inside (`{ Definition: { DeveloperName } }`): reads it by relationship name. */
  nested?(relationship: string): (slot: number) => Row | undefined;
}

export const LIVE = 0;
export const DELETED = 1;
export const GONE = 2;
export type SlotState = typeof LIVE | typeof DELETED | typeof GONE;

/** What survives a restart: everything a store holds. */
export interface StoreImage {
  readonly states: readonly SlotState[];
  readonly bin: readonly (readonly [slot: number, deletedAt: number])[];
  readonly columns: Readonly<Record<string, readonly Value[]>>;
}

/**
 * Rows kept by column: a million rows are a handful of arrays, no object each. A slot is never used twice, so the id
 * of a row is its slot. Writes here are unchecked: `write.ts` holds the rules.
 */
export class Store implements Source {
  readonly ids: RecordIds;
  #states: SlotState[];
  #bin: Map<number, number>;
  #columns: Map<string, Value[]>;
  readonly #indexes = new Map<string, KeyIndex>();
  #live = 0;

  /** @param keyPrefix three characters; @param pod six characters: what ids of the table begin with. */
  constructor(keyPrefix: string, pod: string, image?: StoreImage) {
    this.ids = recordIds(keyPrefix, pod);
    this.#states = [...(image?.states ?? [])];
    this.#bin = new Map(image?.bin);
    this.#columns = new Map(Object.entries(image?.columns ?? {}).map(([key, column]) => [key, [...column]]));
    for (const state of this.#states) if (state === LIVE) this.#live++;
  }

  get slots(): number {
    return this.#states.length;
  }

  /** How many rows are not deleted. */
  get live(): number {
    return this.#live;
  }

  isLive(slot: number): boolean {
    return this.#states[slot] === LIVE;
  }

  isDeleted(slot: number): boolean {
    return this.#states[slot] === DELETED;
  }

  slotOf(id: string): number {
    const slot = this.ids.slotOf(id);
    return slot >= 0 && slot < this.slots && this.#states[slot] !== GONE ? slot : -1;
  }

  state(slot: number): SlotState {
    return this.#states[slot] ?? GONE;
  }

  /** When the row went to the Recycle Bin, in milliseconds since 1970 (fractions tell deletions of one moment apart). */
  deletedAt(slot: number): number | undefined {
    return this.#bin.get(slot);
  }

  read(field: Field): Read {
    return field.composedOf === undefined
      ? this.#reader(field.key)
      : readCompound(field, (name) => this.#reader(name.toLowerCase()));
  }

  #reader(key: string): Read {
    if (key === 'id') return (slot) => this.ids.at(slot);
    if (key === 'isdeleted') return (slot) => this.#states[slot] !== LIVE;
    const column = this.#columns.get(key);
    return column === undefined ? () => null : (slot) => column[slot] ?? null;
  }

  get(slot: number, key: string): Value {
    return key === 'id' ? this.ids.at(slot) : (this.#columns.get(key)?.[slot] ?? null);
  }

  /** A new live row without values; answers its slot. */
  append(): number {
    this.#live++;
    return this.#states.push(LIVE) - 1;
  }

  set(slot: number, key: string, value: Value): void {
    let column = this.#columns.get(key);
    if (column === undefined) {
      if (value === null) return;
      this.#columns.set(key, (column = []));
    }
    const index = this.#indexes.get(key);
    if (index !== undefined && this.isLive(slot)) {
      index.remove(column[slot] ?? null, slot);
      index.add(value, slot);
    }
    while (column.length < slot) column.push(null);
    column[slot] = value;
  }

  /** Deletes (to the bin or for good) or brings back a row. `at` is when, in milliseconds. */
  setState(slot: number, state: SlotState, at: number): void {
    const from = this.state(slot);
    this.#live += (state === LIVE ? 1 : 0) - (from === LIVE ? 1 : 0);
    for (const [key, index] of this.#indexes) {
      if (from === LIVE) index.remove(this.get(slot, key), slot);
      if (state === LIVE) index.add(this.get(slot, key), slot);
    }
    this.#states[slot] = state;
    if (state === DELETED) this.#bin.set(slot, at);
    else this.#bin.delete(slot);
    if (state === GONE) for (const column of this.#columns.values()) if (slot < column.length) column[slot] = null;
  }

  lookup(field: Field, value: Value): readonly number[] | undefined {
    return field.unique === true || field.externalId === true ? this.index(field).find(value) : undefined;
  }

  /** The index of a field over live rows, built when first asked for and kept up to date from then on. */
  index(field: Pick<Field, 'key' | 'caseSensitive'>): KeyIndex {
    const known = this.#indexes.get(field.key);
    if (known !== undefined) return known;
    const index = keyIndex(field.caseSensitive === true);
    const column = this.#columns.get(field.key) ?? [];
    for (let slot = 0; slot < column.length; slot++) if (this.isLive(slot)) index.add(column[slot] ?? null, slot);
    this.#indexes.set(field.key, index);
    return index;
  }

  /** Keys of the fields that hold something. */
  keys(): Iterable<string> {
    return this.#columns.keys();
  }

  column(key: string): readonly Value[] | undefined {
    return this.#columns.get(key);
  }

  /** Takes a column out, as when its field is dropped. */
  takeColumn(key: string): Value[] | undefined {
    const column = this.#columns.get(key);
    this.#columns.delete(key);
    this.#indexes.delete(key);
    return column;
  }

  putColumn(key: string, column: Value[]): void {
    this.#columns.set(key, column);
    this.#indexes.delete(key);
  }

  /** Empties the bin of what was deleted before the moment; answers how many rows are gone for good. */
  purgeDeletedBefore(moment: number): number {
    const old = [...this.#bin].filter(([, at]) => at < moment);
    for (const [slot] of old) this.setState(slot, GONE, moment);
    return old.length;
  }

  image(): StoreImage {
    return { states: this.#states, bin: [...this.#bin], columns: Object.fromEntries(this.#columns) };
  }
}

const joined = (parts: readonly Cell[]): string | null => {
  const text = parts.filter((part): part is string => typeof part === 'string' && part !== '').join(' ');
  return text === '' ? null : text;
};

const PART = /(Street|City|State|PostalCode|Country|Latitude|Longitude|GeocodeAccuracy)(?:__s)?$/i;

const partName = (name: string): string => (PART.exec(name)?.[1] ?? name).replace(/^./, (first) => first.toLowerCase());

/** Reads a field made of others: a person's name as text, an address or location as an object. */
export const readCompound = (field: Field, part: (name: string) => Read): Read => {
  const names = field.composedOf ?? [];
  const parts = names.map(part);
  if (field.type === 'string') return (slot) => joined(parts.map((read) => read(slot)));
  return (slot) => {
    const cells = parts.map((read) => read(slot));
    if (cells.every((cell) => cell === null)) return null;
    return Object.fromEntries(names.map((name, at) => [partName(name), cells[at] ?? null]));
  };
};
