import { compareText } from './component.ts';
import type { ProjectSettings } from './project-settings.ts';
import type { Version, VersionFile } from './version.ts';

/**
 * A version together with package directories of other versions. Each file is read from the version it is of and ignored
 * by that one's `.forceignore`; all else, presets too, is as the first one says.
 */
export const joinedVersion = (own: Version, others: readonly Version[]): Version => {
  if (others.length === 0) return own;
  const parts = [own, ...others];
  const partOf = partFinder(own, others);
  return {
    name: own.name,
    settings: joinedSettings(parts, own.settings, partOf),
    store: {}, // no single version can read them all
    files: async (paths) => {
      const listings = await Promise.all(parts.map((part) => filesOf(part, partOf, paths)));
      return listings.flat().sort((one, other) => compareText(one.path, other.path));
    },
    read: async (files, take) => {
      for (const [part, its] of Map.groupBy(files, ({ path }) => partOf(path))) await part.read(its, take);
    },
  };
};

type PartFinder = (path: string) => Version;

/**
 * The version that has the innermost package directory around a path, and another one where both have it; the first one
 * for a path beside all of them.
 */
const partFinder = (own: Version, others: readonly Version[]): PartFinder => {
  const directories = [...others, own]
    .flatMap((part) => part.settings.packageDirectories.map((directory) => ({ part, start: `${directory}/` })))
    .sort((one, other) => other.start.length - one.start.length);
  return (path) => directories.find(({ start }) => path.startsWith(start))?.part ?? own;
};

const filesOf = async (
  part: Version,
  partOf: PartFinder,
  paths: readonly string[] | undefined,
): Promise<readonly VersionFile[]> => (await part.files(paths)).filter(({ path }) => partOf(path) === part);

const joinedSettings = (parts: readonly Version[], own: ProjectSettings, partOf: PartFinder): ProjectSettings => ({
  ...own,
  packageDirectories: [...new Set(parts.flatMap(({ settings }) => settings.packageDirectories))],
  ignores: (path) => partOf(path).settings.ignores(path),
  fingerprint: JSON.stringify(parts.map(({ settings, commit }) => [settings.fingerprint, commit])),
});
