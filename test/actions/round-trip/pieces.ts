import { createRequire } from 'node:module';
import type { Files } from './memory-gateways.ts';

/**
 * One component of a project, said once and written down in both of Salesforce's formats: as source for the product, and
 * as metadata for the judge, who must not hear from the product what a project means.
 */
export interface Piece {
  /** `Type:FullName`, as in package.xml. */
  readonly key: string;
  /** What stands inside its element, without its name. */
  readonly xml: string;
  /** Content beside the XML: file name → text. */
  readonly files?: Readonly<Record<string, string>>;
}

export const piece = (key: string, xml: string, files?: Piece['files']): Piece => ({
  key,
  xml,
  ...(files && { files }),
});

/** `tags({ label: 'Risk', required: true })` → `<label>Risk</label><required>true</required>`; undefined is left out. */
export const tags = (texts: Readonly<Record<string, string | number | boolean | undefined>>): string =>
  Object.entries(texts)
    .map(([name, text]) => (text === undefined ? '' : `<${name}>${text}</${name}>`))
    .join('');

/** One element with such children. */
export const element = (name: string, texts: Parameters<typeof tags>[0]): string => `<${name}>${tags(texts)}</${name}>`;

interface RegistryType {
  readonly name: string;
  readonly directoryName: string;
  readonly suffix: string;
  readonly xmlElementName?: string;
  readonly uniqueIdElement?: string;
  readonly ignoreParentName?: boolean;
  readonly folderContentType?: string;
  readonly strategies?: { readonly adapter: string };
  readonly children?: { readonly types: Readonly<Record<string, RegistryType>> };
}

const registry = createRequire(import.meta.url)(
  '@salesforce/source-deploy-retrieve/lib/src/registry/metadataRegistry.json',
) as { readonly types: Readonly<Record<string, RegistryType>> };

const types = new Map(Object.values(registry.types).map((type) => [type.name, type]));
const children = new Map(
  Object.values(registry.types).flatMap((parent) =>
    Object.values(parent.children?.types ?? {}).map((child) => [child.name, { parent, child }] as const),
  ),
);

const typeNamed = (name: string): RegistryType => {
  const found = types.get(name);
  if (found === undefined) throw new RangeError(`Salesforce has no type ${name}`);
  return found;
};

const main = 'force-app/main/default';
const usualVersion = '62.0';
const namespaces =
  'xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"';

const document = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${namespaces}>${inner}</${root}>\n`;

interface Named extends Piece {
  readonly type: string;
  readonly name: string;
}

const named = (given: Piece): Named => {
  const colon = given.key.indexOf(':');
  return { ...given, type: given.key.slice(0, colon), name: given.key.slice(colon + 1) };
};

/** Where a component of its own lies, without `-meta.xml`: in source, and in a zip. */
interface Place {
  readonly source: string;
  readonly zip: string;
  /** Both carry `-meta.xml` because there is content beside it, or because it is a folder. */
  readonly isCompanion?: boolean;
}

const placeOf = ({ type, name }: Named): Place => {
  const { directoryName, suffix, folderContentType, strategies } = typeNamed(type);
  const [first = '', last = ''] = name.split('.');
  const both = (path: string): Place => ({ source: path, zip: path });
  if (type === 'Territory2Model') return both(`territory2Models/${name}/${name}.${suffix}`);
  if (type.startsWith('Territory2')) return both(`territory2Models/${first}/${directoryName}/${last}.${suffix}`);
  if (folderContentType !== undefined)
    return { source: `${directoryName}/${name}.${suffix}`, zip: `${directoryName}/${name}`, isCompanion: true };
  if (strategies?.adapter === 'decomposed')
    return { source: `${directoryName}/${name}/${name}.${suffix}`, zip: `${directoryName}/${name}.${suffix}` };
  const isCompanion = strategies !== undefined && strategies.adapter !== 'default';
  return { ...both(`${directoryName}/${name}.${suffix}`), isCompanion };
};

const rootOf = ({ type, name }: Named): string => (type === 'Settings' ? `${name}Settings` : type);

/** Files of a bundle lie in a folder of its name; content of anything else lies beside its XML. */
const contentOf = (given: Named, format: 'source' | 'zip'): readonly (readonly [string, string])[] => {
  const { directoryName, strategies } = typeNamed(given.type);
  const folder = strategies?.adapter === 'bundle' ? `${directoryName}/${given.name}` : directoryName;
  return Object.entries(given.files ?? {}).map(([file, text]) => {
    const isResource = given.type === 'StaticResource' && format === 'zip';
    return [`${folder}/${isResource ? file.replace(/\.\w+$/, '.resource') : file}`, text];
  });
};

/** A child with its name in front. */
const childElement = (given: Named): string => {
  const { child } = children.get(given.type)!;
  const key = child.uniqueIdElement ?? 'fullName';
  return `<${key}>${given.name.slice(given.name.indexOf('.') + 1)}</${key}>${given.xml}`;
};

const parentOf = ({ type, name }: Named): { readonly type: RegistryType; readonly name: string } | undefined => {
  const found = children.get(type);
  if (found === undefined) return undefined;
  const { parent, child } = found;
  return { type: parent, name: child.ignoreParentName === true ? parent.name : name.slice(0, name.indexOf('.')) };
};

/** Everything that lies in files that hold several components, by parent. */
const containers = (pieces: readonly Named[]) =>
  Map.groupBy(
    pieces.flatMap((given) => {
      const parent = parentOf(given);
      return parent === undefined ? [] : [{ given, parent, key: `${parent.type.name}:${parent.name}` }];
    }),
    ({ key }) => key,
  );

const isDecomposed = ({ strategies }: RegistryType): boolean => strategies?.adapter === 'decomposed';

const wrapped = (given: Named): string => {
  const { child } = children.get(given.type)!;
  const tag = child.xmlElementName ?? child.directoryName;
  return `<${tag}>${childElement(given)}</${tag}>`;
};

/** The project in source format, as it lies in Git. */
export const sourceFiles = (pieces: readonly Piece[], apiVersion = usualVersion): Files => {
  const all = pieces.map(named);
  const files: Record<string, string> = {
    'sfdx-project.json': `{ "packageDirectories": [{ "path": "force-app" }], "sourceApiVersion": "${apiVersion}" }`,
  };
  for (const given of all.filter(({ type }) => !children.has(type))) {
    for (const [path, text] of contentOf(given, 'source')) files[`${main}/${path}`] = text;
    if (given.xml !== '') files[`${main}/${placeOf(given).source}-meta.xml`] = document(rootOf(given), given.xml);
  }
  for (const group of containers(all).values())
    for (const { given, parent } of group) {
      const { child } = children.get(given.type)!;
      const folder = `${main}/${parent.type.directoryName}`;
      const short = given.name.slice(given.name.indexOf('.') + 1);
      const directory = parent.type.name === 'CustomObject' ? `${child.directoryName}/` : '';
      if (isDecomposed(parent.type))
        files[`${folder}/${parent.name}/${directory}${short}.${child.suffix}-meta.xml`] = document(
          given.type,
          childElement(given),
        );
      else
        files[`${folder}/${parent.name}.${parent.type.suffix}-meta.xml`] = document(
          parent.type.name,
          group.map((one) => wrapped(one.given)).join(''),
        );
    }
  return files;
};

/** The same in metadata format with a package.xml that names all of it: what an org is given that is nothing else. */
export const metadataFiles = (pieces: readonly Piece[], apiVersion = usualVersion): ReadonlyMap<string, Buffer> => {
  const all = pieces.map(named);
  const files = new Map<string, string>();
  const inside = containers(all);
  for (const given of all.filter(({ type }) => !children.has(type))) {
    for (const [path, text] of contentOf(given, 'zip')) files.set(path, text);
    const { zip, isCompanion } = placeOf(given);
    const rest = (inside.get(given.key) ?? []).map((one) => wrapped(one.given)).join('');
    if (given.xml !== '')
      files.set(isCompanion === true ? `${zip}-meta.xml` : zip, document(rootOf(given), given.xml + rest));
    inside.delete(given.key);
  }
  for (const group of inside.values()) {
    const { type, name } = group[0]!.parent;
    const text = document(type.name, group.map((one) => wrapped(one.given)).join(''));
    files.set(`${type.directoryName}/${name}.${type.suffix}`, text);
  }
  files.set('package.xml', manifestOf(all, apiVersion));
  return new Map([...files].map(([path, text]) => [path, Buffer.from(text)]));
};

const manifestOf = (all: readonly Named[], apiVersion: string): string => {
  const members = all
    .filter(({ type }) => type !== 'CustomFieldTranslation')
    .map(({ type, name }) => {
      const content = typeOrChild(type).folderContentType;
      return { name, type: content === undefined ? type : registry.types[content]!.name };
    });
  const byType = [...Map.groupBy(members, ({ type }) => type)].map(
    ([type, list]) =>
      `<types>${list.map(({ name }) => `<members>${name}</members>`).join('')}<name>${type}</name></types>`,
  );
  return document('Package', `${byType.join('')}<version>${apiVersion}</version>`);
};

const typeOrChild = (type: string): RegistryType => children.get(type)?.child ?? typeNamed(type);
