import type { Release, ReleaseRecord } from './release.ts';
import { parseReleaseName, type ReleaseName } from './release-name.ts';

/** A tag as `git for-each-ref` tells it. */
export interface TagReading {
  /** Without `refs/tags/`. */
  readonly name: string;
  readonly tag: string;
  readonly commit: string;
  readonly subject: string;
  /** The trailer block, unfolded: `Key: value` lines. */
  readonly trailers: string;
}

const flowList = (versions: Readonly<Record<string, number>>): string | undefined =>
  Object.entries(versions)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([flow, version]) => `${flow}=${version}`)
    .join(', ') || undefined;

/** A list that is known to be empty says so: no trailer means that nobody knows. */
const nothing = 'none';

const nameList = (names: readonly string[] | undefined): string | undefined => names && (names.join(', ') || nothing);

const packageList = (packages: Readonly<Record<string, string>> | undefined): string | undefined =>
  packages && nameList(Object.entries(packages).map(([id, version]) => `${id}=${version}`));

/** A sentence for people, then Git trailers for machines. Nothing secret and no record value is among them. */
export const tagMessage = (release: ReleaseRecord): string => {
  const trailers: readonly (readonly [string, string | undefined])[] = [
    ['Release-Version', release.version],
    ['Environment', release.environment],
    ['Release-Line', release.line],
    ['Org-Id', release.orgId],
    ['Deploy-Id', release.deployId],
    ['Deployed-At', release.deployedAt],
    ['Test-Level', release.testLevel],
    ['Inventory-SHA256', release.inventory],
    ['Package-SHA256', release.package],
    ['Source-Api-Version', release.apiVersion],
    ['Active-Flow-Versions', flowList(release.activeFlowVersions)],
    ['Red-Tests', nameList(release.redTests)],
    ['Installed-Packages', packageList(release.packages)],
    ['Commit-Verified', release.unverified && 'no'],
    ['Previous-Release', release.previous],
    ['Restores', release.restores],
    ['Rolls-Back', release.rollsBack],
  ];
  const lines = trailers.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]));
  return `${oneLine(release.summary)}\n\n${lines.join('\n')}\n`;
};

/** A summary must not smuggle in trailers of its own. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/**
 * The release that a tag records; `undefined` when the tag is not one of ours (no such name, or the trailers that make
 * a release are missing): other people's tags are left alone.
 */
export const releaseFromTag = (reading: TagReading): Release | undefined => {
  const name = parseReleaseName(reading.name);
  const trailers = parseTrailers(reading.trailers);
  const orgId = trailers.get('Org-Id');
  const deployedAt = trailers.get('Deployed-At');
  if (name === undefined || orgId === undefined || deployedAt === undefined) return undefined;
  const optional = <Field extends keyof Release>(field: Field, key: string): Partial<Record<Field, string>> => {
    const value = trailers.get(key);
    return value === undefined ? {} : ({ [field]: value } as Partial<Record<Field, string>>);
  };
  return {
    name: reading.name as ReleaseName,
    ...name,
    commit: reading.commit,
    tag: reading.tag,
    orgId,
    deployedAt,
    activeFlowVersions: parseFlows(trailers.get('Active-Flow-Versions') ?? ''),
    summary: reading.subject,
    ...recordedLists(trailers),
    ...optional('deployId', 'Deploy-Id'),
    ...optional('testLevel', 'Test-Level'),
    ...optional('inventory', 'Inventory-SHA256'),
    ...optional('package', 'Package-SHA256'),
    ...optional('apiVersion', 'Source-Api-Version'),
    ...(trailers.get('Commit-Verified') === 'no' && { unverified: true }),
    ...(optional('previous', 'Previous-Release') as { previous?: ReleaseName }),
    ...(optional('restores', 'Restores') as { restores?: ReleaseName }),
    ...(optional('rollsBack', 'Rolls-Back') as { rollsBack?: ReleaseName }),
  };
};

const parseTrailers = (block: string): ReadonlyMap<string, string> =>
  new Map(
    block.split('\n').flatMap((line) => {
      const [, key, value] = /^([A-Za-z0-9-]+): (.*)$/u.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );

const recordedLists = (trailers: ReadonlyMap<string, string>): Pick<Release, 'redTests' | 'packages'> => {
  const red = parseList(trailers.get('Red-Tests'));
  const packages = parseList(trailers.get('Installed-Packages'));
  return {
    ...(red && { redTests: red }),
    ...(packages && { packages: Object.fromEntries(packages.map((item) => item.split('=') as [string, string])) }),
  };
};

const parseList = (list: string | undefined): readonly string[] | undefined =>
  list === undefined ? undefined : list === nothing ? [] : list.split(', ');

const parseFlows = (list: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    list.split(', ').flatMap((item) => {
      const [, flow, version] = /^([A-Za-z]\w*)=(\d+)$/u.exec(item) ?? [];
      return flow === undefined ? [] : [[flow, Number(version)]];
    }),
  );
