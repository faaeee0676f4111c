import { named, type Place } from '../metadata/place.ts';
import { compareFiles } from './compare-contents.ts';
import { compareElements } from './compare-elements.ts';
import { compareTexts, type TextComparison, type Texts } from './compare-texts.ts';
import { childContent, filesBeside, type ReadFile } from '../content/component-contents.ts';
import { parseKey, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { ComponentChange } from './delta.ts';
import type { ChildType } from '../metadata/metadata-types.ts';
import type { TextFacts } from './namesakes.ts';
import { serviceType } from '../metadata/service-schema.ts';
import { compareSides, pathsOf, type Comparison, type UnitToCompare } from './unit-comparison.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/** The XML of a component on each side, in files that could as well be one. */
interface UnitTexts {
  readonly from: Texts;
  readonly to: Texts;
  readonly place: Place;
  readonly children: ReadonlyMap<string, ChildType> | undefined;
  readonly facts: TextFacts;
}

/**
 * Compares a component by the text of its files, parsing only the elements that differ. Undefined when its files do not
 * lend themselves to that. Throws `XmlError` for an element that is none.
 */
export const compareByText = (unit: UnitToCompare): Comparison | undefined => {
  const texts = textsOf(unit);
  const compared = texts && compareTexts(texts.from, texts.to, texts.facts);
  if (texts === undefined || compared === undefined) return undefined;
  return texts.children === undefined ? alone(unit, texts, compared) : withChildren(unit, texts, compared);
};

const textsOf = ({ from, to }: UnitToCompare): UnitTexts | undefined => {
  const files = [...from.files, ...to.files];
  const place = files[0]?.place;
  if (place === undefined || files.some(isToBeRead)) return undefined;
  const texts = { from: xmlTexts(from.files), to: xmlTexts(to.files) };
  const children = from.types.children.get(place.type.name);
  if (!isComparable(texts.from, children) || !isComparable(texts.to, children)) return undefined;
  const facts = { type: place.type.name, nameElement: (element: string) => children?.get(element)?.nameElement };
  return { ...texts, place, children, facts };
};

const xmlTexts = (files: readonly ReadFile[]): Texts =>
  files.filter(({ place }) => place.role === 'xml').map(({ bytes }) => bytes.toString('latin1'));

/** Only files of children may be several. */
const isComparable = (texts: Texts, children: UnitTexts['children']): boolean =>
  texts.length === 1 || (texts.length > 1 && children !== undefined);

/** Files whose text does not say what they are: pieces, archives, schemas in JSON or YAML. */
const isToBeRead = ({ place: { role, file, type } }: ReadFile): boolean =>
  role === 'piece' || (role === 'file' && file === '') || type.name === serviceType;

/** A component without children: its entries and the files beside it. */
const alone = (unit: UnitToCompare, { facts, place }: UnitTexts, compared: TextComparison): Comparison => {
  const entries = compareElements({ type: facts.type, ...compared });
  const files = compareFiles(filesBeside(unit.from.files, undefined), filesBeside(unit.to.files, undefined));
  if (entries.length + files.length === 0) return { changes: [], formattingOnly: [parseKey(unit.key)] };
  const id = { ...named(place), ...parseKey(unit.key) };
  return { changes: [{ ...id, kind: 'changed', paths: pathsOf(unit), entries, files }], formattingOnly: [] };
};

/** A file of children: each that differs is compared as a component of its own, and what is left is the parent. */
const withChildren = (unit: UnitToCompare, texts: UnitTexts, compared: TextComparison): Comparison => {
  const from = new Map<ComponentKey, ComponentContent>();
  const to = new Map<ComponentKey, ComponentContent>();
  const own = { from: takeChildren(compared.from, texts, from), to: takeChildren(compared.to, texts, to) };
  const paths = pathsOf(unit);
  const children = compareSides(from, to, () => paths);
  const changes = [...children.changes, ...compareParent({ unit, texts, compared, own })];
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
    if (child === undefined) return true;
    const content = childContent(element, child, place.fullName);
    contents.set(`${content.type}:${content.fullName}`, content);
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
  const was = isThere(compared.names.from);
  const is = isThere(compared.names.to);
  const id = { ...named(texts.place), paths: pathsOf(unit), files: [] };
  if (was && is) {
    const entries = compareElements({ type: texts.facts.type, ...own, repeated: compared.repeated });
    return entries.length === 0 ? [] : [{ ...id, kind: 'changed', entries }];
  }
  return was === is ? [] : [{ ...id, kind: was ? 'removed' : 'added', entries: [] }];
};
