import increment from 'semver/functions/inc.js';
import parse from 'semver/functions/parse.js';
import rsort from 'semver/functions/rsort.js';
import valid from 'semver/functions/valid.js';

/** Where a release belongs: to an environment, and in a project with release lines to one of these. */
export interface Scope {
  readonly environment: string;
  readonly line?: string | undefined;
}

/** `<environment>/v<semver>`, of a line `<environment>/<line>/v<semver>`: the name of a release and of its tag. */
export type ReleaseName = `${string}/v${string}`;

/** What we allow in names that we create: no option, no traversal, nothing a shell or a ref parser reads. */
const environmentPattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const isEnvironmentName = (text: string): boolean =>
  environmentPattern.test(text) && !text.includes('..') && !text.endsWith('.lock') && !text.endsWith('.');

/** As for an environment, but nothing that begins like a version: `production/v1` could be either. */
export const isLineName = (text: string): boolean => isEnvironmentName(text) && !/^v\d/u.test(text);

/** The scope alone of whatever belongs to one. */
export const scopeOf = ({ environment, line }: Scope): Scope => ({ environment, ...(line !== undefined && { line }) });

/** What names of releases begin with: `production`, `production/core`. */
export const scopeText = ({ environment, line }: Scope): string =>
  line === undefined ? environment : `${environment}/${line}`;

/** The release name of a version in a scope. Throws a `RangeError` for a version that is not semver. */
export const releaseName = (scope: Scope, version: string): ReleaseName => {
  const parsed = parse(version);
  if (parsed === null || parsed.build.length > 0) throw new RangeError(`not a semantic version: ${version}`);
  return `${scopeText(scope)}/v${parsed.version}`;
};

/**
 * The scope that a text names as full names of releases do, whatever follows: `production/core` for
 * `production/core/v1.4.0` and for a version that nobody would write. `undefined` for anything else.
 */
export const scopeNamed = (text: string): Scope | undefined => {
  const [, environment = '', line] = /^([^/]+)(?:\/([^/]+))?\/v[^/]*$/u.exec(text) ?? [];
  if (!isEnvironmentName(environment)) return undefined;
  if (line === undefined) return { environment };
  return isLineName(line) ? { environment, line } : undefined;
};

/** The line that full names of releases say; `undefined` when none says one, or two say different ones. */
export const lineAmong = (names: readonly (string | undefined)[]): string | undefined => {
  const [line, ...others] = new Set(names.flatMap((name) => scopeNamed(name ?? '')?.line ?? []));
  return others.length === 0 ? line : undefined;
};

/** The parts of a release name, or `undefined` for anything else. */
export const parseReleaseName = (text: string): (Scope & { readonly version: string }) | undefined => {
  const scope = scopeNamed(text);
  const version = text.slice(text.lastIndexOf('/v') + 2);
  return scope !== undefined && valid(version) === version ? { ...scope, version } : undefined;
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
