import { decoded } from './component-names.ts';
import type { Layout, MetadataTypes, RegistryType } from './metadata-types.ts';
import type { Place } from './place.ts';

/** A path in parts. */
export interface Cut {
  readonly directories: readonly string[];
  readonly base: string;
  /** The two parts of `Name.suffix-meta.xml`; undefined for a file that is not called so. */
  readonly meta: { readonly name: string; readonly suffix: string } | undefined;
}

/** The type of a file and the index of the directory named after it; -1 when there is none. */
export interface Found {
  readonly type: RegistryType;
  readonly at: number;
}

type PlaceAs = (cut: Cut, found: Found, types: MetadataTypes) => Place | undefined;

export const metaSuffix = '-meta.xml';

/** The child type whose files end in `.<suffix>-meta.xml`. */
export const childTypeOf = (type: RegistryType, suffix: string): RegistryType | undefined =>
  type.children?.types[type.children.suffixes?.[suffix] ?? ''];

const isMeta = (cut: Cut): boolean => cut.base.endsWith(metaSuffix);

const withoutSuffix = (base: string): string => base.slice(0, base.lastIndexOf('.'));

/** Path of the file below the directory at `from`. */
const inside = ({ directories, base }: Cut, from: number): string =>
  directories.length === from ? base : `${directories.slice(from).join('/')}/${base}`;

const file: PlaceAs = (cut, { type, at }) => {
  const name = isInFolder(type) ? inFolder(cut, at) : cut.meta ? cut.meta.name : nameInMetadataFormat(cut, type, at);
  return name === undefined ? undefined : named(type, inModel(cut, type, name), { role: 'xml' });
};

const isInFolder = ({ inFolder: isIn, folderContentType }: RegistryType): boolean =>
  isIn === true || folderContentType !== undefined;

/** `Folder/Sub/Report`: the directories below that of the type, then the name up to its first dot. */
const inFolder = (cut: Cut, at: number): string | undefined =>
  at < 0 ? undefined : inside({ ...cut, base: cut.base.replace(metaSuffix, '').split('.', 1).join('') }, at + 1);

/** Metadata format has one place for a file: directly in the directory of its type, a territory model's one deeper. */
const nameInMetadataFormat = (cut: Cut, type: RegistryType, at: number): string | undefined => {
  const depth = type.folderType === type.id ? 2 : 1;
  return at >= 0 && at === cut.directories.length - depth ? withoutSuffix(cut.base) : undefined;
};

/** Territories and their rules lie in the directory of their model and carry its name: `Model.Territory`. */
const inModel = (cut: Cut, type: RegistryType, name: string): string => {
  if (type.folderType === undefined || type.inFolder === true || type.folderType === type.id) return name;
  const model = cut.directories[cut.directories.indexOf('territory2Models') + 1];
  return model === undefined ? name : `${model}.${name}`;
};

const matching: PlaceAs = (cut, { type, at }) => {
  const own = isMeta(cut) ? cut.meta?.name : withoutSuffix(cut.base);
  const name = type.inFolder === true ? inFolder(cut, at) : own;
  if (name === undefined || own === undefined) return undefined;
  return named(type, name, isMeta(cut) ? { role: 'xml' } : { role: 'file', file: cut.base });
};

const bundle: PlaceAs = (cut, { type, at }) => {
  const name = cut.directories[at + 1];
  if (name === undefined) return undefined; // beside the bundles, not in one: lwc/jsconfig.json
  const isDirect = cut.directories.length === at + 2;
  const isXml = isDirect && (cut.meta !== undefined || cut.base === `${name}.${elementOf(type)}`);
  return named(type, name, isXml ? { role: 'xml' } : { role: 'file', file: inside(cut, at + 2) });
};

/** A bundle's XML as the org gives it, without `-meta.xml`: `MyPlanner.genAiPlannerBundle`. */
const elementOf = (type: RegistryType): string =>
  type.suffix ?? `${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}`;

const mixed: PlaceAs = (cut, found, types) =>
  found.type.inFolder === true ? inDocumentFolder(cut, found, types) : namedAlike(cut, found);

const inDocumentFolder: PlaceAs = (cut, { type, at }, types) => {
  if (cut.meta?.suffix === `${type.suffix ?? ''}Folder`)
    return file(cut, { type: types.folders.get(type.directoryName) ?? type, at }, types);
  const name = inFolder(cut, at);
  return name === undefined
    ? undefined
    : named(type, name, cut.meta ? { role: 'xml' } : { role: 'file', file: cut.base });
};

/** `logo.resource-meta.xml` and `logo.png` or `logo/`: what follows the first dot of a name is none of it. */
const namedAlike = (cut: Cut, { type, at }: Found): Place => {
  const directory = cut.directories[at + 1];
  const name = (directory ?? cut.base).split('.', 1).join('');
  if (directory !== undefined) return named(type, name, { role: 'file', file: inside(cut, at + 2) });
  if (cut.meta !== undefined) return named(type, name, { role: 'xml' });
  return named(type, name, { role: 'file', file: type.name === 'StaticResource' ? '' : cut.base });
};

const decomposed: PlaceAs = (cut, { type, at }, types) => {
  const child = cut.meta && childTypeOf(type, cut.meta.suffix);
  if (cut.meta === undefined || child === undefined) return file(cut, { type, at }, types);
  const parent = cut.directories[at + 1];
  if (parent === undefined) return undefined;
  const known = types.parents.get(child.name);
  if (known?.name !== type.name) return named(type, parent, { role: 'piece' });
  return named(child, known.alone ? cut.meta.name : `${parent}.${cut.meta.name}`, { role: 'xml' });
};

const digitalExperience: PlaceAs = (cut, { type, at }, types) => {
  const [kind, space, contentType, content] = cut.directories.slice(at + 1);
  if (kind === undefined || space === undefined) return undefined;
  const bundleName = `${kind}/${space}`;
  if (contentType === undefined)
    return named(type, bundleName, cut.meta ? { role: 'xml' } : { role: 'file', file: cut.base });
  const child = types.typeOf('digitalexperience');
  if (child === undefined || content === undefined) return undefined;
  return named(child, `${bundleName}.${contentType}/${content}`, { role: 'file', file: inside(cut, at + 5) });
};

const yaml: PlaceAs = (cut, { type, at }, types) => {
  if (!cut.base.endsWith('.yaml')) return file(cut, { type, at }, types);
  const parent = types.typeOf(types.registry.childTypes[type.id] ?? type.id);
  return parent && named(parent, withoutSuffix(cut.base), { role: 'piece', file: 'schema.yaml' });
};

/** What a file is to its component, by how the files of the type lie beside each other. */
export const placeAs: Readonly<Record<Layout, PlaceAs>> = {
  file,
  matching,
  bundle,
  mixed,
  decomposed,
  digitalExperience,
  yaml,
};

const named = (type: RegistryType, name: string, part: { role: Place['role']; file?: string }): Place => {
  const { role, file: path = '' } = part;
  if (type.ignoreParsedFullName === true) return { type, fullName: type.name, role, file: path };
  const fullName = decoded(name);
  return fullName === name
    ? { type, fullName, role, file: path }
    : { type, fullName, encodedName: name, role, file: path };
};
