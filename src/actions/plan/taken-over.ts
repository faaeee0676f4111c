import type { Gateways } from '../../gateways/open.ts';
import { readConfiguration, type ConfigurationReading } from '../../release/configuration.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { Release } from '../../release/release.ts';

/**
 * Whether a line has package directories by now that the project had, and the line had not, when it was released last: the
 * commit of that release says what is in them, and the release gave the org nothing of it. Throws `SettingsError`.
 */
export const hasTakenOver = async (gateways: Gateways, from: Release | undefined): Promise<boolean> => {
  const { line } = gateways;
  if (line === undefined || from === undefined) return false;
  const version = await gateways.versionAt(from.commit, from.name);
  const reading = await configurationAt(version);
  if ('problems' in reading) return true; // nobody knows
  const was = reading.configuration.lines?.[line];
  if (was === undefined) return false; // it began with a release of the whole project, or under another name
  const had = new Set([...was.packageDirectories, ...was.formerly]);
  return version.settings.packageDirectories.some((directory) => !had.has(directory));
};

const configurationAt = async (version: Version): Promise<ConfigurationReading> => {
  const texts: string[] = [];
  await version.read(await version.files(['release.yaml']), {
    bytes: (_file, bytes) => texts.push(bytes.toString('utf8')),
    missing: ({ path }, reason) => {
      throw new Error(`${path} of ${version.name} cannot be read: ${reason}`);
    },
  });
  return readConfiguration(texts.join(''));
};
