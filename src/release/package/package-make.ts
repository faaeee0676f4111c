import { isArchiveType } from '../metadata/archive.ts';
import type { ClaimedFile } from '../metadata/claim.ts';
import { keyOf, type ComponentKey } from '../metadata/component.ts';
import { contentsOf, type ReadFile } from '../content/component-contents.ts';
import type { ComponentContent } from '../content/content.ts';
import { layoutOf, type MetadataTypes, type RegistryType } from '../metadata/metadata-types.ts';
import { compose, ownXml, type Container, type Part } from './package-container.ts';
import type { PackageEntry, PackageFile, RefuseFile } from './package-entry.ts';
import type { NamedComponent } from './package-manifest.ts';
import { filePath, xmlPath } from './package-path.ts';
import { unreadable } from '../metadata/unreadable.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { writeXml } from '../xml/xml-write.ts';

type Laid = Omit<PackageEntry, 'make'>;

const encode = (root: XmlElement): Uint8Array => new TextEncoder().encode(writeXml(root));

const namedBy = ({ place: { type, fullName, encodedName } }: Pick<ReadFile, 'place'>): NamedComponent => ({
  type: type.name,
  fullName,
  ...(encodedName !== undefined && { encodedName }),
});

/** The bytes of one file as they are. */
export const verbatim = (path: string, source: ClaimedFile): PackageEntry => ({
  path,
  sources: [source],
  make: ([only]) => only && { file: only.bytes, members: [namedBy(only)] },
});

/** The files of an expanded static resource. */
export const archived = (entry: Laid): PackageEntry => ({
  ...entry,
  make: (read) => {
    const [first] = read;
    if (first === undefined) return undefined;
    const archive = new Map(read.map(({ place, bytes }) => [place.file, bytes]));
    return { file: { archive }, members: [namedBy(first)] };
  },
});

/** One component that lies in several XML files: a decomposed permission set, an object translation. */
export const merged = (entry: Laid, types: MetadataTypes): PackageEntry => ({
  ...entry,
  make: (read, refuse) => {
    const [content] = contentsOfAll(read, types, refuse).values();
    const xml = content && ownXml(content);
    return content && xml && { file: encode(xml), members: [content] };
  },
});

interface Sharing {
  readonly container: Container;
  readonly contents: readonly ComponentContent[];
  readonly shipment: { readonly types: MetadataTypes; readonly components: ReadonlySet<ComponentKey> | 'all' };
}

/**
 * A file that holds exactly the components that are sent. Where that is all of a single file of the version, the bytes
 * are that file's.
 */
export const shared = (entry: Laid, { container, contents, shipment }: Sharing): PackageEntry => ({
  ...entry,
  make: (read, refuse) => {
    const held = contentsOfAll(read, shipment.types, refuse);
    const { components } = shipment;
    const wanted = [...held.values()].filter((content) => components === 'all' || components.has(keyOf(content)));
    const sent = new Map([...wanted, ...contents].map((content) => [keyOf(content), content]));
    if (sent.size === 0) return undefined;
    const isWhole = wanted.length === held.size && contents.length === 0;
    const bytes = isWhole ? bytesOfOnly(read, container) : undefined;
    return {
      file: bytes ?? encode(composed(container, sent, shipment.types)),
      members: [...sent.values(), ...alsoNamed(container, isWhole ? read : [])],
    };
  },
});

/** The bytes of the container's own file, when there is no other. */
const bytesOfOnly = ([only, ...others]: readonly ReadFile[], { type }: Container): Uint8Array | undefined =>
  others.length === 0 && only?.place.type.name === type.name ? only.bytes : undefined;

const composed = (
  container: Container,
  sent: ReadonlyMap<ComponentKey, ComponentContent>,
  types: MetadataTypes,
): XmlElement => {
  const children = new Map(
    [...(types.children.get(container.type.name)?.values() ?? [])].map((child) => [child.name, child]),
  );
  const parts = [...sent.values()].map((content): Part => ({ content, child: children.get(content.type) }));
  return compose(container.type.name, parts);
};

/**
 * A container whose own file is sent whole is named beside its children, as Salesforce's library does, and a `Workflow`
 * always: its file is not taken for that of a rule.
 */
const alsoNamed = ({ type, fullName }: Container, whole: readonly ReadFile[]): NamedComponent[] => {
  const hasOwnFile = layoutOf(type) === 'file' && whole.some(({ place }) => place.type.name === type.name);
  return hasOwnFile || type.name === 'Workflow' ? [{ type: type.name, fullName }] : [];
};

/** The files of a content that was made for the package and shares no file. */
export const given = (content: ComponentContent, type: RegistryType): PackageEntry[] => {
  const placed = { type, name: content.encodedName ?? content.fullName };
  const xml = ownXml(content);
  const entry = (path: string, file: PackageFile): PackageEntry => ({
    path,
    sources: [],
    make: () => ({ file, members: [content] }),
  });
  const main = xml === undefined ? [] : [entry(xmlPath(placed, content.files.keys()), encode(xml))];
  if (isArchive(content)) return [...main, entry(filePath(placed, ''), { archive: content.files })];
  return [...main, ...[...content.files].map(([path, bytes]) => entry(filePath(placed, path), bytes))];
};

/** A static resource whose content is the files of an archive, and not the one file of another kind. */
const isArchive = ({ type, fullName, xml, files }: ComponentContent): boolean => {
  if (type !== 'StaticResource' || files.size === 0) return false;
  const contentType = xml?.children.find(({ name }) => name === 'contentType')?.text;
  return isArchiveType(contentType) && !(files.size === 1 && files.has(`${fullName}.resource`));
};

const contentsOfAll = (
  read: readonly ReadFile[],
  types: MetadataTypes,
  refuse: RefuseFile,
): Map<ComponentKey, ComponentContent> => {
  const contents = new Map<ComponentKey, ComponentContent>();
  for (const files of Map.groupBy(read, (file) => keyOf(namedBy(file))).values()) {
    const found = contentsOf(files, types, (path, cause) => {
      const { because, detail } = unreadable('', path, cause);
      refuse({ path, because, detail });
    });
    for (const [key, content] of found) contents.set(key, content);
  }
  return contents;
};
