import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A private copy of the repository to replay; nothing that is done in it leaves a trace in the original. */
export interface Project {
  readonly directory: string;
  git(...args: readonly string[]): Promise<string>;
  /** Puts the files of a commit into the working tree; gives its full id. */
  checkOut(ref: string): Promise<string>;
  /** The zip in metadata format that Salesforce's library makes of the working tree. */
  convert(): Promise<string>;
}

/**
 * Copies a repository, with a working tree or bare, into `home`. Releases are pushed to a remote where there is one, so
 * the copy has none.
 */
export const copyOf = async (repository: string, home: string): Promise<Project> => {
  const directory = path.join(home, 'project');
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', [...args], { cwd: directory, maxBuffer: 1 << 28 })).stdout.trim();
  await run('git', ['clone', '--quiet', '--no-checkout', '--', path.resolve(repository), directory]);
  await git('remote', 'remove', 'origin');
  return {
    directory,
    git,
    checkOut: async (ref) => {
      const commit = await git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`);
      await git('checkout', '--quiet', '--force', '--detach', commit);
      await git('clean', '--quiet', '-ffdx');
      return commit;
    },
    convert: async () => {
      const folder = await mkdtemp(path.join(home, 'package-'));
      const file = path.join(folder, 'package.zip');
      await run(process.execPath, [path.join(import.meta.dirname, 'convert.ts'), directory, file]);
      return file;
    },
  };
};

export const removeCopy = (home: string): Promise<void> => rm(home, { recursive: true, force: true });
