import { createRequire } from 'node:module';
import type { Registry } from '../release/metadata/metadata-types.ts';

const require = createRequire(import.meta.url);
const registryDirectory = '@salesforce/source-deploy-retrieve/lib/src/registry';

/**
 * The one file that knows Salesforce's source-deploy-retrieve library. Only its data is loaded here (5 ms); its code
 * costs 0.6 s to import, so whoever needs that imports it where it is used.
 */
export interface SourceFormat {
  readonly registry: Registry;
  /** The registry laid over by one of `sourceBehaviorOptions`; undefined when this version of the library has none. */
  preset(name: string): Registry | undefined;
}

export const openSourceFormat = (): SourceFormat => ({
  registry: require(`${registryDirectory}/metadataRegistry.json`) as Registry,
  preset,
});

const preset = (name: string): Registry | undefined => {
  if (!/^[A-Za-z0-9]+$/.test(name)) return undefined;
  try {
    const found = require(`${registryDirectory}/presets/${name}.json`) as Partial<Registry>;
    return { types: {}, suffixes: {}, strictDirectoryNames: {}, childTypes: {}, ...found };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
};

/** A folder of source files in metadata format, zipped. Throws what the library cannot resolve, by name. */
export const convertedSource = async (directory: string): Promise<Buffer> => {
  const { ComponentSet, MetadataConverter } = await import('@salesforce/source-deploy-retrieve');
  const components = ComponentSet.fromSource(directory);
  if (components.size === 0) throw new Error(`${directory} holds no Salesforce source`);
  const { zipBuffer } = await new MetadataConverter().convert(components, 'metadata', { type: 'zip' });
  if (!zipBuffer) throw new Error(`${directory} could not be converted`);
  return zipBuffer;
};
