import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { convertedSource } from '../source-format.ts';
import { readZip } from '../zip/zip-reader.ts';

const exists = (file: string): Promise<boolean> =>
  readFile(file).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    },
  );

const filesIn = async (directory: string): Promise<ReadonlyMap<string, Buffer>> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files
        .sort()
        .map(async (file) => [path.relative(directory, file).replaceAll(path.sep, '/'), await readFile(file)] as const),
    ),
  );
};

/** A folder's metadata as a package: as it is when it has a package.xml, converted when it is source. */
export const packageInFolder = async (directory: string): Promise<ReadonlyMap<string, Buffer>> =>
  (await exists(path.join(directory, 'package.xml'))) ? filesIn(directory) : readZip(await convertedSource(directory));
