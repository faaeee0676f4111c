import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { inNamedVersion, settingsOf } from '../../release/metadata/project-settings.ts';
import type { FileDifference, TakeBytes, Version, VersionFile } from '../../release/metadata/version.ts';
import { differencesIn, indexFile, records } from './git-records.ts';
import type { Git } from './git.ts';
import { pathArguments, settingsPaths, type VersionSource } from './version-source.ts';

/** The files of the working tree as they are now, untracked ones included, those that Git ignores not. */
export const workingTree = async ({ git, known, scope }: VersionSource): Promise<Version> => {
  const [project, forceIgnore] = await Promise.all(settingsPaths.map((file) => textOf(path.join(git.directory, file))));
  const name = 'working tree';
  const settings = inNamedVersion(name, () => settingsOf({ project, forceIgnore }, known, scope?.packageDirectories));
  return {
    name,
    settings,
    store: {},
    workTreeOf: git,
    files: (paths) => listWorkingTree(git, paths ?? settings.packageDirectories),
    read: (files, take) => readWorkingTree(git, files, take),
    differencesTo: (to) => {
      const { commit } = to;
      if (commit === undefined || to.store !== git) return undefined;
      return differencesToWorkingTree(git, commit, settings.packageDirectories).then(reversed);
    },
  };
};

const textOf = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const reversed = (differences: readonly FileDifference[]): FileDifference[] =>
  differences.map(({ path: file, from, to }) => ({ path: file, ...(to && { from: to }), ...(from && { to: from }) }));

/**
 * What is different in the working tree from a commit, by Git's index: only files that it does not know to be clean are
 * read.
 */
export const differencesToWorkingTree = async (
  git: Git,
  commit: string,
  directories: readonly string[],
): Promise<FileDifference[]> => {
  if (directories.length === 0) return [];
  const paths = pathArguments(directories);
  const [tracked, untracked] = await Promise.all([
    git.pipe([
      '--literal-pathspecs',
      'diff-index',
      '--raw',
      '-z',
      '--no-renames',
      '--relative',
      '--no-abbrev',
      commit,
      ...paths,
    ]),
    git.pipe(['--literal-pathspecs', 'ls-files', '--others', '--exclude-standard', '-z', ...paths]),
  ]);
  const found = new Map(differencesIn(tracked).map((difference) => [difference.path, difference]));
  for (const file of records(untracked)) found.set(file, { ...found.get(file), path: file, to: unknownFile(file) });
  const algorithm = algorithmOf(commit);
  const differences = await Promise.all([...found.values()].map((difference) => withBytes(git, difference, algorithm)));
  return differences.filter(({ from, to }) => from?.id !== to?.id || from?.kind !== to?.kind);
};

const unknownFile = (file: string): VersionFile => ({ path: file, id: '', kind: 'file' });

/** Git gives no id for a file that it has not read yet. */
const withBytes = async (git: Git, difference: FileDifference, algorithm: Algorithm): Promise<FileDifference> => {
  const { path: file, from, to } = difference;
  if (to === undefined || !/^0*$/.test(to.id)) return difference;
  const now = await fileNow(git.directory, file, algorithm);
  return { path: file, ...(from && { from }), ...(now && { to: now }) };
};

/** Clean files go by the id that Git has for them; the others are hashed, so that ids mean the same as a commit's. */
const listWorkingTree = async (git: Git, below: readonly string[]): Promise<VersionFile[]> => {
  if (below.length === 0) return [];
  const paths = pathArguments(below);
  const [tracked, dirty, untracked] = await Promise.all([
    git.pipe(['--literal-pathspecs', 'ls-files', '--stage', '-z', ...paths]),
    git.pipe(['--literal-pathspecs', 'diff-files', '--name-only', '-z', '--relative', ...paths]),
    git.pipe(['--literal-pathspecs', 'ls-files', '--others', '--exclude-standard', '-z', ...paths]),
  ]);
  const files = new Map(
    records(tracked)
      .map(indexFile)
      .map((file) => [file.path, file]),
  );
  const algorithm = algorithmOf([...files.values()][0]?.id ?? '');
  const changed = new Set([...records(dirty), ...records(untracked)]);
  const now = await Promise.all([...changed].map((file) => fileNow(git.directory, file, algorithm)));
  for (const file of changed) files.delete(file);
  for (const file of now) if (file !== undefined) files.set(file.path, file);
  return [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
};

type Algorithm = 'sha1' | 'sha256';

/** What the repository names its objects by, as the length of its ids tells. */
const algorithmOf = (id: string): Algorithm => (id.length === 64 ? 'sha256' : 'sha1');

const fileNow = async (directory: string, file: string, algorithm: Algorithm): Promise<VersionFile | undefined> => {
  const absolute = path.join(directory, file);
  const found = await lstat(absolute).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (found.isDirectory()) return { path: file.replace(/\/$/, ''), id: '', kind: 'submodule' };
  const bytes = found.isSymbolicLink() ? Buffer.from(await readlink(absolute)) : await readFile(absolute);
  const id = createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  return { path: file, id, kind: found.isSymbolicLink() ? 'symlink' : 'file' };
};

/** Files read at a time: enough to keep the disk busy, few enough to keep what waits in memory small. */
const atATime = 64;

const readWorkingTree = async (git: Git, files: readonly VersionFile[], take: TakeBytes): Promise<void> => {
  for (let start = 0; start < files.length; start += atATime)
    await Promise.all(
      files.slice(start, start + atATime).map(async (file) => {
        const bytes = await readFile(path.join(git.directory, file.path)).catch((error: unknown) => String(error));
        if (typeof bytes === 'string') take.missing(file, bytes);
        else take.bytes(file, bytes);
      }),
    );
};
