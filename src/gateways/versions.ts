import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { settingsOf, type KnownTypes, type ProjectSettings, type SettingsFiles } from '../release/project-settings.ts';
import type { FileDifference, TakeBytes, Version, VersionFile } from '../release/version.ts';
import type { Git } from './git.ts';

/** The folder that git runs in is the project; a commit holds it in the same place. */
export interface VersionSource {
  readonly git: Git;
  readonly known: KnownTypes;
  /** From the top of the repository to the project, `''` or ending in a slash. */
  readonly prefix?: string;
}

const settingsPaths = ['sfdx-project.json', '.forceignore'] as const;

/**
 * A commit as a version, read from Git objects alone. `commit` is an object id, `name` what people call it.
 * Throws `SettingsError` when the commit's own settings cannot be obeyed.
 */
export const commitVersion = async (source: VersionSource, commit: string, name: string): Promise<Version> => {
  const { git } = source;
  const settings = await settingsAt(source, commit);
  return {
    name,
    commit,
    settings,
    store: git,
    files: (paths) => listTree(git, commit, paths),
    read: (files, take) => readBlobs(git, files, take),
    differencesTo: (to) => (to.commit === undefined ? undefined : diffTrees(git, commit, to.commit)),
  };
};

const settingsAt = async ({ git, known, prefix = '' }: VersionSource, commit: string): Promise<ProjectSettings> => {
  const texts = new Map<string, string>();
  const names = settingsPaths.map((file) => `${commit}:${prefix}${file}`);
  await git.blobs(names, (name, bytes) => {
    if (bytes !== undefined) texts.set(name, bytes.toString('utf8'));
  });
  const [project, forceIgnore] = names.map((name) => texts.get(name));
  const unread = settingsPaths.filter((_, index) => !texts.has(names[index] ?? ''));
  if (unread.length > 0) await expectAbsent(git, commit, unread);
  return settingsOf({ project, forceIgnore }, known);
};

/** A file that git could not give is not one that is not there: without its settings a version means something else. */
const expectAbsent = async (git: Git, commit: string, paths: readonly string[]): Promise<void> => {
  const [there] = await listTree(git, commit, paths);
  if (there !== undefined) throw new Error(`${commit} has ${there.path}, but git does not have its object ${there.id}`);
};

/** More paths than this are looked up in a listing of everything: an argument list has an end. */
const mostPaths = 200;

const listTree = async (git: Git, commit: string, paths?: readonly string[]): Promise<VersionFile[]> => {
  if (paths?.length === 0) return [];
  const asked = paths !== undefined && paths.length <= mostPaths ? paths : [];
  const listing = await git.pipe(['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, '--', ...asked]);
  const files = records(listing).map((record) => {
    const tab = record.indexOf('\t');
    const [mode = '', , id = ''] = record.slice(0, tab).split(' ');
    return { path: record.slice(tab + 1), id, kind: kindOf(mode) };
  });
  return paths === undefined || asked.length > 0 ? files : filesAt(files, paths);
};

const filesAt = (files: readonly VersionFile[], paths: readonly string[]): VersionFile[] => {
  const wanted = new Set(paths);
  return files.filter(({ path: file }) => {
    if (wanted.has(file)) return true;
    for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1))
      if (wanted.has(file.slice(0, slash))) return true;
    return false;
  });
};

const records = (bytes: Buffer): string[] => {
  const all = bytes.toString('utf8').split('\0');
  all.pop();
  return all;
};

const kindOf = (mode: string): VersionFile['kind'] =>
  mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file';

const diffTrees = async (git: Git, from: string, to: string): Promise<FileDifference[]> =>
  differences(await git.pipe(['diff-tree', '-r', '-z', '--no-renames', '--relative', from, to]));

/** `:<mode> <mode> <id> <id> <letter>`, then the path: git's raw format, without renames always in pairs. */
const differences = (raw: Buffer): FileDifference[] => {
  const fields = records(raw);
  const found: FileDifference[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const difference = differenceOf(fields[index] ?? '', fields[index + 1] ?? '');
    if (difference !== undefined) found.push(difference);
  }
  return found;
};

/** Undefined when only the executable bit changed: metadata has none. */
const differenceOf = (modes: string, file: string): FileDifference | undefined => {
  const [fromMode = '', toMode = '', fromId = '', toId = ''] = modes.slice(1).split(' ');
  const from = side(file, fromMode, fromId);
  const to = side(file, toMode, toId);
  if (fromId === toId && from?.kind === to?.kind) return undefined;
  return { path: file, ...(from && { from }), ...(to && { to }) };
};

const side = (file: string, mode: string, id: string): VersionFile | undefined =>
  mode === '000000' ? undefined : { path: file, id, kind: kindOf(mode) };

const readBlobs = async (git: Git, files: readonly VersionFile[], take: TakeBytes): Promise<void> => {
  const wanted = Map.groupBy(files, ({ id }) => id);
  await git.blobs([...wanted.keys()], (id, bytes, reason = '') => {
    for (const file of wanted.get(id) ?? [])
      if (bytes === undefined) take.missing(file, `object ${id}: ${reason}`);
      else take.bytes(file, bytes);
  });
};

/** The files of the working tree as they are now, untracked ones included, those that Git ignores not. */
export const workingTree = async ({ git, known }: VersionSource): Promise<Version> => {
  const texts: SettingsFiles = {
    project: await textOf(path.join(git.directory, settingsPaths[0])),
    forceIgnore: await textOf(path.join(git.directory, settingsPaths[1])),
  };
  return {
    name: 'working tree',
    settings: settingsOf(texts, known),
    store: {},
    files: (paths) => listWorkingTree(git, paths),
    read: (files, take) => readWorkingTree(git, files, take),
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

/** Clean files go by the id that Git has for them; the others are hashed, so that ids mean the same as a commit's. */
const listWorkingTree = async (git: Git, below?: readonly string[]): Promise<VersionFile[]> => {
  if (below?.length === 0) return [];
  const paths = ['--', ...(below ?? [])];
  const tracked = records(await git.pipe(['--literal-pathspecs', 'ls-files', '-s', '-z', ...paths]));
  const dirty = records(
    await git.pipe(['--literal-pathspecs', 'diff-files', '--name-only', '-z', '--relative', ...paths]),
  );
  const untracked = records(
    await git.pipe(['--literal-pathspecs', 'ls-files', '--others', '--exclude-standard', '-z', ...paths]),
  );
  const files = new Map(tracked.map(trackedFile).map((file) => [file.path, file]));
  for (const file of [...dirty, ...untracked]) {
    const now = await fileNow(git.directory, file);
    if (now === undefined) files.delete(file);
    else files.set(file, now);
  }
  return [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
};

const trackedFile = (record: string): VersionFile => {
  const tab = record.indexOf('\t');
  const [mode = '', id = ''] = record.slice(0, tab).split(' ');
  return { path: record.slice(tab + 1), id, kind: kindOf(mode) };
};

const fileNow = async (directory: string, file: string): Promise<VersionFile | undefined> => {
  const absolute = path.join(directory, file);
  const found = await lstat(absolute).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isDirectory()) return { path: file, id: '', kind: 'submodule' };
  const bytes = found.isSymbolicLink() ? Buffer.from(await readlink(absolute)) : await readFile(absolute);
  return { path: file, id: blobId(bytes), kind: found.isSymbolicLink() ? 'symlink' : 'file' };
};

const blobId = (bytes: Buffer): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

const readWorkingTree = async (git: Git, files: readonly VersionFile[], take: TakeBytes): Promise<void> => {
  for (const file of files)
    try {
      take.bytes(file, await readFile(path.join(git.directory, file.path)));
    } catch (error) {
      take.missing(file, error instanceof Error ? error.message : String(error));
    }
};
