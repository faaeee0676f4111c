import type { ClaimedFile } from './claim.ts';
import { keyOf, parseKey, type ComponentKey } from './component.ts';
import { layoutOf, type MetadataTypes } from './metadata-types.ts';
import type { Unit } from './units.ts';

/** How much is wanted to know: which components differ, or what in them. */
export type Depth = 'components' | 'entries';

/** Components that are read and compared together, and which of their files are opened. */
export interface Batch {
  readonly units: readonly Unit[];
  /** Whether it is looked into at all; if not, that its bytes differ is all that is known. */
  readonly isOpened: boolean;
  readonly from: readonly ClaimedFile[];
  readonly to: readonly ClaimedFile[];
}

/**
 * What to open to compare units. At the depth of components only files that hold several are opened: any other
 * component differs when its bytes do.
 */
export const batchesOf = (units: readonly Unit[], types: MetadataTypes, depth: Depth): Batch[] => {
  const families = familiesOf(units, types);
  const together = new Set([...families.values()].flat());
  const single = units.filter((unit) => !together.has(unit)).map((unit) => [unit]);
  return [...single, ...families.values()].map((members) => {
    const isOpened =
      depth === 'entries' || members.length > 1 || members.some(({ key }) => types.children.has(parseKey(key).type));
    const opened = (side: 'from' | 'to', other: 'from' | 'to'): ClaimedFile[] =>
      isOpened ? members.flatMap((unit) => unit[side].filter((file) => isNeeded(file, unit, other))) : [];
    return { units: members, isOpened, from: opened('from', 'to'), to: opened('to', 'from') };
  });
};

/** XML always; a file beside it only to see whether it says the same as the one on the other side. */
const isNeeded = ({ place }: ClaimedFile, unit: Unit, other: 'from' | 'to'): boolean =>
  place.role !== 'file' ||
  unit[other].some((file) => file.place.role === 'file' && (file.place.file === place.file || isArchive(file))) ||
  (place.file === '' && unit[other].some((file) => file.place.role === 'file'));

/** The content of a static resource in one piece: what it holds may lie in files on the other side. */
const isArchive = ({ place }: ClaimedFile): boolean => place.role === 'file' && place.file === '';

/**
 * Units that share a parent, where a file in one piece holds the parent and its children on one side at least: a child
 * may have moved out of it or into it. In source format the parent's own file holds no child.
 */
const familiesOf = (units: readonly Unit[], types: MetadataTypes): ReadonlyMap<ComponentKey, Unit[]> => {
  const containers = new Map(units.filter((unit) => isContainer(unit, types)).map((unit) => [unit.key, unit]));
  const families = new Map<ComponentKey, Unit[]>();
  if (containers.size === 0) return families;
  for (const unit of units) {
    const parent = parentOf(unit.key, types);
    const container = parent && containers.get(parent);
    if (parent === undefined || container === undefined) continue;
    const family = families.get(parent) ?? [container];
    family.push(unit);
    families.set(parent, family);
  }
  return families;
};

const isContainer = (unit: Unit, types: MetadataTypes): boolean =>
  types.children.has(parseKey(unit.key).type) && [...unit.from, ...unit.to].some(isInOnePiece);

const isInOnePiece = ({ file, place }: ClaimedFile): boolean =>
  layoutOf(place.type) !== 'decomposed' || !file.path.endsWith('-meta.xml');

/** The component whose file may hold this one: `CustomObject:Account` for `CustomField:Account.Risk__c`. */
const parentOf = (key: ComponentKey, types: MetadataTypes): ComponentKey | undefined => {
  const { type, fullName } = parseKey(key);
  const parent = types.parents.get(type);
  if (parent === undefined) return undefined;
  const name = parent.alone ? parent.name : fullName.slice(0, fullName.indexOf('.'));
  return keyOf({ type: parent.name, fullName: name });
};
