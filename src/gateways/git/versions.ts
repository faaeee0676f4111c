import { inNamedVersion, settingsOf, type ProjectSettings } from '../../release/metadata/project-settings.ts';
import type { FileDifference, TakeBytes, Version, VersionFile } from '../../release/metadata/version.ts';
import { differencesIn, records, treeFile } from './git-records.ts';
import type { Git } from './git.ts';
import { pathArguments, settingsPaths, type PackageScope, type VersionSource } from './version-source.ts';
import { differencesToWorkingTree } from './working-tree.ts';

/**
 * A commit as a version, read from Git objects alone. `commit` is an object id, `name` what people call it.
 * Throws `SettingsError` when the commit's own settings cannot be obeyed.
 */
export const commitVersion = async (source: VersionSource, commit: string, name: string): Promise<Version> => {
  const { git } = source;
  const settings = await settingsAt(source, commit, name);
  let everything: Promise<readonly VersionFile[]> | undefined; // a commit never changes
  const whole = (): Promise<readonly VersionFile[]> =>
    (everything ??= listTree(git, commit, settings.packageDirectories));
  return {
    name,
    commit,
    settings,
    store: git,
    files: async (paths) => {
      if (paths === undefined) return whole();
      const isListed = (everything !== undefined || paths.length > mostPaths) && paths.every(isPackaged(settings));
      return isListed ? filesAt(await whole(), paths) : listTree(git, commit, paths);
    },
    read: (files, take) => readBlobs(git, files, take),
    differencesTo: (to) => {
      if (to.workTreeOf === git) return differencesToWorkingTree(git, commit, settings.packageDirectories);
      if (to.commit === undefined || to.store !== git) return undefined;
      return diffTrees(git, [commit, to.commit], settings.packageDirectories);
    },
  };
};

/** Says of a path whether a listing of the package directories has it if it is there at all. */
const isPackaged = ({ packageDirectories }: ProjectSettings): ((path: string) => boolean) => {
  const starts = packageDirectories.map((directory) => (directory === '' ? '' : `${directory}/`));
  return (path) => starts.some((start) => path.startsWith(start));
};

const settingsAt = async (
  { git, known, prefix = '', scope }: VersionSource,
  commit: string,
  version: string,
): Promise<ProjectSettings> => {
  const paths = scope?.line === undefined ? settingsPaths : [...settingsPaths, 'release.yaml'];
  const texts = new Map<string, string>();
  const names = paths.map((file) => `${commit}:${prefix}${file}`);
  await git.blobs(names, (name, bytes) => {
    if (bytes !== undefined) texts.set(name, bytes.toString('utf8'));
  });
  const [project, forceIgnore, configuration] = names.map((name) => texts.get(name));
  const unread = paths.filter((_, index) => !texts.has(names[index] ?? ''));
  if (unread.length > 0) await expectAbsent(git, commit, unread);
  const directories = scope && (await directoriesIn(scope, configuration));
  return inNamedVersion(version, () => settingsOf({ project, forceIgnore }, known, directories));
};

/** What a commit says itself of the line. */
const directoriesIn = async (
  { line, packageDirectories }: PackageScope,
  configuration: string | undefined,
): Promise<readonly string[]> => {
  if (line === undefined || configuration === undefined) return packageDirectories;
  const { directoriesOfLine } = await import('../../release/lines-told.ts'); // most projects have no lines
  return directoriesOfLine(configuration, line) ?? packageDirectories;
};

/** A file that git could not give is not one that is not there: without its settings a version means something else. */
const expectAbsent = async (git: Git, commit: string, paths: readonly string[]): Promise<void> => {
  const [there] = await listTree(git, commit, paths);
  if (there !== undefined) throw new Error(`${commit} has ${there.path}, but git does not have its object ${there.id}`);
};

/** More paths than this are looked up in a listing of everything: an argument list has an end. */
const mostPaths = 200;

const listTree = async (git: Git, commit: string, paths: readonly string[]): Promise<VersionFile[]> => {
  if (paths.length === 0) return [];
  const asked = paths.length <= mostPaths ? pathArguments(paths) : [];
  const files = records(await git.pipe(['--literal-pathspecs', 'ls-tree', '-r', '-z', commit, ...asked])).map(treeFile);
  return paths.length <= mostPaths ? files : filesAt(files, paths);
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

const diffTrees = async (
  git: Git,
  [from, to]: readonly [string, string],
  paths: readonly string[],
): Promise<FileDifference[]> => {
  if (paths.length === 0) return [];
  const options = ['--literal-pathspecs', 'diff-tree', '-r', '-z', '--no-renames', '--relative'];
  return differencesIn(await git.pipe([...options, from, to, ...pathArguments(paths)]));
};

const readBlobs = async (git: Git, files: readonly VersionFile[], take: TakeBytes): Promise<void> => {
  const wanted = Map.groupBy(files, ({ id }) => id);
  await git.blobs([...wanted.keys()], (id, bytes, reason = '') => {
    for (const file of wanted.get(id) ?? [])
      if (bytes === undefined) take.missing(file, `object ${id}: ${reason}`);
      else take.bytes(file, bytes);
  });
};
