import type { Gateways } from '../../gateways/open.ts';
import { currentRelease, findRelease } from '../../release/catalogue.ts';
import type { ComparedVersion } from '../../release/delta/comparison.ts';
import { nearestNames } from '../../release/metadata/nearest.ts';
import { SettingsError } from '../../release/metadata/project-settings.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import { parseReleaseName } from '../../release/release-name.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { Snapshot } from '../../release/snapshot.ts';
import { findEnvironment, type Environment } from '../environment.ts';
import { refuseWithoutLine } from '../line.ts';
import { requireSnapshot } from '../snapshot/kept-snapshots.ts';

/** One end of a comparison that Git or the disk holds. */
export interface End {
  readonly compared: ComparedVersion;
  /** The release it is, when it is one. */
  readonly release?: Release;
  readonly open: () => Promise<Version>;
  /** The snapshot it is, when it is one: an org's own words, not the project's. */
  readonly snapshot?: Snapshot;
}

/** How a person names the files as they are now. */
const workingTreeName = '.';

/** And a snapshot, by its id. */
const snapshotPrefix = 'snapshot:';

/**
 * What a person means by a text: `.` is the working tree, `snapshot:<id>` a snapshot; then a release by its full name, by its version in the
 * environment, and then whatever Git understands as a commit. Refuses anything else with the nearest names.
 */
export const namedEnd = async (gateways: Gateways, text: string, environment?: string): Promise<End> => {
  if (text === workingTreeName) return workingTreeEnd(gateways);
  if (text.startsWith(snapshotPrefix))
    return snapshotEnd(
      gateways,
      text.slice(snapshotPrefix.length),
      (await findEnvironment(gateways, environment)).name,
    );
  const release = await releaseNamed(gateways, text, environment);
  if (release !== undefined) return releaseEnd(gateways, release);
  const commit = await gateways.repository.commit(text);
  if (commit !== undefined) return commitEnd(gateways, { kind: 'ref', name: text, commit });
  const names = [...(await gateways.repository.releases()).map(({ name }) => name)];
  const known = new Set([...names, ...(await gateways.repository.refNames())]);
  return refuse({
    reason: 'unknownRef',
    ref: text,
    nearest: nearestNames(text, [...known]),
    shallow: gateways.repository.shallow,
  });
};

const releaseNamed = async (gateways: Gateways, text: string, environment?: string): Promise<Release | undefined> => {
  if (parseReleaseName(text) !== undefined)
    return (await gateways.repository.releases()).find(({ name }) => name === text);
  if (!/^v?\d+\./u.test(text)) return undefined;
  refuseWithoutLine(gateways);
  return findRelease((await findEnvironment(gateways, environment)).catalogue, text);
};

/** Where a comparison starts when nobody says: the current release, or the last commit where there is none. */
export const startingEnd = async (gateways: Gateways, { catalogue }: Environment): Promise<End> => {
  const current = currentRelease(catalogue);
  if (current !== undefined) return releaseEnd(gateways, current);
  return commitEnd(gateways, { kind: 'ref', name: 'HEAD', commit: await gateways.repository.head() });
};

export const workingTreeEnd = (gateways: Gateways): End => ({
  compared: { kind: 'workingTree', name: 'working tree' },
  open: () => opened('the working tree', gateways.workingTree),
});

/** A release as an end. */
export const releaseEnd = (gateways: Gateways, release: Release): End => ({
  ...commitEnd(gateways, { kind: 'release', name: release.name, commit: release.commit }),
  release,
});

const snapshotEnd = async (gateways: Gateways, id: string, environment: string): Promise<End> => {
  const snapshot = await requireSnapshot(gateways, environment, id);
  const { commit } = snapshot;
  return { ...commitEnd(gateways, { kind: 'ref', name: `${snapshotPrefix}${id}`, commit }), snapshot };
};

const commitEnd = (gateways: Gateways, compared: ComparedVersion & { readonly commit: string }): End => ({
  compared,
  open: () => opened(compared.name, () => gateways.versionAt(compared.commit, compared.name)),
});

/** Says which version it was that cannot be read. */
const opened = async (name: string, open: () => Promise<Version>): Promise<Version> => {
  try {
    return await open();
  } catch (error) {
    if (error instanceof SettingsError)
      return refuse({ reason: 'invalidProjectFile', where: name, detail: withoutFile(error) }, error);
    if (error instanceof Error && error.name === 'GitError')
      return refuse({ reason: 'missingObjects', release: name }, error);
    throw error;
  }
};

const withoutFile = ({ file, message }: SettingsError): string => message.replace(`${file}: `, '');
