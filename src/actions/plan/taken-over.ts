import type { Gateways } from '../../gateways/open.ts';
import { joinedVersion } from '../../release/metadata/joined-version.ts';
import type { OtherLine } from '../../release/plan/plan.ts';
import type { Environment } from '../environment.ts';
import { directoriesNow, readersOfOnceLine } from '../line.ts';
import { versionsOfLines } from './other-lines.ts';

/**
 * Package directories that the line has today and had not in one of the commits: which release of another line gave the
 * org last what is in them. What nobody released is of no release. Throws `SettingsError`.
 */
export const takenOverIn = async (
  gateways: Gateways,
  { everyRelease }: Environment,
  commits: readonly string[],
): Promise<readonly OtherLine[]> => {
  if (gateways.line === undefined) return [];
  const open = await directoriesLacked(gateways, gateways.line, commits);
  const taken: OtherLine[] = [];
  for (const { line, name, commit } of everyRelease.toReversed()) {
    if (open.size === 0) break;
    if (line === undefined || line === gateways.line) continue;
    const { settings } = await readersOfOnceLine(gateways, line).versionAt(commit, name);
    const packageDirectories = settings.packageDirectories.filter((directory) => open.delete(directory));
    if (packageDirectories.length > 0) taken.push({ line, release: name, commit, packageDirectories });
  }
  return taken;
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
 * The line as the org has it: in its commits from before it took package directories over they are as the other line
 * gave them, and not as the commit has them, which nobody may ever have deployed.
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
