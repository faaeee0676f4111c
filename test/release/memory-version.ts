import { createHash } from 'node:crypto';
import { openSourceFormat } from '../../src/gateways/source-format.ts';
import { settingsOf } from '../../src/release/metadata/project-settings.ts';
import type { Version, VersionFile } from '../../src/release/metadata/version.ts';

const known = openSourceFormat();
const store = {};

/** Files by path; `{ symlink }` and `{ missing }` are what a tree can hold besides bytes. */
export type MemoryFiles = Readonly<
  Record<string, string | Buffer | { readonly kind: 'symlink' | 'submodule' | 'missing' }>
>;

/** A version that is nowhere but in a test: read like a commit, without git. */
export const memoryVersion = (given: MemoryFiles, name = 'test'): Version => {
  const bytesOf = (path: string): Buffer | undefined => {
    const file = given[path];
    return typeof file === 'string' ? Buffer.from(file) : Buffer.isBuffer(file) ? file : undefined;
  };
  const files = Object.keys(given)
    .sort()
    .map((path): VersionFile => {
      const file = given[path];
      const kind = typeof file === 'object' && 'kind' in file && file.kind !== 'missing' ? file.kind : 'file';
      const content = bytesOf(path) ?? Buffer.from(`${kind} ${path}`);
      const id = createHash('sha1').update(content).digest('hex');
      contents.set(id, bytesOf(path));
      return { path, id, kind };
    });
  return {
    name,
    store,
    settings: settingsOf(
      {
        project: bytesOf('sfdx-project.json')?.toString() ?? '{"packageDirectories":[{"path":"force-app"}]}',
        forceIgnore: bytesOf('.forceignore')?.toString(),
      },
      known,
    ),
    files: (paths) =>
      Promise.resolve(
        files.filter(
          ({ path }) => paths === undefined || paths.some((one) => path === one || path.startsWith(`${one}/`)),
        ),
      ),
    read: (wanted, take) => {
      for (const file of wanted) {
        const bytes = contents.get(file.id);
        if (bytes === undefined) take.missing(file, 'is not in this repository');
        else take.bytes(file, bytes);
      }
      return Promise.resolve();
    },
  };
};

/** All bytes of all versions in memory: they share a store as commits share a repository. */
const contents = new Map<string, Buffer | undefined>();
