import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { ComponentSet, MetadataConverter, RegistryAccess } from '@salesforce/source-deploy-retrieve';
import { readZip } from '../../src/gateways/zip/zip-reader.ts';

/** The project of a commit of a repository, bare or not, as files in `directory`, which exists. */
export const checkOut = async (repository: string, commit: string, directory: string): Promise<void> => {
  const archive = spawn('git', ['archive', '--format=tar', commit], { cwd: repository });
  const tar = spawn('tar', ['-x', '-C', directory]);
  archive.stdout.pipe(tar.stdin);
  const [code] = (await once(tar, 'close')) as [number];
  if (code !== 0) throw new Error(`tar ended with ${code}`);
};

/** The judge: the zip that Salesforce's own library makes of a project on disk, as `sf project deploy start` sends it. */
export const sdrPackage = async (project: string): Promise<ReadonlyMap<string, Buffer>> => {
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
  components.sourceApiVersion = settings.sourceApiVersion ?? '60.0';
  const { zipBuffer } = await new MetadataConverter(registry).convert(components, 'metadata', { type: 'zip' });
  if (zipBuffer === undefined) throw new Error('no zip was made');
  return readZip(zipBuffer, { entries: 100_000, bytes: 2e9 });
};
