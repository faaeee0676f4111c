import { isArchiveType } from '../metadata/archive.ts';
import { keyOf, type ComponentKey } from '../metadata/component.ts';
import type { ChildType, MetadataTypes } from '../metadata/metadata-types.ts';
import { ownXml } from '../package/package-container.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { decodeXml, parseXml } from '../xml/xml-parse.ts';
import { writeXml } from '../xml/xml-write.ts';
import { childContent, type ReadFile } from './component-contents.ts';
import type { ComponentContent } from './content.ts';

/** What files become: their bytes, or nothing. By path. */
export type FileEdits = ReadonlyMap<string, Uint8Array | undefined>;

/** A component in files of its own, and what it is to become. */
export interface OwnFiles {
  /** As the version has them; empty when it does not have the component. */
  readonly files: readonly ReadFile[];
  /** As another version has them: says where files lie that this one does not have. */
  readonly donor: readonly ReadFile[];
  /** What the donor's files hold is the content wanted, byte for byte. */
  readonly isDonors: boolean;
  readonly content: ComponentContent | undefined;
}

/**
 * The edits that make files of a project hold another content. Undefined when nothing says where to write it: an archive
 * in one piece, a component in several XML files, a file that neither version has.
 */
export const writeOwnFiles = ({ files, donor, isDonors, content }: OwnFiles): FileEdits | undefined => {
  const edits = new Map<string, Uint8Array | undefined>(files.map(({ path }) => [path, undefined]));
  if (content === undefined) return edits;
  if (isDonors) {
    for (const { path, bytes } of donor) edits.set(path, bytes);
    return edits;
  }
  const known = [...donor, ...files]; // the version's own place wins
  if (files.some(({ place }) => place.role === 'piece') || isArchive(content)) return undefined;
  const main = known.findLast(({ place }) => place.role === 'xml');
  const xml = ownXml(content);
  if (xml !== undefined && main === undefined) return undefined;
  if (xml !== undefined && main !== undefined) edits.set(main.path, encode(xml));
  const paths = new Map(
    known.filter(({ place }) => place.role === 'file').map(({ path, place }) => [place.file, path]),
  );
  for (const [name, bytes] of content.files) {
    const path = paths.get(name);
    if (path === undefined) return undefined;
    edits.set(path, bytes);
  }
  return edits;
};

const encode = (root: XmlElement): Uint8Array => new TextEncoder().encode(writeXml(root));

const isArchive = ({ type, xml }: ComponentContent): boolean =>
  type === 'StaticResource' && isArchiveType(xml?.children.find(({ name }) => name === 'contentType')?.text);

/** A file that holds several components: labels, rules, an object with fields in it. */
export interface SharedFile {
  /** Absent when the version does not have it yet. */
  readonly bytes: Buffer | undefined;
  /** Type and name of the component whose file it is. */
  readonly holder: { readonly type: string; readonly fullName: string };
  /** What the components in it become; those that are not in the map stay. */
  readonly contents: ReadonlyMap<ComponentKey, ComponentContent | undefined>;
}

/** The bytes of the file with other components in it; undefined when nothing is left of it. Throws `FileError`. */
export const writeSharedFile = (
  { bytes, holder, contents }: SharedFile,
  types: MetadataTypes,
): Uint8Array | undefined => {
  const root: XmlElement = bytes === undefined ? { name: holder.type, children: [] } : parseXml(decodeXml(bytes));
  const children = types.children.get(holder.type) ?? new Map<string, ChildType>();
  const own = contents.has(keyOf(holder)) ? (contents.get(keyOf(holder))?.xml?.children ?? []) : undefined;
  const written = new Set<ComponentKey>([keyOf(holder)]);
  const kept = root.children.flatMap((element): readonly XmlElement[] => {
    const child = children.get(element.name);
    if (child === undefined) return own === undefined ? [element] : [];
    const key = keyOf(childContent(element, child, holder.fullName));
    if (!contents.has(key)) return [element];
    written.add(key);
    return elementOf(contents.get(key), element.name);
  });
  const names = new Map([...children].map(([element, { name }]) => [name, element]));
  const fresh = [...contents].flatMap(([key, content]) =>
    written.has(key) ? [] : elementOf(content, names.get(content?.type ?? '') ?? ''),
  );
  const all = [...(own ?? []), ...kept, ...fresh];
  const { text: _text, ...bare } = root; // of a file that holds nothing yet
  return all.length === 0 ? undefined : encode({ ...bare, children: together(all) });
};

const elementOf = (content: ComponentContent | undefined, name: string): readonly XmlElement[] =>
  content?.xml === undefined ? [] : [{ ...content.xml, name }];

/** Elements of one name stay together, as the platform demands. */
const together = (elements: readonly XmlElement[]): readonly XmlElement[] =>
  [...Map.groupBy(elements, ({ name }) => name).values()].flat();
