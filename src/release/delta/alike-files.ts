import { compareText } from '../metadata/component.ts';
import { isSameRoot } from './compare-texts.ts';
import type { ReadFile } from '../content/component-contents.ts';
import type { UnitSide, UnitToCompare } from './unit-comparison.ts';
import { splitXml, type SplitXml } from '../xml/xml-split.ts';

/**
 * Drops pairs of files that hold the same elements in the same order, so that of a component in many pieces only those that differ are
 * parsed.
 */
export const withoutAlike = (unit: UnitToCompare): UnitToCompare => {
  if (!unit.to.files.some(({ place }) => place.role === 'piece')) return unit;
  const pieces = new Map(unit.from.files.filter(isXml).map((file) => [nameOf(file), file]));
  const alike = new Set<ReadFile>();
  for (const file of unit.to.files.filter(isXml)) {
    const other = pieces.get(nameOf(file));
    if (other !== undefined && isAlike(other, file)) alike.add(other).add(file);
  }
  if (alike.size === 0) return unit;
  const rest = (side: UnitSide): UnitSide => ({
    ...side,
    files: side.files.filter((file) => !alike.has(file)),
    isElsewhere: true,
  });
  return { ...unit, from: rest(unit.from), to: rest(unit.to) };
};

const isXml = ({ place }: ReadFile): boolean => place.role !== 'file' && place.file === '';

const nameOf = ({ path, place }: ReadFile): string => `${place.role} ${path.slice(path.lastIndexOf('/') + 1)}`;

const isAlike = (one: ReadFile, other: ReadFile): boolean => {
  const from = splitXml(one.bytes.toString('latin1'));
  const to = from && splitXml(other.bytes.toString('latin1'));
  if (from === undefined || to === undefined || !isSameRoot(from, to)) return false;
  if (from.chunks.length !== to.chunks.length) return false;
  const [left, right] = [byName(from), byName(to)];
  return left.every((chunk, index) => chunk === right[index]);
};

/** The elements of a file, those of one name together in their order: only among themselves it may mean something. */
const byName = ({ names, chunks }: SplitXml): string[] =>
  [...chunks.keys()].sort((one, other) => compareText(names[one] ?? '', names[other] ?? '')).map((index) => chunks[index] ?? '');
