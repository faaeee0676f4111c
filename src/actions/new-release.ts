import type { Gateways } from '../gateways/open.ts';
import { findRelease, nextVersion } from '../release/catalogue.ts';
import { refuse } from '../release/refusal.ts';
import { releaseName, type ReleaseName } from '../release/release-name.ts';
import type { VersionProposal } from '../release/version-proposal.ts';
import type { Environment } from './environment.ts';
import { proposeVersion, type VersionQuestion } from './propose-version.ts';

/** The version that a person wants. */
export interface VersionWish {
  /** A semantic version, how to raise the highest one, or `auto`: worked out from what has changed. */
  readonly version: string;
  /** Told of a version that was worked out. */
  readonly onVersion?: ((proposal: VersionProposal) => void) | undefined;
}

/** The name that was asked for; `undefined` when it has to be worked out. Refuses what is no version and what exists. */
export const nameAskedFor = (environment: Environment, { version }: VersionWish): ReleaseName | undefined =>
  version === 'auto' ? undefined : newReleaseName(environment, version);

/** The name that is worked out from what has changed; whoever asked is told. Refuses one that exists. */
export const nameWorkedOut = async (
  gateways: Gateways,
  question: VersionQuestion,
  { onVersion }: VersionWish,
): Promise<ReleaseName> => {
  const proposal = await proposeVersion(gateways, question);
  onVersion?.(proposal);
  return newReleaseName(question.environment, proposal.version);
};

const newReleaseName = ({ catalogue }: Environment, request: string): ReleaseName => {
  const version = nextVersion(catalogue, request) ?? refuse({ reason: 'invalidVersion', version: request });
  const existing = findRelease(catalogue, version);
  if (existing !== undefined) refuse({ reason: 'versionExists', release: existing.name });
  return releaseName(catalogue, version);
};

/** Another clone may have made the release already. */
export const refuseExistingTag = async ({ repository }: Gateways, release: ReleaseName): Promise<void> => {
  const remote = await repository.remoteTags(release);
  if (remote.size > 0 || (await repository.commit(`refs/tags/${release}`)) !== undefined)
    refuse({ reason: 'versionExists', release });
};
