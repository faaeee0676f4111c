/** A metadata type as Salesforce's registry of source formats describes it: data, never code. */
export interface RegistryType {
  readonly id: string;
  readonly name: string;
  readonly directoryName: string;
  readonly suffix?: string;
  readonly legacySuffix?: string;
  readonly metaFileSuffix?: string;
  readonly inFolder?: boolean;
  readonly folderType?: string;
  readonly folderContentType?: string;
  readonly aliasFor?: string;
  readonly strictDirectoryName?: boolean;
  readonly ignoreParsedFullName?: boolean;
  readonly ignoreParentName?: boolean;
  readonly isAddressable?: boolean;
  readonly uniqueIdElement?: string;
  readonly xmlElementName?: string;
  readonly strategies?: { readonly adapter: string; readonly decomposition?: string };
  readonly children?: {
    readonly types: Readonly<Record<string, RegistryType>>;
    readonly suffixes?: Readonly<Record<string, string>>;
    readonly directories?: Readonly<Record<string, string>>;
  };
}

/** The registry's own JSON, or a preset or customization laid over it. An empty string takes an entry away. */
export interface Registry {
  readonly types: Readonly<Record<string, RegistryType>>;
  readonly suffixes: Readonly<Record<string, string>>;
  readonly strictDirectoryNames: Readonly<Record<string, string>>;
  readonly childTypes: Readonly<Record<string, string>>;
}

/**
 * How the files of a type lie beside each other:
 * `file` one XML file; `matching` a file and its `-meta.xml`; `bundle` a directory; `mixed` a `-meta.xml` and a file or
 * directory of the same name; `decomposed` a directory of XML files; `digitalExperience`; `yaml` an XML file and a schema.
 */
export type Layout = 'file' | 'matching' | 'bundle' | 'mixed' | 'decomposed' | 'digitalExperience' | 'yaml';

/** What a child is to the file of its parent: an element that is a component of its own. */
export interface ChildType {
  readonly name: string;
  /** Element in the parent's file: `fields`, `labels`, `rules`. */
  readonly element: string;
  /** Element that names it: `fullName`. */
  readonly nameElement: string;
  /** Its full name is its own name, without the parent's: `CustomLabel`. */
  readonly alone: boolean;
}

/** Everything known about metadata types in one version: the registry with that version's presets laid over it. */
export interface MetadataTypes {
  readonly registry: Registry;
  /** Type by registry id (its name in lower case), child types included, aliases followed. */
  typeOf(id: string): RegistryType | undefined;
  /** Types that are known by the name of their directory alone, in the registry's order. */
  readonly strict: ReadonlyMap<string, readonly RegistryType[]>;
  /** Types that are folders of other types (`ReportFolder`), by directory. */
  readonly folders: ReadonlyMap<string, RegistryType>;
  /** Children that are components, by the name of the type that holds them, then by element; independent of presets. */
  readonly children: ReadonlyMap<string, ReadonlyMap<string, ChildType>>;
  /** The type that holds a child type, by the child's name. */
  readonly parents: ReadonlyMap<string, { readonly name: string; readonly alone: boolean }>;
}

const layouts: Readonly<Record<string, Layout>> = {
  matchingContentFile: 'matching',
  bundle: 'bundle',
  uiBundles: 'bundle',
  mixedContent: 'mixed',
  decomposed: 'decomposed',
  digitalExperience: 'digitalExperience',
  partiallyDecomposed: 'yaml',
};

export const layoutOf = (type: RegistryType): Layout => layouts[type.strategies?.adapter ?? ''] ?? 'file';

/**
 * The type knowledge of a version. `presets` are its `sourceBehaviorOptions` and `registryCustomizations` in order;
 * they say where files lie, never what a component is: children are always those of the registry itself, so two
 * versions with different presets hold the same components.
 */
export const typesOf = (base: Registry, presets: readonly Registry[] = []): MetadataTypes => {
  const registry = presets.reduce(overlay, base);
  const typeOf = (id: string): RegistryType | undefined => {
    const parent = registry.childTypes[id];
    const type = parent ? registry.types[parent]?.children?.types[id] : registry.types[id];
    return type?.aliasFor === undefined ? type : registry.types[type.aliasFor];
  };
  const children = childrenOf(base);
  return {
    registry,
    typeOf,
    strict: group(Object.values(registry.strictDirectoryNames).flatMap((id) => registry.types[id] ?? [])),
    folders: new Map(
      Object.values(registry.types)
        .filter((type) => type.folderContentType !== undefined && type.aliasFor === undefined)
        .map((type) => [type.directoryName, type]),
    ),
    children,
    parents: new Map(
      [...children].flatMap(([name, types]) =>
        [...types.values()].map((child) => [child.name, { name, alone: child.alone }]),
      ),
    ),
  };
};

const overlay = (below: Registry, above: Registry): Registry => ({
  types: { ...below.types, ...above.types },
  suffixes: withoutEmpty({ ...below.suffixes, ...above.suffixes }),
  strictDirectoryNames: withoutEmpty({ ...below.strictDirectoryNames, ...above.strictDirectoryNames }),
  childTypes: withoutEmpty({ ...below.childTypes, ...above.childTypes }),
});

const withoutEmpty = (record: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));

const group = (types: readonly RegistryType[]): ReadonlyMap<string, readonly RegistryType[]> =>
  Map.groupBy(types, (type) => type.directoryName);

const childrenOf = (base: Registry): MetadataTypes['children'] =>
  new Map(
    Object.values(base.types).flatMap((type) => {
      const children = new Map(
        Object.values(type.children?.types ?? {})
          .filter((child) => isComponent(child, type))
          .map((child) => [elementOf(child, type), childType(child, type)]),
      );
      return children.size > 0 ? [[type.name, children]] : [];
    }),
  );

/** A child is a component when it can be addressed and its element can be found: the rule of Salesforce's resolver. */
const isComponent = (child: RegistryType, parent: RegistryType): boolean =>
  child.isAddressable !== false &&
  (layoutOf(parent) === 'decomposed' || (child.uniqueIdElement !== undefined && child.xmlElementName !== undefined));

const elementOf = (child: RegistryType, parent: RegistryType): string =>
  child.xmlElementName ??
  Object.entries(parent.children?.directories ?? {}).find(([, id]) => id === child.id)?.[0] ??
  child.directoryName;

const childType = (child: RegistryType, parent: RegistryType): ChildType => ({
  name: child.name,
  element: elementOf(child, parent),
  nameElement: child.uniqueIdElement ?? 'fullName',
  alone: child.ignoreParentName === true,
});
