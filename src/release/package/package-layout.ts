import type { ClaimedFile } from '../metadata/claim.ts';
import { compareText, keyOf, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import { layoutOf, type MetadataTypes, type RegistryType } from '../metadata/metadata-types.ts';
import { containerFinder, type Container, type FindContainer } from './package-container.ts';
import type { PackageEntry, PackageProblem } from './package-entry.ts';
import { archived, given, merged, shared, verbatim } from './package-make.ts';
import { filePath, xmlPath } from './package-path.ts';

/** What a package is to hold, taken from one version and from contents made for it. */
export interface Shipment {
  readonly types: MetadataTypes;
  /** All files of the version that belong to components. */
  readonly files: readonly ClaimedFile[];
  /** Components that are sent as the version has them. */
  readonly components: ReadonlySet<ComponentKey> | 'all';
  /** Components that are sent as given, instead of what the version has. */
  readonly contents: readonly ComponentContent[];
}

/** The files of a package, sorted by path, and why some cannot be made. */
export interface Layout {
  readonly entries: readonly PackageEntry[];
  readonly problems: readonly PackageProblem[];
}

/** All that one file of the package is made of. */
interface Group {
  readonly path: string;
  readonly container: Container | undefined;
  readonly sources: ClaimedFile[];
  readonly contents: ComponentContent[];
}

/** Lays out a package without reading anything: which files it has, and what each is made of. */
export const layOut = (shipment: Shipment): Layout => {
  const find = containerFinder(shipment.types);
  const groups = new Map<string, Group>();
  const groupAt = (path: string, container?: Container): Group => {
    const group = groups.get(path) ?? { path, container, sources: [], contents: [] };
    groups.set(path, group);
    return group;
  };
  const isWanted = wantedFiles(shipment, find);
  const contentNames = documentNames(shipment.files);
  for (const claimed of shipment.files)
    if (isWanted(claimed)) {
      const { path, container } = destinationOf(claimed, find, contentNames);
      groupAt(path, container).sources.push(claimed);
    }
  const alone: PackageEntry[] = [];
  for (const content of shipment.contents) {
    const container = find(content);
    if (container === undefined) alone.push(...given(content, typeNamed(content.type, shipment.types)));
    else groupAt(containerPath(container), container).contents.push(content);
  }
  const entries = [...groups.values()].map((group) => entryOf(group, shipment));
  return {
    entries: sorted([...entries, ...alone]),
    problems: [...groups.values()].flatMap(twice).concat(halves([...groups.values()])),
  };
};

const typeNamed = (name: string, types: MetadataTypes): RegistryType => {
  const type = types.typeOf(name.toLowerCase());
  if (type === undefined) throw new RangeError(`no metadata type is called ${name}`);
  return type;
};

/** Components named, and the files that may hold children that are named. */
const wantedFiles = ({ components, contents }: Shipment, find: FindContainer): ((claimed: ClaimedFile) => boolean) => {
  const replaced = new Set(contents.map(keyOf));
  if (components === 'all')
    return ({ place }) => !replaced.has(keyOfPlace(place)) || find(namedBy(place)) !== undefined;
  const containers = new Set(
    [...components].flatMap((key) => {
      const colon = key.indexOf(':');
      const container = find({ type: key.slice(0, colon), fullName: key.slice(colon + 1) });
      return container === undefined ? [] : [`${container.type.name}:${container.fullName}`];
    }),
  );
  return ({ place }) => {
    const key = keyOfPlace(place);
    return (components.has(key) && !replaced.has(key)) || containers.has(key);
  };
};

type Place = ClaimedFile['place'];

const namedBy = ({ type, fullName }: Place) => ({ type: type.name, fullName });

const keyOfPlace = (place: Place): ComponentKey => keyOf(namedBy(place));

interface Destination {
  readonly path: string;
  readonly container?: Container | undefined;
}

const destinationOf = (
  { file, place }: ClaimedFile,
  find: FindContainer,
  contentNames: ReadonlyMap<ComponentKey, string>,
): Destination => {
  const container = find(namedBy(place));
  if (container !== undefined) return { path: containerPath(container), container };
  const placed = { type: place.type, name: place.encodedName ?? place.fullName };
  if (place.role === 'file') return { path: filePath(placed, place.file) };
  if (layoutOf(place.type) === 'bundle')
    return { path: filePath(placed, file.path.slice(file.path.lastIndexOf('/') + 1)) };
  const content = contentNames.get(keyOfPlace(place));
  return { path: xmlPath(placed, content === undefined ? [] : [content]) };
};

const containerPath = ({ type, fullName }: Container): string => xmlPath({ type, name: fullName });

/** The XML of a document is named after its content. */
const documentNames = (files: readonly ClaimedFile[]): ReadonlyMap<ComponentKey, string> =>
  new Map(
    files
      .filter(({ place: { role, type } }) => role === 'file' && layoutOf(type) === 'mixed' && type.inFolder === true)
      .map(({ place }) => [keyOfPlace(place), place.file]),
  );

const entryOf = ({ path, container, sources, contents }: Group, shipment: Shipment): PackageEntry => {
  const inOrder = sources.toSorted((one, other) => compareText(one.file.path, other.file.path));
  const [first] = inOrder;
  const isSame = inOrder.every(({ file, place }) => file.id === first?.file.id && place.role !== 'piece');
  const entry = { path, sources: inOrder };
  if (container !== undefined) return shared(entry, { container, contents, shipment });
  if (sources.some(({ place }) => isInArchive(place))) return archived(entry);
  return isSame && first !== undefined ? verbatim(path, first) : merged(entry, shipment.types);
};

const isInArchive = ({ type, role, file }: Place): boolean =>
  type.name === 'StaticResource' && role === 'file' && file !== '';

/** Two files that are one component and cannot be merged: which of them the org should get, nobody said. */
const twice = ({ container, sources }: Group): PackageProblem[] => {
  const single = sources.filter(
    ({ place }) =>
      place.role !== 'piece' &&
      layoutOf(place.type) !== 'decomposed' &&
      place.type.name !== container?.type.name &&
      !isInArchive(place),
  );
  const byComponent = Map.groupBy(single, ({ place }) => keyOfPlace(place));
  return [...byComponent.values()].flatMap(([first, ...others]) =>
    others
      .filter(({ file }) => file.id !== first?.file.id)
      .map(({ file }) => ({ path: file.path, because: 'twice', detail: `also ${first?.file.path ?? ''}` }) as const),
  );
};

/** A file without its `-meta.xml` or the other way round: the org refuses either. */
const halves = (groups: readonly Group[]): PackageProblem[] => {
  const paired = groups.flatMap(({ sources }) => sources).filter(({ place }) => isPaired(place));
  return [...Map.groupBy(paired, ({ place }) => keyOfPlace(place)).values()].flatMap((files) => {
    const [first] = files;
    const roles = new Set(files.map(({ place }) => place.role));
    if (first === undefined || roles.size === 2) return [];
    const { path } = first.file;
    return [
      roles.has('xml')
        ? ({ path, because: 'missingContent', detail: 'the file that it describes is missing' } as const)
        : ({ path, because: 'missingMeta', detail: 'its -meta.xml is missing' } as const),
    ];
  });
};

const isPaired = ({ type }: Place): boolean =>
  layoutOf(type) === 'matching' || (layoutOf(type) === 'mixed' && type.suffix !== undefined);

const sorted = (entries: readonly PackageEntry[]): PackageEntry[] =>
  entries.toSorted((one, other) => compareText(one.path, other.path));
