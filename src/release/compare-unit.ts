import { compareContents, compareFiles } from './compare-contents.ts';
import { compareElements } from './compare-elements.ts';
import { compareTexts, isSameOrder, isSameRoot, type TextComparison, type Texts } from './compare-texts.ts';
import { contentsOf, filesBeside, type ReadFile } from './component-contents.ts';
import { keyOf, parseKey, type ComponentId, type ComponentKey } from './component.ts';
import type { ComponentContent } from './content.ts';
import type { ComponentChange } from './delta.ts';
import { differentChunks } from './different-chunks.ts';
import type { ChildType, MetadataTypes } from './metadata-types.ts';
import type { Place } from './source-path.ts';
import { XmlError } from './xml-parse.ts';
import type { XmlElement } from './xml-element.ts';
import type { TextFacts } from './namesakes.ts';
import { serviceType } from './service-schema.ts';
import { splitXml } from './xml-split.ts';

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

const nothing: Comparison = { changes: [], formattingOnly: [] };

/** What is known of a component whose files differ in bytes and were not opened. */
export const compareBytes = (unit: UnitToCompare): Comparison => {
  const isThere = ({ files, isElsewhere }: UnitSide): boolean => files.length > 0 || isElsewhere;
  const place = (unit.from.files[0] ?? unit.to.files[0])?.place;
  if (place === undefined) return nothing;
  const kind = !isThere(unit.from) ? 'added' : !isThere(unit.to) ? 'removed' : 'changed';
  return { changes: [{ ...named(place), kind, paths: pathsOf(unit), entries: [], files: [] }], formattingOnly: [] };
};

/** Compares the files of one component: by text as far as that goes, else parsed whole. */
export const compareUnit = (unit: UnitToCompare): Comparison => {
  const texts = textsOf(unit);
  try {
    const compared = texts && compareTexts(texts.from, texts.to, texts.facts);
    if (texts !== undefined && compared !== undefined) return fromTexts(unit, texts, compared);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error; // parsing the file whole names its line
  }
  return compareUnits([unit]);
};

/** Drops pairs of files that hold the same elements, so that of a component in many pieces only those that differ are parsed. */
const withoutAlike = (unit: UnitToCompare): UnitToCompare => {
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
  const rest = differentChunks(from.chunks, to.chunks);
  if (rest.from.length + rest.to.length > 0) return false;
  return isSameOrder({ from, to, rest }, one.place.type.name);
};

/** Compares components together whose children may have moved between a file of their own and their parent's. */
export const compareUnits = (given: readonly UnitToCompare[]): Comparison => {
  const units = given.map(withoutAlike);
  const sides = { from: new Map<ComponentKey, ComponentContent>(), to: new Map<ComponentKey, ComponentContent>() };
  const paths = new Map<ComponentKey, ComponentChange['paths']>();
  const refused: string[] = [];
  for (const unit of units)
    for (const side of ['from', 'to'] as const) {
      const { files, types, isElsewhere } = unit[side];
      const contents = contentsOf(files, types, (path, cause) => {
        unit.refuse(side, path, cause);
        refused.push(path);
      });
      if (isElsewhere && !contents.has(unit.key)) contents.set(unit.key, emptyContent(unit));
      for (const [key, content] of contents) {
        sides[side].set(key, content);
        paths.set(key, joinPaths(paths.get(key), pathsOf(unit)));
      }
    }
  if (refused.length > 0) return nothing;
  const alike = units.filter(({ from, to }) => from.files.length + to.files.length === 0);
  const keys = new Set([...sides.from.keys(), ...sides.to.keys(), ...alike.map(({ key }) => key)]);
  return collect(
    [...keys],
    (key) => compareContents(sides.from.get(key), sides.to.get(key)),
    (key) => paths.get(key),
  );
};

const emptyContent = ({ key, from, to }: UnitToCompare): ComponentContent => {
  const place = (from.files[0] ?? to.files[0])?.place;
  return { ...parseKey(key), ...(place?.encodedName && { encodedName: place.encodedName }), files: new Map() };
};

const collect = (
  keys: readonly ComponentKey[],
  compare: (key: ComponentKey) => ComponentChange | undefined,
  paths: (key: ComponentKey) => ComponentChange['paths'] | undefined,
): Comparison => {
  const changes: ComponentChange[] = [];
  const formattingOnly: ComponentId[] = [];
  for (const key of keys) {
    const change = compare(key);
    if (change === undefined) formattingOnly.push(parseKey(key));
    else changes.push({ ...change, paths: paths(key) ?? change.paths });
  }
  return { changes, formattingOnly };
};

const pathsOf = ({ from, to }: UnitToCompare): ComponentChange['paths'] => ({
  from: from.files.map(({ path }) => path).sort(),
  to: to.files.map(({ path }) => path).sort(),
});

const joinPaths = (
  one: ComponentChange['paths'] | undefined,
  other: ComponentChange['paths'],
): ComponentChange['paths'] =>
  one === undefined
    ? other
    : {
        from: [...new Set([...one.from, ...other.from])].sort(),
        to: [...new Set([...one.to, ...other.to])].sort(),
      };

/** The XML of a component on each side, in files that could as well be one. */
interface UnitTexts {
  readonly from: Texts;
  readonly to: Texts;
  readonly place: Place;
  readonly children: ReadonlyMap<string, ChildType> | undefined;
  readonly facts: TextFacts;
}

const textsOf = ({ from, to }: UnitToCompare): UnitTexts | undefined => {
  const files = [...from.files, ...to.files];
  const place = files[0]?.place;
  if (place === undefined || files.some(isToBeRead)) return undefined;
  const texts = { from: xmlTexts(from.files), to: xmlTexts(to.files) };
  if (texts.from.length === 0 || texts.to.length === 0) return undefined;
  const children = from.types.children.get(place.type.name);
  const facts = { type: place.type.name, nameElement: (element: string) => children?.get(element)?.nameElement };
  return { ...texts, place, children, facts };
};

const xmlTexts = (files: readonly ReadFile[]): Texts =>
  files.filter(({ place }) => place.role === 'xml').map(({ bytes }) => bytes.toString('latin1'));

/** Files whose text does not say what they are: pieces, archives, schemas in JSON or YAML. */
const isToBeRead = ({ place: { role, file, type } }: ReadFile): boolean =>
  role === 'piece' || (role === 'file' && file === '') || type.name === serviceType;

const fromTexts = (unit: UnitToCompare, texts: UnitTexts, compared: TextComparison): Comparison =>
  texts.children === undefined ? alone(unit, texts, compared) : withChildren(unit, texts, compared);

/** A component without children: its entries and the files beside it. */
const alone = (unit: UnitToCompare, { facts, place }: UnitTexts, compared: TextComparison): Comparison => {
  const entries = compareElements({ type: facts.type, ...compared });
  const files = compareFiles(filesBeside(unit.from.files, undefined), filesBeside(unit.to.files, undefined));
  const id = named(place);
  if (entries.length + files.length === 0) return { changes: [], formattingOnly: [parseKey(unit.key)] };
  return { changes: [{ ...id, kind: 'changed', paths: pathsOf(unit), entries, files }], formattingOnly: [] };
};

const named = ({ type, fullName, encodedName }: Place): ComponentId & { encodedName?: string } => ({
  type: type.name,
  fullName,
  ...(encodedName !== undefined && { encodedName }),
});

const noFiles: ComponentContent['files'] = new Map();

/** A file of children: each that differs is compared as a component of its own, and what is left is the parent. */
const withChildren = (unit: UnitToCompare, texts: UnitTexts, compared: TextComparison): Comparison => {
  const from = new Map<ComponentKey, ComponentContent>();
  const to = new Map<ComponentKey, ComponentContent>();
  const own = { from: takeChildren(compared.from, texts, from), to: takeChildren(compared.to, texts, to) };
  const paths = pathsOf(unit);
  const children = collect(
    [...new Set([...from.keys(), ...to.keys()])],
    (key) => compareContents(from.get(key), to.get(key)),
    () => paths,
  );
  const parent = compareParent({ unit, texts, compared, own });
  const changes = [...children.changes, ...parent];
  if (changes.length + children.formattingOnly.length > 0) return { ...children, changes };
  return { changes, formattingOnly: [parseKey(unit.key)] };
};

/** Moves the children among the elements into `contents`; gives the others. */
const takeChildren = (
  elements: readonly XmlElement[],
  { children, place }: UnitTexts,
  contents: Map<ComponentKey, ComponentContent>,
): XmlElement[] =>
  elements.filter((element) => {
    const child = children?.get(element.name);
    const name = child && element.children.find((candidate) => candidate.name === child.nameElement)?.text;
    if (child === undefined || name === undefined) return true;
    const fullName = child.alone ? name : `${place.fullName}.${name}`;
    const content = { type: child.name, fullName, xml: { ...element, name: child.name }, files: noFiles };
    contents.set(keyOf(content), content);
    return false;
  });

interface Parent {
  readonly unit: UnitToCompare;
  readonly texts: UnitTexts;
  readonly compared: TextComparison;
  readonly own: { readonly from: readonly XmlElement[]; readonly to: readonly XmlElement[] };
}

/** A parent is there when its file holds anything beside children. */
const compareParent = ({ unit, texts, compared, own }: Parent): ComponentChange[] => {
  const isThere = (names: ReadonlySet<string>): boolean =>
    [...names].some((name) => texts.children?.has(name) !== true);
  const was = isThere(compared.names.from) || own.from.length > 0;
  const is = isThere(compared.names.to) || own.to.length > 0;
  const id = { ...named(texts.place), paths: pathsOf(unit), files: [] };
  if (was && is) {
    const entries = compareElements({ type: texts.facts.type, ...own, repeated: compared.repeated });
    return entries.length === 0 ? [] : [{ ...id, kind: 'changed', entries }];
  }
  return was === is ? [] : [{ ...id, kind: was ? 'removed' : 'added', entries: [] }];
};
