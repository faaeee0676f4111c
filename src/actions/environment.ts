import type { Gateways } from '../gateways/open.ts';
import type { OrgIdentity } from '../gateways/org/identity.ts';
import type { Org } from '../gateways/org/org.ts';
import { catalogueOf, catalogueOfAllLines, currentRelease, findRelease, type Catalogue } from '../release/catalogue.ts';
import type { Configuration } from '../release/configuration.ts';
import { nearestNames } from '../release/metadata/nearest.ts';
import type { JournalEntry } from '../release/journal-entry.ts';
import { ordersIn } from '../release/orders.ts';
import { refuse } from '../release/refusal.ts';
import { isEnvironmentName, scopeOf, type ReleaseName } from '../release/release-name.ts';
import type { Release } from '../release/release.ts';
import { previousRelease, type Standings } from '../release/standing.ts';
import type { TestLevel } from '../release/test-level.ts';
import { refuseBlocked } from './blocked.ts';
import { linesOf, refuseWithoutLine } from './line.ts';
import { standingsIn } from './standings.ts';

/** A named org the team releases to, with its releases. */
export interface Environment {
  readonly name: string;
  /** Of the line that the walk is about; of a walk about the whole project those of all its lines. */
  readonly catalogue: Catalogue;
  /** What its org was given, whatever the line. */
  readonly everyRelease: readonly Release[];
  /** The org id this environment is bound to; absent before anything says so. */
  readonly pin?: { readonly orgId: string; readonly where: string };
  readonly targetOrg?: string | undefined;
  readonly testLevel?: TestLevel | undefined;
  /** Label of its pre-releases, `rc` when nothing says so. */
  readonly preRelease?: string | undefined;
}

/** The environment meant: the one named, the default one, the only one, or `production`. */
export const findEnvironment = async (gateways: Gateways, named?: string): Promise<Environment> => {
  const { environments } = gateways.configuration;
  const known = Object.keys(environments);
  const name = named ?? defaultName(gateways.configuration);
  if (!isEnvironmentName(name) || (known.length > 0 && !known.includes(name)))
    refuse({ reason: 'unknownEnvironment', environment: name, known });
  const releases = await gateways.repository.releases();
  const all = catalogueOfAllLines(name, releases);
  const { orgId, ...settings } = environments[name] ?? {};
  const pin = orgId === undefined ? pinOf(all) : { orgId, where: 'release.yaml' };
  const { line, configuration } = gateways;
  const isOfAll = line === undefined && linesOf(configuration).length > 0;
  const catalogue = isOfAll ? all : catalogueOf({ environment: name, line }, releases);
  return { name, catalogue, everyRelease: all.releases, ...settings, ...(pin === undefined ? {} : { pin }) };
};

const defaultName = ({ environments, defaultEnvironment }: Configuration): string => {
  const known = Object.keys(environments);
  return defaultEnvironment ?? (known.length === 1 ? known[0] : undefined) ?? 'production';
};

/** Without a configuration the releases themselves say which org the environment is. */
const pinOf = (catalogue: Catalogue): Environment['pin'] => {
  const current = currentRelease(catalogue);
  return current === undefined ? undefined : { orgId: current.orgId, where: current.name };
};

export interface PinnedOrg {
  readonly org: Org;
  readonly identity: OrgIdentity;
}

/** Connects, and refuses any org but the one the environment is pinned to. Aliases and usernames are never identity. */
export const openPinnedOrg = async (
  gateways: Gateways,
  environment: Environment,
  alias?: string,
): Promise<PinnedOrg> => {
  const org = await gateways.openOrg(alias ?? environment.targetOrg);
  const identity = await org.identity();
  const { pin } = environment;
  if (pin !== undefined && pin.orgId !== identity.orgId)
    refuse({ reason: 'orgMismatch', expected: pin.orgId, actual: identity.orgId, where: pin.where });
  return { org, identity };
};

/** The release a person names; refuses with the nearest names. */
export const requireRelease = (gateways: Gateways, catalogue: Catalogue, text: string): Release =>
  findRelease(catalogue, text) ??
  refuse({
    reason: 'unknownRelease',
    release: text,
    nearest: nearestNames(
      text,
      catalogue.releases.map(({ name }) => name),
    ),
    shallow: gateways.repository.shallow,
  });

/** The release that the org was given last; refuses an environment without any, and lines of which none is meant. */
export const requireCurrent = (gateways: Gateways, { catalogue }: Environment): Release => {
  refuseWithoutLine(gateways);
  return (
    currentRelease(catalogue) ??
    refuse({ reason: 'noReleases', ...scopeOf(catalogue), shallow: gateways.repository.shallow })
  );
};

/**
 * A plain fetch keeps a tag that was moved on the remote, so both are asked. A tag the remote does not have is only not
 * pushed yet.
 */
export const refuseMovedTags = (remoteTags: ReadonlyMap<string, string>, releases: readonly Release[]): void => {
  for (const { name, tag } of releases) {
    const remote = remoteTags.get(name);
    if (remote !== undefined && remote !== tag) refuse({ reason: 'movedTag', tag: name, here: tag, remote });
  }
};

export interface Way {
  readonly from: Release;
  readonly named: string | undefined;
  /** Of the environment's journal. */
  readonly entries: readonly JournalEntry[];
}

/** The release that is named, or the newest one before that is good enough. Refuses one that is blocked. */
export const releaseToRestore = (gateways: Gateways, { catalogue }: Environment, way: Way): Release => {
  const { named, entries } = way;
  if (named === undefined) return releaseBack(gateways, catalogue, way);
  const release = requireRelease(gateways, catalogue, named);
  refuseBlocked(ordersIn(entries), release.name);
  return release;
};

const releaseBack = (gateways: Gateways, catalogue: Catalogue, { from, entries }: Omit<Way, 'named'>): Release => {
  const standings = standingsIn(gateways, catalogue, entries);
  const notBad = previousRelease(catalogue, standings);
  if (notBad === undefined) return refuseNoneEarlier(gateways, from, standings);
  if (gateways.configuration.knownGood === undefined) return notBad;
  const current = from.name;
  return (
    previousRelease(catalogue, standings, 'knownGood') ??
    refuse({ reason: 'noKnownGoodRelease', current, candidates: [notBad.name] })
  );
};

const refuseNoneEarlier = ({ repository }: Gateways, { name }: Release, standings: Standings): never => {
  const bad = [...standings].flatMap(([release, { mark }]) => (mark !== 'good' && release !== name ? [release] : []));
  return refuse({ reason: 'noEarlierRelease', current: name, bad, shallow: repository.shallow });
};

/** What was in the org before the rollback that is current. Refuses when the current release is no rollback. */
export const releaseRolledBack = (
  { catalogue, name }: Pick<Environment, 'catalogue' | 'name'>,
  { from, entries }: Omit<Way, 'named'>,
): ReleaseName => {
  // a rollback of a part of a release says only in the journal what it left
  const run = entries.find((entry) => entry.kind === 'opened' && entry.release === from.name);
  const left = from.rollsBack ?? (run?.kind === 'opened' && run.verb === 'rollback' ? run.from : undefined);
  const release = left === undefined ? undefined : findRelease(catalogue, left);
  return release?.name ?? refuse({ reason: 'noRollbackToUndo', environment: name, current: from.name });
};

/** A tag of one org is never applied to another. */
export const refuseOtherOrg = (releases: readonly Release[], { orgId }: OrgIdentity): void => {
  for (const release of releases)
    if (release.orgId !== orgId)
      refuse({ reason: 'orgMismatch', expected: release.orgId, actual: orgId, where: release.name });
};
