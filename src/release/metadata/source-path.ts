import { layoutOf, type MetadataTypes, type RegistryType } from './metadata-types.ts';
import { childTypeOf, metaSuffix, placeAs, type Cut, type Found } from './place-as.ts';
import type { Place } from './place.ts';

/** What all files of one directory have in common. */
interface Directory {
  readonly path: string;
  readonly directories: readonly string[];
  /** Directories on the way that may stand for a type, outermost first. */
  readonly strict: readonly { readonly types: readonly RegistryType[]; readonly at: number }[];
  readonly typeByEnding: Map<string, Found | undefined>;
}

/**
 * Says of each path the component it belongs to, in source format or in metadata format; undefined when no type claims
 * it. Follows Salesforce's resolver (source-deploy-retrieve, `MetadataResolver`): first directories that stand for a
 * type, then the suffix before `-meta.xml`, then folders, then the file's own suffix. Paths use `/` and are relative to
 * the project; those of one directory are fastest one after the other.
 */
export const placer = (types: MetadataTypes): ((path: string) => Place | undefined) => {
  let directory = enter('', types);
  return (path) => {
    const slash = path.lastIndexOf('/');
    const parent = slash < 0 ? '' : path.slice(0, slash);
    if (parent !== directory.path) directory = enter(parent, types);
    const cut = cutUp(directory, path.slice(slash + 1));
    const found = typeOfFile(cut, directory, types);
    return found && placeAs[layoutOf(found.type)](cut, found, types);
  };
};

/** Files of one directory that end alike are of one type. */
const typeOfFile = (cut: Cut, directory: Directory, types: MetadataTypes): Found | undefined => {
  const ending = cut.meta === undefined ? suffixOf(cut.base) : `${cut.meta.suffix}${metaSuffix}`;
  if (!directory.typeByEnding.has(ending))
    directory.typeByEnding.set(
      ending,
      inStrictDirectory(cut, directory) ?? bySuffixOfMeta(cut, types) ?? asFolder(cut, types) ?? bySuffix(cut, types),
    );
  return directory.typeByEnding.get(ending);
};

const enter = (path: string, types: MetadataTypes): Directory => {
  const directories = path === '' ? [] : path.split('/');
  const strict = directories.flatMap((name, at) => {
    const candidates = types.strict.get(name);
    return candidates === undefined ? [] : [{ types: candidates, at }];
  });
  return { path, directories, strict, typeByEnding: new Map() };
};

const cutUp = ({ directories }: Directory, base: string): Cut => {
  if (!base.endsWith(metaSuffix)) return { directories, base, meta: undefined };
  const stem = base.slice(0, -metaSuffix.length);
  const dot = stem.lastIndexOf('.');
  return { directories, base, meta: dot > 0 ? { name: stem.slice(0, dot), suffix: stem.slice(dot + 1) } : undefined };
};

/** The outermost directory that stands for a type wins: what lies in an expanded static resource is its content. */
const inStrictDirectory = (cut: Cut, { strict }: Directory): Found | undefined => {
  for (const { types, at } of strict) {
    const type = types.find((candidate) => fitsDirectory(cut, candidate, at));
    if (type !== undefined) return { type, at: innermost(cut, type, at) };
  }
  return undefined;
};

/** `lwc/folder/lwc/component`: a bundle directory may hold directories of bundles. */
const innermost = (cut: Cut, type: RegistryType, at: number): number =>
  cut.directories[at + 2] === type.directoryName ? innermost(cut, type, at + 2) : at;

const fitsDirectory = (cut: Cut, type: RegistryType, at: number): boolean => {
  if (type.inFolder === true && at === cut.directories.length - 1) return false; // a folder, not something in one
  const layout = layoutOf(type);
  if (layout === 'mixed' || layout === 'bundle') return cut.meta?.suffix !== `${type.suffix ?? ''}Folder`;
  const suffix = cut.meta?.suffix ?? suffixOf(cut.base);
  return suffix === type.suffix || suffix === type.legacySuffix || childTypeOf(type, suffix) !== undefined;
};

const suffixOf = (base: string): string => {
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(dot + 1) : '';
};

const bySuffixOfMeta = (cut: Cut, types: MetadataTypes): Found | undefined =>
  cut.meta && typeBySuffix(cut, types, cut.meta.suffix);

const typeBySuffix = (cut: Cut, types: MetadataTypes, suffix: string): Found | undefined => {
  const type = types.typeOf(types.registry.suffixes[suffix] ?? '');
  if (type === undefined) return undefined;
  const at = cut.directories.lastIndexOf(type.directoryName);
  return type.strictDirectoryName === true && at < 0 ? undefined : { type, at };
};

/** `reports/Sales-meta.xml`: a folder in metadata format has no suffix of its own. */
const asFolder = (cut: Cut, types: MetadataTypes): Found | undefined => {
  if (cut.meta !== undefined || !cut.base.endsWith(metaSuffix)) return undefined;
  for (let at = cut.directories.length - 1; at >= 0; at -= 1) {
    const type = types.folders.get(cut.directories[at] ?? '');
    if (type !== undefined) return { type, at };
  }
  return undefined;
};

const bySuffix = (cut: Cut, types: MetadataTypes): Found | undefined => {
  const found = cut.meta === undefined ? typeBySuffix(cut, types, suffixOf(cut.base)) : undefined;
  if (found !== undefined) return found;
  const type = types.typeOf('digitalexperiencebundle');
  const at = type === undefined ? -1 : cut.directories.indexOf(type.directoryName);
  return type === undefined || at < 0 ? undefined : { type, at };
};
