import { isArchiveType, unzip } from '../metadata/archive.ts';
import { named, type Place } from '../metadata/place.ts';
import { canonicalText } from '../xml/canonical-xml.ts';
import { keyOf, type ComponentKey } from '../metadata/component.ts';
import type { ComponentContent } from './content.ts';
import { layoutOf, type ChildType, type MetadataTypes, type RegistryType } from '../metadata/metadata-types.ts';
import { schemaElement, serviceType, withPlainSchema } from '../metadata/service-schema.ts';
import { FileError } from '../metadata/unreadable.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { decodeXml, parseXml } from '../xml/xml-parse.ts';

/** The bytes of one file of a component. */
export interface ReadFile {
  readonly path: string;
  readonly place: Place;
  readonly bytes: Buffer;
}

/** A file could not be read as what it should be; `cause` says why. */
export type Refuse = (path: string, cause: unknown) => void;

/**
 * The components that files hold, all files of one component given together, the same whatever the format they lie in.
 * Children are taken out of their parent; a parent of which nothing is left is no component: a `Workflow` is nothing
 * but its rules and actions. Files that cannot be read go to `refuse` and leave their component out.
 */
export const contentsOf = (
  files: readonly ReadFile[],
  types: MetadataTypes,
  refuse: Refuse,
): Map<ComponentKey, ComponentContent> => {
  const place = files[0]?.place;
  if (place === undefined) return new Map();
  const inXml = files.filter((file) => file.place.role !== 'file');
  const parts = inXml.map((file) => partOf(file, refuse)).filter((part) => part !== undefined);
  if (parts.length < inXml.length) return new Map();
  try {
    const contents = joined(files, whole(parts, place), types);
    return new Map(contents.map((content) => [keyOf(content), content]));
  } catch (cause) {
    if (!(cause instanceof FileError)) throw cause;
    refuse((inXml.at(-1) ?? files[0])?.path ?? '', cause);
    return new Map();
  }
};

const joined = (
  files: readonly ReadFile[],
  xml: XmlElement | undefined,
  types: MetadataTypes,
): readonly ComponentContent[] => {
  const place = files[0]?.place;
  if (place === undefined) return [];
  const children = types.children.get(place.type.name);
  if (children !== undefined && xml !== undefined) return split(xml, place, children);
  return [{ ...named(place), ...(xml && { xml }), files: filesBeside(files, xml) }];
};

/** The XML of a file under the name it has in its component; undefined when it is none. */
const partOf = ({ path, place, bytes }: ReadFile, refuse: Refuse): XmlElement | undefined => {
  try {
    const text = decodeXml(bytes);
    if (place.file === 'schema.yaml') return { name: place.type.name, children: [schemaElement(text)] };
    const root = parseXml(text);
    if (place.role === 'xml' || root.name === place.type.name) return root;
    return { name: place.type.name, children: [{ ...root, name: elementOfPiece(place.type, root.name) }] };
  } catch (cause) {
    refuse(path, cause);
    return undefined;
  }
};

/** The element of a component that a file whose root has this name is. */
export const elementOfPiece = ({ children }: RegistryType, name: string): string =>
  Object.entries(children?.directories ?? {}).find(([, id]) => children?.types[id]?.name === name)?.[0] ?? name;

/**
 * Several files of one component make one element; what two of them say alike is said once. Throws `FileError` for a
 * component that is in two files and may only be in one.
 */
const whole = (parts: readonly XmlElement[], { type }: Place): XmlElement | undefined => {
  const [only, ...others] = parts;
  if (only === undefined) return undefined;
  if (type.name === serviceType) return withPlainSchema({ ...only, children: parts.flatMap((part) => part.children) });
  if (others.length === 0) return only;
  const children = new Map(
    parts.flatMap((part) => part.children).map((child) => [canonicalText(child, type.name), child]),
  );
  if (!mayBeSeveral(type) && children.size > only.children.length)
    throw new FileError('twice', 'another file says something else about the same component');
  const root = parts.find((part) => part.attributes !== undefined) ?? only;
  return { name: root.name, children: [...children.values()], ...(root.attributes && { attributes: root.attributes }) };
};

const mayBeSeveral = (type: RegistryType): boolean => type.children !== undefined || layoutOf(type) === 'decomposed';

/** The content beside the XML. An archive is the files in it, so that a zip and a directory of the same are equal. */
export const filesBeside = (files: readonly ReadFile[], xml: XmlElement | undefined): ComponentContent['files'] => {
  const beside = new Map<string, Uint8Array>();
  const contentType = xml?.children.find(({ name }) => name === 'contentType')?.text;
  for (const { place, bytes } of files) {
    if (place.role !== 'file') continue;
    if (place.file !== '') add(beside, place.file, bytes);
    else {
      const entries = isArchiveType(contentType) ? unzip(bytes) : undefined;
      if (entries === undefined) beside.set(`${place.fullName}.resource`, bytes);
      else for (const [name, entry] of entries) beside.set(name, entry);
    }
  }
  return beside;
};

const add = (beside: Map<string, Uint8Array>, name: string, bytes: Buffer): void => {
  const other = beside.get(name);
  if (other !== undefined && !bytes.equals(other))
    throw new FileError('twice', `another file holds another ${name} of the same component`);
  beside.set(name, bytes);
};

const none: ReadonlyMap<string, Uint8Array> = new Map();

/** A parent's XML as components: its children, and what is left of itself if anything is. */
const split = (xml: XmlElement, place: Place, children: ReadonlyMap<string, ChildType>): ComponentContent[] => {
  const own: XmlElement[] = [];
  const contents: ComponentContent[] = [];
  for (const element of xml.children) {
    const child = children.get(element.name);
    if (child === undefined) own.push(element);
    else contents.push(childContent(element, child, place.fullName));
  }
  if (own.length > 0) contents.push({ ...named(place), xml: { ...xml, children: own }, files: none });
  return contents;
};

/** A child as a component of its own. Throws `FileError` for one without a name. */
export const childContent = (element: XmlElement, child: ChildType, parent: string): ComponentContent => {
  const name = element.children.find((candidate) => candidate.name === child.nameElement)?.text ?? '';
  if (name === '') throw new FileError('missingName', `<${element.name}> without <${child.nameElement}>`);
  const fullName = child.alone ? name : `${parent}.${name}`;
  return { type: child.name, fullName, xml: { ...element, name: child.name }, files: none };
};
