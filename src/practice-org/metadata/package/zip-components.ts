import { typesInDirectory, typeNamed, type MetadataType } from '../registry.ts';
import type { ZipEntries } from '../types.ts';

/** One top-level component as a zip holds it. */
export interface ZipComponent {
  readonly key: string;
  readonly type: string;
  readonly fullName: string;
  /** Path by which messages name it: the content file, or the folder of a bundle. */
  readonly fileName: string;
  readonly files: Map<string, Buffer>;
}

const companion = '-meta.xml';

/** Names with URL escapes (`Account-Account %28Sales%29 Layout`) and without are one component. */
export const decoded = (fullName: string): string => {
  if (!fullName.includes('%')) return fullName;
  try {
    return decodeURIComponent(fullName);
  } catch {
    return fullName; // a lone percent sign is just a percent sign
  }
};

export const keyOf = (type: string, fullName: string): string => `${type}:${decoded(fullName)}`;

interface NameAndType {
  readonly type: string;
  readonly fullName: string;
}

const withoutExtension = (fullName: string): string => fullName.replace(/\.[^./]+$/, '');

/**
 * The name under which a manifest's member is kept: the CLI writes folders with a slash at the end and documents
 * without their extension.
 */
export const storedName = ({ type, fullName }: NameAndType, components: ReadonlyMap<string, NameAndType>): string => {
  const name = fullName.replace(/\/$/, '');
  if (type !== 'Document' || components.has(keyOf(type, name))) return name;
  for (const component of components.values())
    if (component.type === type && withoutExtension(component.fullName) === name) return component.fullName;
  return name;
};

/** Which component a path belongs to. */
export interface Address {
  readonly type: MetadataType;
  readonly fullName: string;
  readonly fileName: string;
}

const bundleAddress = (type: MetadataType, segments: readonly string[]): Address | undefined => {
  const depth = type.name === 'DigitalExperienceBundle' ? 2 : 1;
  const name = segments.slice(1, 1 + depth).join('/');
  if (type.name === 'ExperienceBundle' && segments.length === 2) {
    if (!name.endsWith(`.site${companion}`)) return undefined;
    return { type, fullName: name.slice(0, -`.site${companion}`.length), fileName: segments.join('/') };
  }
  if (segments.length <= 1 + depth) return undefined;
  return { type, fullName: name, fileName: segments.slice(0, 1 + depth).join('/') };
};

/** `reports/Sales-meta.xml`: a folder, addressed in manifests by its content's type. */
const folderAddress = (types: readonly MetadataType[], inside: string): Address | undefined => {
  const type = types.find((candidate) => candidate.inFolder);
  if (!type || !inside.endsWith(companion)) return undefined;
  const fullName = inside.slice(0, -companion.length);
  return { type, fullName, fileName: `${type.directoryName}/${inside}` };
};

const territoryAddress = (segments: readonly string[]): Address | undefined => {
  const [, model, kind, file] = segments;
  const type = typeNamed(kind === 'rules' ? 'Territory2Rule' : 'Territory2');
  const suffix = `.${type?.suffix ?? ''}`;
  if (!type || !model || !file?.endsWith(suffix)) return undefined;
  return { type, fullName: `${model}.${file.slice(0, -suffix.length)}`, fileName: segments.join('/') };
};

const fileAddress = (types: readonly MetadataType[], segments: readonly string[]): Address | undefined => {
  const inside = segments.slice(1).join('/');
  const isCompanion = inside.endsWith(companion);
  const plain = isCompanion ? inside.slice(0, -companion.length) : inside;
  const type = types.find((candidate) => candidate.suffix !== undefined && plain.endsWith(`.${candidate.suffix}`));
  if (!type || (isCompanion && type.layout !== 'content') || type.folderOf) return undefined;
  const name = plain.slice(0, -`.${type.suffix ?? ''}`.length);
  const fullName = type.name === 'Territory2Model' ? (name.split('/').at(-1) ?? name) : name;
  return { type, fullName, fileName: `${segments[0] ?? ''}/${plain}` };
};

/** Documents keep their own file extension in their name. */
const documentAddress = (type: MetadataType, segments: readonly string[]): Address | undefined => {
  const inside = segments.slice(1).join('/');
  const plain = inside.endsWith(companion) ? inside.slice(0, -companion.length) : inside;
  if (segments.length < 3 || !/\.[^/.]+$/.test(plain)) return folderAddress([type], inside);
  return { type, fullName: plain, fileName: `documents/${plain}` };
};

/** The component a zip path belongs to; undefined when no type has such a file. Paths have forward slashes. */
export const locate = (path: string): Address | undefined => {
  const segments = path.split('/');
  const types = typesInDirectory(segments[0] ?? '');
  const first = types[0];
  // Names that would lead out of the folder they are unpacked into belong to nothing.
  if (!first || segments.length < 2 || segments.some((segment) => /^\.{0,2}$/.test(segment))) return undefined;
  if (first.layout === 'bundle') return bundleAddress(first, segments);
  if (first.name === 'Document') return documentAddress(first, segments);
  if (first.name === 'Territory2Model' && segments.length === 4) return territoryAddress(segments);
  return fileAddress(types, segments) ?? folderAddress(types, segments.slice(1).join('/'));
};

/** All top-level components of a zip by key, and the files in a type's folder that belong to none. Folders no type has are ignored, as are manifests. */
export const componentsOfZip = (
  entries: ZipEntries,
): { readonly components: ReadonlyMap<string, ZipComponent>; readonly strangers: readonly string[] } => {
  const components = new Map<string, ZipComponent>();
  const strangers: string[] = [];
  for (const [path, bytes] of entries) {
    if (!path.includes('/')) continue;
    const address = locate(path);
    if (!address) {
      if (typesInDirectory(path.slice(0, path.indexOf('/'))).length > 0) strangers.push(path);
      continue;
    }
    const key = keyOf(address.type.name, address.fullName);
    const known = components.get(key);
    if (known) known.files.set(path, bytes);
    else {
      const { fullName, fileName } = address;
      components.set(key, { key, type: address.type.name, fullName, fileName, files: new Map([[path, bytes]]) });
    }
  }
  return { components, strangers };
};
