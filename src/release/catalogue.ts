import { compareText } from './metadata/component.ts';
import type { Release } from './release.ts';
import { highestVersion, requestedVersion, scopeOf, type Scope } from './release-name.ts';

/** All releases of an environment, or of one of its lines, the oldest deploy first. */
export interface Catalogue extends Scope {
  readonly releases: readonly Release[];
}

/** The releases of a scope: without a line, those that are of none. */
export const catalogueOf = (scope: Scope, releases: readonly Release[]): Catalogue => ({
  ...scopeOf(scope),
  releases: inOrder(releases.filter((one) => one.environment === scope.environment && one.line === scope.line)),
});

/** The releases of an environment, of whatever line. */
export const catalogueOfAllLines = (environment: string, releases: readonly Release[]): Catalogue => ({
  environment,
  releases: inOrder(releases.filter((one) => one.environment === environment)),
});

/** The releases of a catalogue by line: what is current, what came before and what was rolled back is told in one line. */
export const linesIn = ({ environment, releases }: Catalogue): readonly Catalogue[] =>
  [...new Set(releases.map(({ line }) => line))].map((line) => catalogueOf({ environment, line }, releases));

/**
 * Ids of the deploys that are no surprise to a scope: lines know of one another. A release of the whole project gives
 * something to every line, and one of a line to the whole: neither stands in the catalogue of the other.
 */
export const knownDeploys = ({ line }: Scope, releases: readonly Release[]): readonly string[] =>
  releases
    .filter((release) => (release.line === undefined) === (line === undefined))
    .flatMap(({ deployId }) => deployId ?? []);

const inOrder = (releases: readonly Release[]): readonly Release[] =>
  releases.toSorted(
    (one, other) =>
      compareText(one.deployedAt, other.deployedAt) ||
      Number(one.line !== undefined) - Number(other.line !== undefined) || // a line begins where the whole project was
      compareVersions(one, other),
  );

/** Two deploys within one second keep the order of their versions. */
const compareVersions = (one: Release, other: Release): number =>
  one.version === other.version ? 0 : highestVersion([one.version, other.version]) === one.version ? 1 : -1;

/** What the environment's org was given last. */
export const currentRelease = (catalogue: Catalogue): Release | undefined => catalogue.releases.at(-1);

/**
 * What the org was given last, of every line: a release of the whole project takes the place of all before it, and is not
 * whole any more when a line comes after it. Of `lines`, those that the project has today, when it has some: what another
 * one had is some line's by now, or of none.
 */
export const currentReleases = (catalogue: Catalogue, lines?: readonly string[]): readonly Release[] => {
  const { environment, releases } = catalogue;
  const since = releases.slice(releases.findLastIndex(({ line }) => line === undefined) + 1);
  if (since.length === 0) return releases.slice(-1);
  return linesIn({ environment, releases: since })
    .filter(({ line = '' }) => lines?.includes(line) !== false)
    .flatMap((line) => currentRelease(line) ?? []);
};

/** The release that the org was given before this one. */
export const releaseBefore = ({ releases }: Catalogue, { name }: Release): Release | undefined =>
  releases[releases.findIndex((release) => release.name === name) - 1];

/** The release whose content a release put into the org: itself, or through rollbacks the one restored. */
export const restoredBy = (catalogue: Catalogue, release: Release): Release => {
  const restored = catalogue.releases.find(({ name }) => name === release.restores);
  return restored === undefined || restored === release ? release : restoredBy(catalogue, restored);
};

/** A release by its full name, its version with or without `v`. */
export const findRelease = (catalogue: Catalogue, text: string): Release | undefined => {
  const version = text.replace(/^v/u, '');
  return catalogue.releases.find((release) => release.name === text || release.version === version);
};

/** The version a request means in this catalogue; see `requestedVersion`. */
export const nextVersion = (catalogue: Catalogue, request: string): string | undefined =>
  requestedVersion(
    request,
    catalogue.releases.map(({ version }) => version),
  );
