import type { Gateways } from '../../gateways/open.ts';
import { lastGiver } from '../../release/last-giver.ts';
import { joinedVersion } from '../../release/metadata/joined-version.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { OtherLine, TakenOver } from '../../release/plan/plan.ts';
import type { Release } from '../../release/release.ts';
import { directoriesNow, readersOfRelease } from '../line.ts';
import type { Standpoint } from './move.ts';
import { versionsOfLines } from './other-lines.ts';

/**
 * Of the package directories that the line has today: those that the org was given last by another line or with the whole
 * project, and those that one of the commits gone back to lacks, which another line gave before. What nobody released is of
 * no release. Throws `SettingsError`.
 */
export const takenOverIn = async (
  gateways: Gateways,
  everyRelease: readonly Release[],
  backTo: readonly string[],
): Promise<TakenOver> => {
  const { line } = gateways;
  if (line === undefined) return { from: [], to: [] };
  const others = everyRelease.filter((release) => release.line !== line);
  const given = await givenLast(gateways, everyRelease, directoriesNow(gateways, line));
  return {
    from: given.filter((one) => one.line !== line),
    to: await givenLast(gateways, others, await directoriesLacked(gateways, line, backTo)),
  };
};

/** Package directories by the release that gave them last. */
const givenLast = async (
  gateways: Gateways,
  releases: readonly Release[],
  directories: Iterable<string>,
): Promise<readonly OtherLine[]> => {
  const given = new Map<Release, string[]>();
  for (const directory of directories) {
    const giver = await lastGiver(releases, async (release) => {
      const { settings } = await readersOfRelease(gateways, release).versionAt(release.commit, release.name);
      return settings.packageDirectories.includes(directory);
    });
    if (giver !== undefined) given.set(giver, [...(given.get(giver) ?? []), directory]);
  }
  return [...given].map(([{ line, name, commit }, packageDirectories]) => ({
    ...(line !== undefined && { line }),
    ...{ release: name, commit, packageDirectories },
  }));
};

const directoriesLacked = async (
  gateways: Gateways,
  line: string,
  commits: readonly string[],
): Promise<Set<string>> => {
  const lacked = new Set<string>();
  for (const commit of commits) {
    const { settings } = await gateways.versionAt(commit, commit.slice(0, 12));
    for (const directory of lackedBy(settings.packageDirectories, directoriesNow(gateways, line)))
      lacked.add(directory);
  }
  return lacked;
};

/** A version that is a directory of metadata itself lacks none. */
const lackedBy = (own: readonly string[], wanted: readonly string[]): readonly string[] =>
  own.includes('') ? [] : wanted.filter((directory) => !own.includes(directory));

/**
 * The line as the org has it: package directories that another gave last are as that one gave them, and not as the commit
 * has them. Before its first release the line has nothing else.
 */
export const versionInOrg = async (
  gateways: Gateways,
  { commit, release }: Standpoint,
  takenOver: readonly OtherLine[] = [],
): Promise<Version> => {
  const own = await gateways.deployedVersionAt(commit, release ?? commit.slice(0, 12));
  const [first, ...others] = await versionsOfLines(gateways, takenOver);
  if (first === undefined) return own;
  return release === undefined ? joinedVersion(first, others) : joinedVersion(own, [first, ...others]);
};

/**
 * Commits of the line from before it took package directories over have them as the other line gave them, and not as the
 * commit has them, which nobody may ever have deployed.
 */
export const withTakenOver = (gateways: Gateways, takenOver: readonly OtherLine[] = []): Gateways => {
  if (takenOver.length === 0) return gateways;
  return {
    ...gateways,
    deployedVersionAt: async (commit, name) => {
      const own = await gateways.deployedVersionAt(commit, name);
      const lacked = takenOver.map((other) => ({
        ...other,
        packageDirectories: lackedBy(own.settings.packageDirectories, other.packageDirectories),
      }));
      return joinedVersion(own, await versionsOfLines(gateways, lacked));
    },
  };
};
