import { named, type Place } from '../metadata/place.ts';
import { compareFiles } from './compare-contents.ts';
import { compareElements } from './compare-elements.ts';
import { compareTexts, type TextComparison } from './compare-texts.ts';
import { cutUnit } from './cut-unit.ts';
import { childContent, filesBeside, type ReadFile } from '../content/component-contents.ts';
import { parseKey, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange } from './delta.ts';
import type { ChildType } from '../metadata/metadata-types.ts';
import type { TextFacts } from './namesakes.ts';
import { serviceType } from '../metadata/service-schema.ts';
import { compareSides, pathsOf, type Comparison, type UnitToCompare } from './unit-comparison.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** What a component is, and what its elements may be. */
interface UnitFacts {
  readonly place: Place;
  readonly children: ReadonlyMap<string, ChildType> | undefined;
  readonly facts: TextFacts;
}

/**
 * Compares a component by the text of its files, parsing only the elements that differ. Undefined when its files do not
 * lend themselves to that. Throws `XmlError` for an element that is none.
 */
export const compareByText = (unit: UnitToCompare): Comparison | undefined => {
  const place = (unit.from.files[0] ?? unit.to.files[0])?.place;
  if (place === undefined || [...unit.from.files, ...unit.to.files].some(isToBeRead)) return undefined;
  const children = unit.from.types.children.get(place.type.name);
  const facts = { type: place.type.name, nameElement: (element: string) => children?.get(element)?.nameElement };
  const cut = cutUnit(unit, children !== undefined);
  const compared = cut && compareTexts(cut, facts);
  if (compared === undefined) return undefined;
  const known = { place, children, facts };
  return children === undefined ? alone(unit, known, compared) : withChildren(unit, known, compared);
};

/** Files whose text does not say what they are: archives, schemas in JSON or YAML. */
const isToBeRead = ({ place: { role, file, type } }: ReadFile): boolean =>
  (role === 'file' && file === '') || type.name === serviceType;

/** A component without children: its entries and the files beside it. */
const alone = (unit: UnitToCompare, { facts, place }: UnitFacts, compared: TextComparison): Comparison => {
  const entries = compareElements({ type: facts.type, ...compared });
  const files = compareFiles(filesBeside(unit.from.files, undefined), filesBeside(unit.to.files, undefined));
  if (entries.length + files.length === 0) return { changes: [], formattingOnly: [parseKey(unit.key)] };
  const id = { ...named(place), ...parseKey(unit.key) };
  return { changes: [{ ...id, kind: 'changed', paths: pathsOf(unit), entries, files }], formattingOnly: [] };
};

/** A file of children: each that differs is compared as a component of its own, and what is left is the parent. */
const withChildren = (unit: UnitToCompare, known: UnitFacts, compared: TextComparison): Comparison => {
  const from = new Map<ComponentKey, ComponentContent>();
  const to = new Map<ComponentKey, ComponentContent>();
  const own = { from: takeChildren(compared.from, known, from), to: takeChildren(compared.to, known, to) };
  const paths = pathsOf(unit);
  const children = compareSides(from, to, () => paths);
  const changes = [...children.changes, ...compareParent({ unit, known, compared, own })];
  if (changes.length + children.formattingOnly.length > 0) return { ...children, changes };
  return { changes, formattingOnly: [parseKey(unit.key)] };
};

/** Moves the children among the elements into `contents`; gives the others. */
const takeChildren = (
  elements: readonly XmlElement[],
  { children, place }: UnitFacts,
  contents: Map<ComponentKey, ComponentContent>,
): XmlElement[] =>
  elements.filter((element) => {
    const child = children?.get(element.name);
    if (child === undefined) return true;
    const content = childContent(element, child, place.fullName);
    contents.set(`${content.type}:${content.fullName}`, content);
    return false;
  });

interface Parent {
  readonly unit: UnitToCompare;
  readonly known: UnitFacts;
  readonly compared: TextComparison;
  readonly own: { readonly from: readonly XmlElement[]; readonly to: readonly XmlElement[] };
}

/** A parent is there when its file holds anything beside children. */
const compareParent = ({ unit, known, compared, own }: Parent): ComponentChange[] => {
  const isThere = (names: ReadonlySet<string>): boolean =>
    [...names].some((name) => known.children?.has(name) !== true);
  const was = isThere(compared.names.from);
  const is = isThere(compared.names.to);
  const id = { ...named(known.place), paths: pathsOf(unit), files: [] };
  if (was && is) {
    const entries = compareElements({ type: known.facts.type, ...own, repeated: compared.repeated });
    return entries.length === 0 ? [] : [{ ...id, kind: 'changed', entries }];
  }
  return was === is ? [] : [{ ...id, kind: was ? 'removed' : 'added', entries: [] }];
};
