import { elementOfPiece, type ReadFile } from '../content/component-contents.ts';
import type { RegistryType } from '../metadata/metadata-types.ts';
import type { UnitSide, UnitToCompare } from './unit-comparison.ts';
import { splitXml, type SplitXml } from '../xml/xml-split.ts';

/** The XML of a component on each side, cut as if each side were one file. */
export interface CutUnit {
  readonly from: SplitXml;
  readonly to: SplitXml;
}

/**
 * Cuts the files of a component into the elements of its root, pieces that say the same on both sides left out. Undefined
 * when a cut is in doubt, when the roots differ, or when the files could not as well be one.
 */
export const cutUnit = ({ from, to }: UnitToCompare, holdsChildren: boolean): CutUnit | undefined => {
  const left = cutFiles(from, holdsChildren);
  const right = left && cutFiles(to, holdsChildren);
  if (left === undefined || right === undefined) return undefined;
  const cut = { from: withoutAlike(left, right).map(asWhole), to: withoutAlike(right, left).map(asWhole) };
  const [first = nothing, ...others] = [...cut.from, ...cut.to];
  if (!others.every((other) => isSameRoot(first, other))) return undefined;
  return { from: joined(first, cut.from), to: joined(first, cut.to) };
};

const nothing: SplitXml = { root: '', attributes: '', names: [], chunks: [] };

interface CutFile {
  readonly cut: SplitXml;
  readonly type: RegistryType;
  /** The name of a piece, which is the same wherever it lies; undefined for a file that is the component's own. */
  readonly piece: string | undefined;
}

/** A side without XML has to be there in other files; only pieces and files of children may be several. */
const cutFiles = ({ files, isElsewhere }: UnitSide, holdsChildren: boolean): readonly CutFile[] | undefined => {
  const inXml = files.filter(({ place }) => place.role !== 'file');
  const isThere = holdsChildren ? inXml.length > 0 : files.length > 0 || isElsewhere;
  const cut = inXml.map(cutFile).filter((file) => file !== undefined);
  const pieces = cut.flatMap(({ piece }) => piece ?? []);
  const mayBeOne = holdsChildren || cut.length - pieces.length < 2;
  return isThere && mayBeOne && cut.length === inXml.length && new Set(pieces).size === pieces.length ? cut : undefined;
};

const cutFile = ({ path, bytes, place: { role, type } }: ReadFile): CutFile | undefined => {
  const cut = splitXml(bytes.toString('latin1'));
  return cut && { cut, type, piece: role === 'piece' ? path.slice(path.lastIndexOf('/') + 1) : undefined };
};

const withoutAlike = (files: readonly CutFile[], others: readonly CutFile[]): readonly CutFile[] => {
  const pieces = new Map(others.map((other) => [other.piece, other.cut]));
  return files.filter(({ piece, cut }) => piece === undefined || !isAlike(cut, pieces.get(piece)));
};

/** Whether both hold the same elements, in any order where each name is there once: only among equals it may mean something. */
const isAlike = (one: SplitXml, other: SplitXml | undefined): boolean =>
  other !== undefined &&
  isSameRoot(one, other) &&
  (isSameList(one.chunks, other.chunks) ||
    (new Set(one.names).size === one.names.length && isSameList(one.chunks.toSorted(), other.chunks.toSorted())));

const isSameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index]);

const isSameRoot = (one: SplitXml, other: SplitXml): boolean =>
  one.root === other.root && one.attributes.trim() === other.attributes.trim();

/** A piece is an element of its component, unless it has the component's own root. */
const asWhole = ({ cut, type, piece }: CutFile): SplitXml => {
  if (piece === undefined || cut.root === type.name) return cut;
  const element = elementOfPiece(type, cut.root);
  const chunk = `<${element}>${cut.chunks.join('')}</${element}>`;
  return { root: type.name, attributes: cut.attributes, names: [element], chunks: [chunk] };
};

const joined = ({ root, attributes }: SplitXml, files: readonly SplitXml[]): SplitXml => {
  const [only] = files;
  if (files.length === 1 && only !== undefined) return only;
  return {
    root,
    attributes,
    names: files.flatMap(({ names }) => names),
    chunks: files.flatMap(({ chunks }) => chunks),
  };
};
