import { layoutOf, type MetadataTypes, type RegistryType } from './metadata-types.ts';

/**
 * Where a file belongs: to the component `type` `fullName`, the smallest whole it can be read with.
 * A field of a decomposed object is a component of its own; a field translation is a piece of its parent.
 */
export interface Place {
  readonly type: RegistryType;
  /** Full name of the component, decoded. */
  readonly fullName: string;
  /** The name as files and manifests spell it, when that differs: `Account-Sales %26 Service Layout`. */
  readonly encodedName?: string;
  /** `xml`: the component's XML. `piece`: XML that is merged into it. `file`: content beside it. */
  readonly role: 'xml' | 'piece' | 'file';
  /**
   * For a `file` its path relative to the component, the same in source and in metadata format; `''` for the content of
   * a static resource in one piece, which may be an archive.
   */
  readonly file: string;
}

const metaSuffix = '-meta.xml';

/** One path, cut up once. `type` and `at` are found on the way. */
interface Cut {
  readonly segments: readonly string[];
  readonly base: string;
  /** `Name.suffix-meta.xml` or undefined. */
  readonly meta: { readonly name: string; readonly suffix: string } | undefined;
}

/**
 * The component a file belongs to, in source format or in metadata format, or undefined when no type claims it. Follows
 * Salesforce's resolver (source-deploy-retrieve, `MetadataResolver`): first directories that stand for a type, then the
 * suffix before `-meta.xml`, then folders, then the file's own suffix. Paths use `/` and are relative to the project.
 */
export const placeOf = (path: string, types: MetadataTypes): Place | undefined => {
  const cut = cutUp(path);
  const found =
    inStrictDirectory(cut, types) ?? bySuffixOfMeta(cut, types) ?? asFolder(cut, types) ?? bySuffix(cut, types);
  if (found === undefined) return undefined;
  return placeAs[layoutOf(found.type)](cut, found, types);
};

interface Found {
  readonly type: RegistryType;
  /** Index of the directory named after the type; -1 when the path has none. */
  readonly at: number;
}

const cutUp = (path: string): Cut => {
  const segments = path.split('/');
  const base = segments.at(-1) ?? '';
  if (!base.endsWith(metaSuffix)) return { segments, base, meta: undefined };
  const stem = base.slice(0, -metaSuffix.length);
  const dot = stem.lastIndexOf('.');
  return { segments, base, meta: dot > 0 ? { name: stem.slice(0, dot), suffix: stem.slice(dot + 1) } : undefined };
};

/** The outermost directory that stands for a type wins: what lies in an expanded static resource is its content. */
const inStrictDirectory = (cut: Cut, types: MetadataTypes): Found | undefined => {
  for (let at = 0; at < cut.segments.length - 1; at += 1) {
    const type = types.strict.get(cut.segments[at] ?? '')?.find((candidate) => fitsDirectory(cut, candidate, at));
    if (type !== undefined) return { type, at: innermost(cut, type, at) };
  }
  return undefined;
};

/** `lwc/folder/lwc/component`: a bundle directory may hold directories of bundles. */
const innermost = (cut: Cut, type: RegistryType, at: number): number =>
  cut.segments[at + 2] === type.directoryName && at + 2 < cut.segments.length - 1 ? innermost(cut, type, at + 2) : at;

const fitsDirectory = (cut: Cut, type: RegistryType, at: number): boolean => {
  if (type.inFolder === true && at === cut.segments.length - 2) return false; // a folder, not something in one
  const layout = layoutOf(type);
  if (layout === 'mixed' || layout === 'bundle') return cut.meta?.suffix !== `${type.suffix ?? ''}Folder`;
  const suffix = cut.meta?.suffix ?? suffixOf(cut.base);
  return suffix === type.suffix || suffix === type.legacySuffix || childOf(type, suffix) !== undefined;
};

const childOf = (type: RegistryType, suffix: string): RegistryType | undefined =>
  type.children?.types[type.children.suffixes?.[suffix] ?? ''];

const suffixOf = (base: string): string => {
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(dot + 1) : '';
};

const bySuffixOfMeta = (cut: Cut, types: MetadataTypes): Found | undefined => {
  if (cut.meta === undefined) return undefined;
  return typeBySuffix(cut, types, cut.meta.suffix);
};

const typeBySuffix = (cut: Cut, types: MetadataTypes, suffix: string): Found | undefined => {
  const type = types.typeOf(types.registry.suffixes[suffix] ?? '');
  if (type === undefined) return undefined;
  const at = cut.segments.lastIndexOf(type.directoryName, cut.segments.length - 2);
  return type.strictDirectoryName === true && at < 0 ? undefined : { type, at };
};

/** `reports/Sales-meta.xml`: a folder in metadata format has no suffix of its own. */
const asFolder = (cut: Cut, types: MetadataTypes): Found | undefined => {
  if (!cut.base.endsWith(metaSuffix) || cut.meta !== undefined) return undefined;
  for (let at = cut.segments.length - 2; at >= 0; at -= 1) {
    const type = types.folders.get(cut.segments[at] ?? '');
    if (type !== undefined) return { type, at };
  }
  return undefined;
};

const bySuffix = (cut: Cut, types: MetadataTypes): Found | undefined => {
  if (cut.meta === undefined) {
    const found = typeBySuffix(cut, types, suffixOf(cut.base));
    if (found !== undefined) return found;
  }
  const type = types.typeOf('digitalexperiencebundle');
  const at = cut.segments.indexOf(type?.directoryName ?? '');
  return type !== undefined && at >= 0 && at < cut.segments.length - 1 ? { type, at } : undefined;
};

type PlaceAs = (cut: Cut, found: Found, types: MetadataTypes) => Place | undefined;

const file: PlaceAs = (cut, found) => {
  const name = cut.meta === undefined ? nameInMetadataFormat(cut, found) : nameInSourceFormat(cut, found);
  return name === undefined ? undefined : named(found.type, name, 'xml');
};

/** Metadata format has one place for a file: directly in the directory of its type, or in a folder of that. */
const nameInMetadataFormat = (cut: Cut, { type, at }: Found): string | undefined => {
  if (at < 0) return undefined;
  if (type.inFolder === true || type.folderContentType !== undefined) return nestedName(cut, at);
  const depth = type.folderType === type.id ? 3 : 2;
  if (at !== cut.segments.length - depth) return undefined;
  return inModel(cut, type, cut.base.slice(0, cut.base.lastIndexOf('.')));
};

const nameInSourceFormat = (cut: Cut, { type, at }: Found): string | undefined => {
  if (type.inFolder === true || type.folderContentType !== undefined) return at < 0 ? undefined : nestedName(cut, at);
  return inModel(cut, type, cut.meta?.name ?? '');
};

/** `Folder/Sub/Report`: the directories below that of the type, then the name up to its first dot. */
const nestedName = (cut: Cut, at: number): string =>
  [...cut.segments.slice(at + 1, -1), cut.base.replace(metaSuffix, '').split('.')[0] ?? ''].join('/');

/** Territories and their rules lie in the directory of their model and carry its name: `Model.Territory`. */
const inModel = (cut: Cut, type: RegistryType, name: string): string => {
  if (type.folderType === undefined || type.folderType === type.id) return name;
  const model = cut.segments[cut.segments.indexOf('territory2Models') + 1];
  return model === undefined ? name : `${model}.${name}`;
};

const matching: PlaceAs = (cut, found) => {
  const inFolder = found.type.inFolder === true;
  const [name] = cut.base.endsWith(metaSuffix) ? [cut.meta?.name] : [cut.base.slice(0, cut.base.lastIndexOf('.'))];
  if (name === undefined) return undefined;
  if (inFolder && found.at < 0) return undefined;
  const fullName = inFolder ? nestedName(cut, found.at) : name;
  const content = cut.base.endsWith(metaSuffix) ? '' : cut.base;
  return named(found.type, fullName, content === '' ? 'xml' : 'file', content);
};

const bundle: PlaceAs = (cut, { type, at }) => {
  const name = cut.segments[at + 1] ?? '';
  if (at + 2 >= cut.segments.length) return undefined; // beside the bundles, not in one: lwc/jsconfig.json
  const inside = cut.segments.slice(at + 2);
  if (inside.includes('__tests__')) return undefined;
  const xml = inside.length === 1 && (cut.meta !== undefined || cut.base === `${name}.${elementName(type)}`);
  return named(type, name, xml ? 'xml' : 'file', xml ? '' : inside.join('/'));
};

/** A bundle's XML as the org gives it, without `-meta.xml`: `MyPlanner.genAiPlannerBundle`. */
const elementName = (type: RegistryType): string =>
  type.suffix ?? `${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}`;

const mixed: PlaceAs = (cut, found, types) =>
  found.type.inFolder === true ? inDocumentFolder(cut, found, types) : namedAlike(cut, found);

const inDocumentFolder = (cut: Cut, { type, at }: Found, types: MetadataTypes): Place | undefined => {
  if (cut.meta?.suffix === `${type.suffix ?? ''}Folder`)
    return file(cut, { type: types.folders.get(type.directoryName) ?? type, at }, types);
  return named(type, nestedName(cut, at), cut.meta ? 'xml' : 'file', cut.meta ? '' : cut.base);
};

/** `logo.resource-meta.xml` and `logo.png` or `logo/`: what follows the first dot of a name is none of it. */
const namedAlike = (cut: Cut, { type, at }: Found): Place => {
  const own = cut.segments[at + 1] ?? '';
  const name = own.split('.')[0] ?? '';
  if (at + 1 < cut.segments.length - 1) return named(type, name, 'file', cut.segments.slice(at + 2).join('/'));
  if (cut.meta !== undefined) return named(type, name, 'xml');
  return named(type, name, 'file', type.name === 'StaticResource' ? '' : own);
};

const decomposed: PlaceAs = (cut, { type, at }, types) => {
  const child = childOf(type, cut.meta?.suffix ?? '');
  const parent = cut.segments[at + 1] ?? '';
  if (child === undefined) return file(cut, { type, at }, types);
  if (at + 2 >= cut.segments.length || cut.meta === undefined) return undefined;
  const component = [...(types.children.get(type.name)?.values() ?? [])].find(({ name }) => name === child.name);
  if (component === undefined) return named(type, parent, 'piece');
  const own = component.alone ? cut.meta.name : `${parent}.${cut.meta.name}`;
  return named(child, own, 'xml');
};

const digitalExperience: PlaceAs = (cut, { type, at }, types) => {
  const inside = cut.segments.slice(at + 1);
  const [kind, space, contentType, content] = inside;
  if (kind === undefined || space === undefined || contentType === undefined) return undefined;
  const bundleName = `${kind}/${space}`;
  const child = types.typeOf('digitalexperience');
  if (inside.length === 3) return named(type, bundleName, cut.meta ? 'xml' : 'file', cut.meta ? '' : contentType);
  if (child === undefined || content === undefined || inside.length < 5) return undefined;
  return named(child, `${bundleName}.${contentType}/${content}`, 'file', inside.slice(4).join('/'));
};

const yaml: PlaceAs = (cut, { type, at }, types) => {
  if (suffixOf(cut.base) !== 'yaml') return file(cut, { type, at }, types);
  const parent = types.typeOf(types.registry.childTypes[type.id] ?? type.id);
  return parent && named(parent, cut.base.slice(0, -'.yaml'.length), 'piece', 'schema.yaml');
};

const placeAs: Readonly<Record<ReturnType<typeof layoutOf>, PlaceAs>> = {
  file,
  matching,
  bundle,
  mixed,
  decomposed,
  digitalExperience,
  yaml,
};

const named = (type: RegistryType, name: string, ...[role, path = '']: [Place['role'], string?]): Place => {
  const fullName = type.ignoreParsedFullName === true ? type.name : decoded(name);
  return fullName === name || type.ignoreParsedFullName === true
    ? { type, fullName, role, file: path }
    : { type, fullName, encodedName: name, role, file: path };
};

/** A name as files and manifests spell it, as people read it. */
export const decoded = (name: string): string => {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a percent sign that encodes nothing stands for itself
  }
};
