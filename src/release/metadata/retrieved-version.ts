import { sha256 } from '../content/inventory.ts';
import { settingsOf, type KnownTypes } from './project-settings.ts';
import type { Version, VersionFile } from './version.ts';

/**
 * What an org gave, as a version: the entries of a retrieved zip in metadata format by path (`classes/Foo.cls`, with or
 * without `unpackaged/` before it). `ignores` takes away what the project says is none of its business.
 */
export const retrievedVersion = (name: string, entries: ReadonlyMap<string, Buffer>, known: KnownTypes): Version => {
  const bytesOf = new Map([...entries].map(([path, bytes]) => [path.replace(/^unpackaged\//, ''), bytes]));
  return {
    name,
    settings: settingsOf({}, known),
    store: entries,
    files: (directories) =>
      Promise.resolve(
        [...bytesOf]
          .filter(([path]) => !path.endsWith('/') && isIn(path, directories))
          .map(([path, bytes]): VersionFile => ({ path, id: sha256(bytes), kind: 'file' })),
      ),
    read: (files, take) => {
      for (const file of files) {
        const bytes = bytesOf.get(file.path);
        if (bytes === undefined) take.missing(file, 'not in the zip');
        else take.bytes(file, bytes);
      }
      return Promise.resolve();
    },
  };
};

const isIn = (path: string, directories: readonly string[] | undefined): boolean =>
  directories === undefined || directories.some((directory) => path === directory || path.startsWith(`${directory}/`));
