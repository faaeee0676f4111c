import { accessTargets, accessTypes } from '../upsert/access-entries.ts';
import type { Destruction, DeployPackage } from './package-reader.ts';
import type { Manifest } from './manifest.ts';
import { typeNamed, type ChildType } from '../registry.ts';
import type { StoredComponent, ZipEntries } from '../types.ts';
import { canonicalDocument, childText, leaf, parseXml, XmlProblem, type XmlElement } from '../xml/xml.ts';
import { decoded, keyOf, locate, storedName, type Address } from './zip-components.ts';

type Components = ReadonlyMap<string, StoredComponent>;

/** The name a component of this type is kept under, when it is there in another case. */
export type StoredSpelling = (type: string, fullName: string) => string | undefined;

const known = new WeakMap<Components, StoredSpelling>();

/**
 * API names mean the same in any case, and a component keeps the spelling it was made with (sfdx-git-delta#132, Gearset
 * 2425681; folklore). For maps that nobody changes any more.
 */
export const storedSpelling = (components: Components): StoredSpelling => {
  const found = known.get(components) ?? spellingOf(components);
  known.set(components, found);
  return found;
};

const spellingOf = (components: Components): StoredSpelling =>
  spellingAmong(new Map([...components].map(([key, { fullName }]) => [key, fullName])));

/** By key as the name is spelled there. */
const spellingAmong = (names: ReadonlyMap<string, string>): StoredSpelling => {
  const inAnyCase = new Map([...names].map(([key, fullName]) => [key.toLowerCase(), fullName]));
  return (type, fullName) => {
    const key = keyOf(type, fullName);
    return names.has(key) ? undefined : inAnyCase.get(key.toLowerCase());
  };
};

/** What the org has and what it is given: a component that comes in the same package gives its name to all entries. */
const spellingWith = (components: Components, { types }: Manifest): StoredSpelling =>
  spellingAmong(
    new Map([
      ...types.flatMap(({ name, members }) => members.map((member) => [keyOf(name, member), member] as const)),
      ...[...components].map(([key, { fullName }]) => [key, fullName] as const),
    ]),
  );

/** The name of a manifest's member as the org keeps it, whatever its case. */
export const nameKept = (
  components: Components,
  member: { readonly type: string; readonly fullName: string },
): string => {
  const name = storedName(member, components);
  return storedSpelling(components)(member.type, name) ?? name;
};

const respelledManifest = (manifest: Manifest, spelling: StoredSpelling): Manifest => ({
  ...manifest,
  types: manifest.types.map(({ name, members }) => ({
    name,
    members: members.map((member) => spelling(name, member) ?? member),
  })),
});

export const respelledDestruction = (destruction: Destruction, components: Components): Destruction => ({
  ...destruction,
  manifest: respelledManifest(destruction.manifest, spellingOf(components)),
});

const respelledPath = (path: string, address: Address, spelling: StoredSpelling): string => {
  const stored = spelling(address.type.name, address.fullName);
  if (stored === undefined) return path;
  const start = path.indexOf('/') + 1;
  const inside = path.slice(start);
  return inside.startsWith(address.fullName)
    ? path.slice(0, start) + stored + inside.slice(address.fullName.length)
    : path;
};

type Respell = (element: XmlElement) => XmlElement;

const withText = (element: XmlElement, name: string, text: string): XmlElement => ({
  ...element,
  children: element.children.map((child) => (child.name === name ? leaf(name, text) : child)),
});

/** Names inside one kind of file: how to find them in its text, and how to respell one of its elements. */
interface Names {
  readonly elements: ReadonlySet<string>;
  readonly isOther: (name: string) => boolean;
  readonly respell: Respell;
}

/**
 * Whether some component may have this name in another case: a quick look before the exact one, for a deploy has many
 * thousand children and hardly ever one that is spelled otherwise.
 */
type Suspicion = (name: string) => boolean;

const suspicionOf = (components: Components): Suspicion => {
  const spellings = new Map<string, string>();
  const several = new Set<string>();
  for (const { fullName } of components.values()) {
    const name = fullName.slice(fullName.lastIndexOf('.') + 1);
    const small = name.toLowerCase();
    if ((spellings.get(small) ?? name) === name) spellings.set(small, name);
    else several.add(small);
  }
  return (name) => {
    const small = name.toLowerCase();
    return (spellings.get(small) ?? name) !== name || several.has(small) || name.includes('.');
  };
};

/** Children by the names they are kept under. */
const childNames = (parent: string, types: readonly ChildType[], { components, isSuspect }: Spellings): Names => {
  const storedChild = (type: ChildType, name: string): string | undefined => {
    const stored = components(type.name, type.alone ? name : `${parent}.${name}`);
    return stored === undefined || type.alone ? stored : stored.slice(stored.length - name.length);
  };
  const byTag = new Map(types.map((type) => [type.tag, type]));
  return {
    elements: new Set(types.map(({ key }) => key)),
    isOther: (name) => isSuspect(name) && types.some((type) => storedChild(type, name) !== undefined),
    respell: (element) => {
      const type = byTag.get(element.name);
      const stored = type && storedChild(type, childText(element, type.key)?.trim() ?? '');
      return type === undefined || stored === undefined ? element : withText(element, type.key, stored);
    },
  };
};

const targets = Object.values(accessTargets);

/** The org writes the entries of profiles and permission sets in the spelling of the components they are about. */
const accessNames = (spelling: StoredSpelling): Names => ({
  elements: new Set(['recordType', ...targets.map(({ element }) => element)]),
  isOther: (name) => targets.some(({ type }) => spelling(type, name) !== undefined),
  respell: (entry) => {
    const target = Object.hasOwn(accessTargets, entry.name) ? accessTargets[entry.name] : undefined;
    const named = target === undefined ? [] : [target, { element: 'recordType', type: 'RecordType' }];
    return named.reduce((respelled, { element, type }) => {
      const stored = spelling(type, childText(entry, element)?.trim() ?? '');
      return stored === undefined ? respelled : withText(respelled, element, stored);
    }, entry);
  },
});

const hasOther = (text: string, { elements, isOther }: Names): boolean => {
  for (const [, element = '', name = ''] of text.matchAll(/<(\w+)>([^<>]+)<\//g))
    if (elements.has(element) && isOther(name.trim())) return true;
  return false;
};

/** Parses only a file in which some name is spelled otherwise; a broken one is left to whoever deploys it. */
const respelledFile = (bytes: Buffer, names: Names): Buffer => {
  if (!hasOther(bytes.toString('utf8'), names)) return bytes;
  try {
    const root = parseXml(bytes);
    return canonicalDocument({ ...root, children: root.children.map(names.respell) });
  } catch (error) {
    if (error instanceof XmlProblem) return bytes;
    throw error;
  }
};

/** How names are spelled: those of components by what the org has, those in access also by what comes along. */
interface Spellings {
  readonly components: StoredSpelling;
  readonly access: StoredSpelling;
  readonly isSuspect: Suspicion;
}

const namesIn = (address: Address, spellings: Spellings): Names | undefined => {
  if (accessTypes.has(address.type.name)) return accessNames(spellings.access);
  const children = typeNamed(address.type.name)?.children ?? [];
  return children.length === 0 ? undefined : childNames(decoded(address.fullName), children, spellings);
};

const respelledEntries = (entries: ZipEntries, spellings: Spellings): ZipEntries =>
  new Map(
    [...entries].map(([sent, bytes]) => {
      const address = locate(sent);
      if (address === undefined) return [sent, bytes] as const;
      const path = respelledPath(sent, address, spellings.components);
      const names = namesIn(path === sent ? address : (locate(path) ?? address), spellings);
      return [path, names === undefined ? bytes : respelledFile(bytes, names)] as const;
    }),
  );

/** A package whose components are called as the org that takes them calls them. */
export const respelledPackage = (source: DeployPackage, components: Components): DeployPackage => {
  const spelling = spellingOf(components);
  const manifest = respelledManifest(source.manifest, spelling);
  const access = spellingWith(components, manifest);
  const spellings = { components: spelling, access, isSuspect: suspicionOf(components) };
  return { ...source, manifest, entries: respelledEntries(source.entries, spellings) };
};
