import type { Value } from '../types.ts';

/** Finds rows by a field's value: external ids and unique fields. Text is compared without case unless told otherwise. */
export interface KeyIndex {
  add(value: Value, slot: number): void;
  remove(value: Value, slot: number): void;
  find(value: Value): readonly number[];
}

const NONE: readonly number[] = [];

/** An empty index. A million different values take one map entry each; only repeated ones make an array. */
export const keyIndex = (caseSensitive: boolean): KeyIndex => {
  const slots = new Map<Value, number | number[]>();
  const key = (value: Value): Value => (typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value);
  return {
    add(value, slot) {
      if (value === null) return;
      const known = slots.get(key(value));
      if (known === undefined) slots.set(key(value), slot);
      else if (typeof known === 'number') slots.set(key(value), [known, slot]);
      else known.push(slot);
    },
    remove(value, slot) {
      if (value === null) return;
      const known = slots.get(key(value));
      if (known === slot) slots.delete(key(value));
      else if (typeof known === 'object') {
        const rest = known.filter((other) => other !== slot);
        const [only] = rest;
        if (rest.length === 1 && only !== undefined) slots.set(key(value), only);
        else slots.set(key(value), rest);
      }
    },
    find(value) {
      if (value === null) return NONE;
      const known = slots.get(key(value));
      if (known === undefined) return NONE;
      return typeof known === 'number' ? [known] : known;
    },
  };
};
