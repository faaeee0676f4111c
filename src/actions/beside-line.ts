import path from 'node:path';
import type { Gateways } from '../gateways/open.ts';
import { SettingsError } from '../release/metadata/project-settings.ts';
import { UnreadableError } from '../release/metadata/unreadable.ts';
import type { Release } from '../release/release.ts';
import { readersOfOnceLine } from './line.ts';
import { keysIn, sharedComponents } from './plan/other-lines.ts';

/**
 * Whether paths of the work tree (absolute) provably hold nothing of a line's release: they lie in package directories
 * that have no component of it, and no link, which may lead anywhere. What cannot be read proves nothing.
 */
export const isBesideLine = async (
  gateways: Gateways,
  { line, commit, name }: Release,
  paths: readonly string[],
): Promise<boolean> => {
  if (line === undefined) return false;
  try {
    const { settings } = await gateways.readersOf().workingTree();
    const around = paths.map((one) => directoryAround(settings.packageDirectories, fromProject(gateways, one)));
    const packageDirectories = around.filter((directory) => directory !== undefined);
    if (packageDirectories.length < paths.length) return false;
    const deployed = await gateways.readersOf({ packageDirectories }).workingTree();
    if ((await deployed.files()).some(({ kind }) => kind !== 'file')) return false;
    const blocked = await readersOfOnceLine(gateways, line).versionAt(commit, name);
    const isKnown = blocked.settings.packageDirectories.length > 0;
    return isKnown && (await sharedComponents(await keysIn(deployed), blocked)).length === 0;
  } catch (error) {
    if (error instanceof SettingsError || error instanceof UnreadableError) return false;
    throw error;
  }
};

const fromProject = ({ repository }: Gateways, absolute: string): string =>
  path.relative(repository.project, absolute).replaceAll('\\', '/');

const directoryAround = (packageDirectories: readonly string[], file: string): string | undefined =>
  packageDirectories.find((directory) => file === directory || file.startsWith(`${directory}/`));
