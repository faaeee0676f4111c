import { named } from '../metadata/place.ts';
import { compareByText } from './compare-by-text.ts';
import { contentsOf } from '../content/component-contents.ts';
import { parseKey, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange } from './delta.ts';
import { layoutOf } from '../metadata/metadata-types.ts';
import {
  compareSides,
  nothing,
  pathsOf,
  type Comparison,
  type UnitSide,
  type UnitToCompare,
} from './unit-comparison.ts';
import { FileError } from '../metadata/unreadable.ts';
import { XmlError } from '../xml/xml-parse.ts';

/** What is known of a component whose files differ in bytes and were not opened. */
export const compareBytes = (unit: UnitToCompare): Comparison => {
  const isThere = ({ files, isElsewhere }: UnitSide): boolean => files.length > 0 || isElsewhere;
  const place = (unit.to.files[0] ?? unit.from.files[0])?.place;
  if (place === undefined) return nothing;
  const kind = !isThere(unit.from) ? 'added' : !isThere(unit.to) ? 'removed' : 'changed';
  return { changes: [{ ...named(place), kind, paths: pathsOf(unit), entries: [], files: [] }], formattingOnly: [] };
};

/** Compares the files of one component: by text as far as that goes, else parsed whole. */
export const compareUnit = (unit: UnitToCompare): Comparison => {
  try {
    const compared = compareByText(unit);
    if (compared !== undefined) return compared;
  } catch (error) {
    if (!(error instanceof XmlError || error instanceof FileError)) throw error; // parsed whole, its line is known
  }
  return compareUnits([unit]);
};

/** Compares components together whose children may have moved between a file of their own and their parent's. */
export const compareUnits = (units: readonly UnitToCompare[]): Comparison => {
  const sides = { from: new Map<ComponentKey, ComponentContent>(), to: new Map<ComponentKey, ComponentContent>() };
  const paths = new Map<ComponentKey, ComponentChange['paths']>();
  let isReadable = true as boolean;
  for (const unit of units)
    for (const side of ['from', 'to'] as const) {
      const contents = contentsOfSide(unit, side);
      isReadable &&= contents !== undefined;
      for (const [key, content] of contents ?? []) {
        sides[side].set(key, content);
        paths.set(key, joinPaths(paths.get(key), pathsOf(unit)));
      }
    }
  if (!isReadable) return nothing;
  return compareSides(sides.from, sides.to, (key) => paths.get(key));
};

/** The components of one side; undefined when one of its files cannot be read. */
const contentsOfSide = (unit: UnitToCompare, side: 'from' | 'to'): Map<ComponentKey, ComponentContent> | undefined => {
  const { files, types, isElsewhere } = unit[side];
  let isReadable = true as boolean;
  const contents = contentsOf(files, types, (path, cause) => {
    unit.refuse(side, path, cause);
    isReadable = false;
  });
  if (!isReadable) return undefined;
  if (
    isElsewhere &&
    files.length + otherFiles(unit, side) > 0 &&
    !contents.has(unit.key) &&
    !isNothingButChildren(unit)
  )
    contents.set(unit.key, { ...parseKey(unit.key), files: new Map() });
  return contents;
};

const otherFiles = (unit: UnitToCompare, side: 'from' | 'to'): number =>
  unit[side === 'from' ? 'to' : 'from'].files.length;

/** Labels, workflows and rules are lists: that there is another file of theirs makes no component. */
const isNothingButChildren = ({ from, to }: UnitToCompare): boolean => {
  const type = (from.files[0] ?? to.files[0])?.place.type;
  return type !== undefined && layoutOf(type) === 'file' && from.types.children.has(type.name);
};

const joinPaths = (
  one: ComponentChange['paths'] | undefined,
  other: ComponentChange['paths'],
): ComponentChange['paths'] => {
  if (one === undefined) return other;
  const joined = (side: 'from' | 'to'): string[] => [...new Set([...one[side], ...other[side]])].sort();
  return { from: joined('from'), to: joined('to') };
};
