import { layoutOf, type RegistryType } from '../metadata/metadata-types.ts';

/** A component as the registry knows its type, with its name as files spell it. */
export interface Placed {
  readonly type: RegistryType;
  /** `encodedName` where there is one, else the full name. */
  readonly name: string;
}

/**
 * Where metadata format has the XML of a component, relative to the package. `files` are the files beside it, by path
 * relative to the component: the XML of a document and of an Aura bundle is named after one of them. Follows
 * Salesforce's own converter (source-deploy-retrieve, `DefaultMetadataTransformer`).
 */
export const xmlPath = ({ type, name }: Placed, files: Iterable<string> = []): string => {
  const directory = type.directoryName;
  switch (layoutOf(type)) {
    case 'matching':
      return `${directory}/${name}.${type.suffix ?? ''}-meta.xml`;
    case 'bundle':
      return `${directory}/${name}/${xmlOfBundle(type, name, files)}`;
    case 'mixed':
      return mixedXml(type, name, files);
    case 'digitalExperience':
      return `${directory}/${name}/${baseOf(name)}.${type.suffix ?? ''}-meta.xml`;
    default:
      return plainXml(type, name);
  }
};

/** The definitions that an Aura bundle may be about; its one XML file is named after the one it has. */
const auraDefinitions = ['cmp', 'app', 'evt', 'intf', 'tokens'];

const xmlOfBundle = (type: RegistryType, name: string, files: Iterable<string>): string => {
  if (type.name === 'LightningComponentBundle') return `${name}.js-meta.xml`;
  if (type.metaFileSuffix !== undefined) return `${name}.${type.metaFileSuffix}`;
  const present = new Set(files);
  const aura = auraDefinitions.map((suffix) => `${name}.${suffix}`).find((file) => present.has(file));
  if (type.name === 'AuraDefinitionBundle') return `${aura ?? `${name}.cmp`}-meta.xml`;
  return `${name}.${type.suffix ?? uncapitalised(type.name)}-meta.xml`;
};

const uncapitalised = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const mixedXml = (type: RegistryType, name: string, files: Iterable<string>): string => {
  const directory = type.directoryName;
  if (type.inFolder !== true) return `${directory}/${name}.${type.suffix ?? 'site'}-meta.xml`;
  // A document keeps the suffix of its content: `documents/Logos/logo.png` and `documents/Logos/logo.png-meta.xml`.
  const [content] = files;
  return `${directory}/${folderOf(name)}${content ?? `${baseOf(name)}.${type.suffix ?? ''}`}-meta.xml`;
};

const plainXml = (type: RegistryType, name: string): string => {
  const directory = type.directoryName;
  if (type.folderContentType !== undefined) return `${directory}/${name}-meta.xml`;
  if (type.folderType !== undefined && type.inFolder !== true) return inModel(type, name);
  return `${directory}/${name}.${type.suffix ?? ''}`;
};

/** Territories and their rules lie in the directory of their model, whose name is the first part of theirs. */
const inModel = (type: RegistryType, name: string): string => {
  if (type.folderType === type.id) return `${type.directoryName}/${name}/${name}.${type.suffix ?? ''}`;
  const dot = name.indexOf('.');
  return `territory2Models/${name.slice(0, dot)}/${type.directoryName}/${name.slice(dot + 1)}.${type.suffix ?? ''}`;
};

/** Where metadata format has a file beside the XML; `file` is relative to the component. */
export const filePath = ({ type, name }: Placed, file: string): string => {
  const directory = type.directoryName;
  switch (layoutOf(type)) {
    case 'matching':
      return `${directory}/${folderOf(name)}${file}`;
    case 'mixed':
      if (type.name === 'StaticResource') return `${directory}/${name}.${type.suffix ?? ''}`;
      return type.inFolder === true ? `${directory}/${folderOf(name)}${file}` : `${directory}/${name}/${file}`;
    case 'digitalExperience':
      return `${directory}/${name.replace('.', '/')}/${file}`;
    default:
      return `${directory}/${name}/${file}`;
  }
};

/** `Logos/` of `Logos/logo`; nothing for a name without folders. */
const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);

const baseOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
