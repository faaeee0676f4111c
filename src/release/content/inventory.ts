import { createHash } from 'node:crypto';
import { compareText, type ComponentKey } from '../metadata/component.ts';

/** What a version holds: every component and the SHA-256 (hex) of its content, sorted by key. */
export interface Inventory {
  readonly components: ReadonlyMap<ComponentKey, string>;
  /** SHA-256 (hex) over all of it: one line `key hash` per component. */
  readonly sha256: string;
}

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

export const inventoryFrom = (hashes: ReadonlyMap<ComponentKey, string>): Inventory => {
  const sorted = [...hashes].sort(([one], [other]) => compareText(one, other));
  return {
    components: new Map(sorted),
    sha256: sha256(sorted.map(([key, hash]) => `${key} ${hash}\n`).join('')),
  };
};
