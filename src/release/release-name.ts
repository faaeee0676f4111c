import increment from 'semver/functions/inc.js';
import parse from 'semver/functions/parse.js';
import rsort from 'semver/functions/rsort.js';
import valid from 'semver/functions/valid.js';

/** `<environment>/v<semver>`: the name of a release and of its tag. */
export type ReleaseName = `${string}/v${string}`;

/** What we allow in names that we create: no option, no traversal, nothing a shell or a ref parser reads. */
const environmentPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const isEnvironmentName = (text: string): boolean =>
  environmentPattern.test(text) && !text.includes('..') && !text.endsWith('.lock') && !text.endsWith('.');

/** The release name of a version in an environment. Throws a `RangeError` for a version that is not semver. */
export const releaseName = (environment: string, version: string): ReleaseName => {
  const parsed = parse(version);
  if (parsed === null || parsed.build.length > 0) throw new RangeError(`not a semantic version: ${version}`);
  return `${environment}/v${parsed.version}`;
};

/** The two parts of a release name, or `undefined` for anything else. */
export const parseReleaseName = (text: string): { environment: string; version: string } | undefined => {
  const slash = text.lastIndexOf('/v');
  if (slash < 1) return undefined;
  const environment = text.slice(0, slash);
  const version = text.slice(slash + 2);
  return isEnvironmentName(environment) && valid(version) === version ? { environment, version } : undefined;
};

export const versionOf = (name: ReleaseName): string => name.slice(name.lastIndexOf('/v') + 2);

export type VersionBump = 'major' | 'minor' | 'patch';

export const isVersionBump = (text: string): text is VersionBump => ['major', 'minor', 'patch'].includes(text);

/** The highest of some versions by semver precedence. */
export const highestVersion = (versions: readonly string[]): string | undefined => rsort([...versions])[0];

/**
 * The version that a person asked for: a semver as it is, or the highest version so far raised by a bump
 * (`1.0.0` where there is none). `undefined` for anything else.
 */
export const requestedVersion = (request: string, existing: readonly string[]): string | undefined => {
  if (!isVersionBump(request)) return valid(request) ?? undefined;
  const highest = highestVersion(existing);
  return highest === undefined ? '1.0.0' : (increment(highest, request) ?? undefined);
};
