/**
 * `node bin/replay/convert.ts <project> <file>`: the zip in metadata format that Salesforce's own library makes of a
 * project on disk, as `sf project deploy start` sends it. A process of its own, because the library takes memory that
 * would otherwise be counted as ours.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ComponentSet, MetadataConverter, RegistryAccess } from '@salesforce/source-deploy-retrieve';

const [project = '', file = ''] = process.argv.slice(2);
const settings = JSON.parse(await readFile(path.join(project, 'sfdx-project.json'), 'utf8')) as {
  packageDirectories: { path: string }[];
  sourceApiVersion?: string;
};
const registry = new RegistryAccess(undefined, project);
const components = ComponentSet.fromSource({
  fsPaths: settings.packageDirectories.map(({ path: directory }) => path.join(project, directory)),
  registry,
});
components.projectDirectory = project;
if (settings.sourceApiVersion !== undefined) components.sourceApiVersion = settings.sourceApiVersion;
const { zipBuffer } = await new MetadataConverter(registry).convert(components, 'metadata', { type: 'zip' });
if (zipBuffer === undefined) throw new Error('Salesforce’s library made no zip');
await writeFile(file, zipBuffer);
