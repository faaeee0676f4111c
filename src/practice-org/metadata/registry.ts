import { createRequire } from 'node:module';

/** What Salesforce's own list of metadata types says, as far as an org needs it. */
export interface MetadataType {
  readonly name: string;
  readonly directoryName: string;
  readonly suffix?: string;
  readonly inFolder: boolean;
  /** How its files lie in a zip: one XML file, content with a `-meta.xml` companion, or a folder of files. */
  readonly layout: 'xml' | 'content' | 'bundle';
  /** Set on folders: the type of what lies in them. */
  readonly folderOf?: string;
  readonly children: readonly ChildType[];
}

/** A component inside another's file. */
export interface ChildType {
  readonly name: string;
  readonly parent: string;
  /** Element in the parent's file. */
  readonly tag: string;
  /** Element that names it there. */
  readonly key: string;
  /** Its full name does not begin with its parent's (`CustomLabel`). */
  readonly alone: boolean;
}

interface RawType {
  readonly id: string;
  readonly name: string;
  readonly directoryName: string;
  readonly suffix?: string;
  readonly inFolder?: boolean;
  readonly aliasFor?: string;
  readonly folderContentType?: string;
  readonly ignoreParentName?: boolean;
  readonly isAddressable?: boolean;
  readonly uniqueIdElement?: string;
  readonly xmlElementName?: string;
  readonly strategies?: { readonly adapter: string };
  readonly children?: { readonly types: Readonly<Record<string, RawType>> };
}

const raw = createRequire(import.meta.url)(
  '@salesforce/source-deploy-retrieve/lib/src/registry/metadataRegistry.json',
) as { readonly types: Readonly<Record<string, RawType>> };

const contentAdapters = new Set(['matchingContentFile', 'mixedContent']);
const plainAdapters = new Set<string | undefined>([undefined, 'default', 'decomposed']);

const layoutOf = (type: RawType): MetadataType['layout'] => {
  if (type.name === 'ExperienceBundle') return 'bundle';
  const adapter = type.strategies?.adapter;
  if (contentAdapters.has(adapter ?? '')) return 'content';
  return plainAdapters.has(adapter) ? 'xml' : 'bundle';
};

/** Children whose element is not named in the list stand under their directory's name, if they stand in a file at all. */
const splitWithoutName = new Set(['CustomObject', 'Bot']);

const childrenOf = (type: RawType): readonly ChildType[] =>
  Object.values(type.children?.types ?? {})
    .filter((child) => child.isAddressable !== false)
    .filter((child) => child.xmlElementName !== undefined || splitWithoutName.has(type.name))
    .map((child) => ({
      name: child.name,
      parent: type.name,
      tag: child.xmlElementName ?? child.directoryName,
      key: child.uniqueIdElement ?? 'fullName',
      alone: child.ignoreParentName === true,
    }));

const usable = Object.values(raw.types).filter((type) => type.aliasFor === undefined);

/** Every top-level type, in the order of Salesforce's list. */
export const metadataTypes: readonly MetadataType[] = usable.map((type) => ({
  name: type.name,
  directoryName: type.directoryName,
  ...(type.suffix === undefined ? {} : { suffix: type.suffix }),
  inFolder: type.inFolder === true,
  layout: layoutOf(type),
  ...(type.folderContentType === undefined ? {} : { folderOf: raw.types[type.folderContentType]?.name ?? '' }),
  children: childrenOf(type),
}));

const byName = new Map(metadataTypes.map((type) => [type.name, type]));
const childByName = new Map(
  metadataTypes.flatMap((type) => type.children.map((child) => [child.name, child] as const)),
);
const byDirectory = Map.groupBy(metadataTypes, (type) => type.directoryName);

export const typeNamed = (name: string): MetadataType | undefined => byName.get(name);
export const childTypeNamed = (name: string): ChildType | undefined => childByName.get(name);
export const typesInDirectory = (directory: string): readonly MetadataType[] => byDirectory.get(directory) ?? [];
