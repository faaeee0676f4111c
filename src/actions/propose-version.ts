import type { Gateways } from '../gateways/open.ts';
import type { OrgIdentity } from '../gateways/org/identity.ts';
import { currentRelease, type Catalogue } from '../release/catalogue.ts';
import type { Release } from '../release/release.ts';
import {
  finalOf,
  highestFinal,
  isPreRelease,
  nextFinal,
  nextPreRelease,
  proposedBump,
  type ProposedBump,
  type VersionProposal,
  type VersionsSoFar,
} from '../release/version-proposal.ts';
import { compareVersions } from './compare/compare.ts';
import type { Environment } from './environment.ts';
import { refusingUnreadable } from './plan/move.ts';
import { withoutHandedOver } from './plan/other-lines.ts';

export interface VersionQuestion {
  readonly environment: Environment;
  readonly kind: OrgIdentity['kind'];
  /** What is about to be released. */
  readonly commit: string;
  /** The release of another environment that is promoted. */
  readonly promoted?: Release | undefined;
}

/**
 * The version that a release is to have: what is promoted keeps its version, final in production; else commits and
 * metadata since the last final version decide. Sandboxes get pre-releases, numbered by the final version they lead to.
 */
export const proposeVersion = async (gateways: Gateways, question: VersionQuestion): Promise<VersionProposal> => {
  const { environment, kind, promoted } = question;
  if (promoted !== undefined) {
    const version = kind === 'production' ? finalOf(promoted.version) : promoted.version;
    return { version, bump: 'patch', because: [], since: promoted.name };
  }
  const { line } = environment.catalogue;
  const all = (await gateways.repository.releases()).filter((release) => release.line === line);
  const since = countedFrom(environment.catalogue, kind === 'production' ? [] : all);
  const proposed = since === undefined ? firstBump : await bumpSince(gateways, since, question.commit);
  const sofar: VersionsSoFar = {
    final: all.map(({ version }) => version).filter((version) => !isPreRelease(version)),
    own: environment.catalogue.releases.map(({ version }) => version),
  };
  const version =
    kind === 'production'
      ? nextFinal(proposed.bump, sofar)
      : nextPreRelease(proposed.bump, environment.preRelease ?? 'rc', sofar);
  return { ...proposed, version, ...(since && { since: since.name }) };
};

const firstBump: ProposedBump = { bump: 'patch', because: [] };

const countedFrom = (catalogue: Catalogue, others: readonly Release[]): Release | undefined =>
  highestFinal(others) ?? currentRelease(catalogue);

const bumpSince = async (gateways: Gateways, { commit: from, name }: Release, to: string): Promise<ProposedBump> => {
  const [here, there] = [await gateways.versionAt(from, name), await gateways.versionAt(to, to.slice(0, 12))];
  const changes = await refusingUnreadable(async () =>
    withoutHandedOver(gateways, (await compareVersions(here, there)).changes, { commit: to }),
  );
  const paths = [...new Set([...here.settings.packageDirectories, ...there.settings.packageDirectories])];
  return proposedBump(await gateways.repository.commitsIn({ from, to, paths }), changes);
};
