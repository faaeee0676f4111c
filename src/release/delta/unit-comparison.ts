import type { ReadFile } from '../content/component-contents.ts';
import { parseKey, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import { compareContents } from './compare-contents.ts';
import type { ComponentChange } from './delta.ts';
import type { MetadataTypes } from '../metadata/metadata-types.ts';

/** One side of a component: its differing files, and whether the version holds it in other files as well. */
export interface UnitSide {
  readonly files: readonly ReadFile[];
  readonly isElsewhere: boolean;
  readonly types: MetadataTypes;
}

/** A component (and the children in its files) with everything that may differ, read. */
export interface UnitToCompare {
  readonly key: ComponentKey;
  readonly from: UnitSide;
  readonly to: UnitSide;
  /** Takes a file that cannot be read; nothing is then said about what it holds. */
  readonly refuse: (side: 'from' | 'to', path: string, cause: unknown) => void;
}

/** What comparing gave. What is in neither list does not differ. */
export interface Comparison {
  readonly changes: readonly ComponentChange[];
  readonly formattingOnly: readonly ComponentId[];
}

export const nothing: Comparison = { changes: [], formattingOnly: [] };

export type Contents = ReadonlyMap<ComponentKey, ComponentContent>;

/** Compares two sides component by component. */
export const compareSides = (
  from: Contents,
  to: Contents,
  pathsOfKey: (key: ComponentKey) => ComponentChange['paths'] | undefined,
): Comparison => {
  const changes: ComponentChange[] = [];
  const formattingOnly: ComponentId[] = [];
  for (const key of new Set([...from.keys(), ...to.keys()])) {
    const change = compareContents(from.get(key), to.get(key));
    if (change === undefined) formattingOnly.push(parseKey(key));
    else changes.push({ ...change, paths: pathsOfKey(key) ?? change.paths });
  }
  return { changes, formattingOnly };
};

/** Paths of a unit's differing files, sorted. */
export const pathsOf = ({ from, to }: UnitToCompare): ComponentChange['paths'] => ({
  from: from.files.map(({ path }) => path).sort(),
  to: to.files.map(({ path }) => path).sort(),
});
