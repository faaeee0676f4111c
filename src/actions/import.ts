import type { Gateways } from '../gateways/open.ts';
import type { OrgIdentity } from '../gateways/org/identity.ts';
import type { Org } from '../gateways/org/org.ts';
import { adoptionOf, type PastDeploy, type PastRelease } from '../release/adoption.ts';
import type { Candidate, ImportOutcome } from '../release/catalogue-outcome.ts';
import type { Notice } from '../release/ending.ts';
import { refuse, Refused } from '../release/refusal.ts';
import { releaseName, scopeOf } from '../release/release-name.ts';
import type { ReleaseRecord } from '../release/release.ts';
import { openPinnedOrg, type Environment } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { concludedInLine, type LineWish } from './line.ts';
import { mayBeOfLine } from './lines-touched.ts';
import { refuseOtherContent } from './plan/deployed-content.ts';
import { recordPast } from './record-past.ts';
import type { OpenGateways } from './walk.ts';

export interface ImportRequest extends LineWish {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** The branch that was deployed from. */
  readonly branch: string;
  /** How far a tag may be from its deploy. */
  readonly windowHours: number;
  /** Takes tags from before the org's memory for releases too. */
  readonly tagsAlone: boolean;
  /** Only says what would be recorded. */
  readonly dryRun: boolean;
}

/** Which of the candidates are to be recorded; throws `Refused` when nobody says. */
export type ChooseReleases = (question: {
  readonly candidates: readonly Candidate[];
  readonly identity: OrgIdentity;
}) => Promise<readonly Candidate[]>;

/**
 * Proposes releases for what was deployed before anybody recorded it, and records those that a person chooses. The org
 * remembers deploys, Git remembers commits and tags; only for the newest deploy can both be compared.
 */
export const importReleases = (
  open: OpenGateways,
  request: ImportRequest,
  choose: ChooseReleases,
): Promise<ImportOutcome> =>
  concludedInLine(open, request, async (gateways) => {
    const environment = await fetchEnvironment(gateways, request.environment);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const deploys = await ofLine(gateways, { org, environment }, await pastDeploys(org));
    const { releases, unmatched } = adoptionOf({ ...(await gitsPast(gateways, environment, request)), deploys });
    const candidates: Candidate[] = [];
    for (const past of releases)
      candidates.push(await candidateOf(gateways, { environment, org, past, newest: deploys[0] }));
    const told = { environment: environment.name, candidates, unmatched };
    if (request.dryRun || candidates.length === 0) return { kind: 'adoptable', ...told };
    const chosen = await choose({ candidates, identity });
    return {
      kind: 'adopted',
      ...told,
      ...(await record(gateways, { environment, org, orgId: identity.orgId, chosen })),
    };
  });

/** More than an org keeps of a month (DeployRequest, kept for about 30 days). */
const mostDeploys = 2000;

/** Newest first. */
const pastDeploys = async (org: Org): Promise<readonly PastDeploy[]> =>
  (await org.recentDeploys(mostDeploys)).flatMap(
    ({ id, status, checkOnly, completedDate, createdByName, components }) =>
      status !== 'Succeeded' || checkOnly || completedDate === undefined
        ? []
        : [{ id, at: completedDate.toISOString(), by: createdByName ?? 'unknown', components: components.done }],
  );

/** Without what is recorded of another line, or gave nothing to the line that is imported. */
const ofLine = async (
  gateways: Gateways,
  { org, environment }: { readonly org: Org; readonly environment: Environment },
  deploys: readonly PastDeploy[],
): Promise<readonly PastDeploy[]> => {
  if (gateways.line === undefined) return deploys;
  const own = new Set(environment.catalogue.releases.map(({ deployId }) => deployId));
  const recorded = new Set(environment.everyRelease.map(({ deployId }) => deployId));
  const found: PastDeploy[] = [];
  for (const deploy of deploys) {
    const { id } = deploy;
    if (recorded.has(id) ? own.has(id) : await mayBeOfLine(gateways, environment, { org, deployId: id }))
      found.push(deploy);
  }
  return found;
};

const gitsPast = async (
  { repository }: Gateways,
  { catalogue }: Environment,
  { branch, windowHours, tagsAlone }: ImportRequest,
) => {
  const head =
    (await repository.commit(branch)) ??
    refuse({ reason: 'unknownRef', ref: branch, nearest: [], shallow: repository.shallow });
  const ours = new Set((await repository.releases()).map(({ name }) => name as string));
  return {
    tags: (await repository.tagsMade()).filter(({ name }) => !ours.has(name)),
    commits: await repository.commitsOfBranch(head),
    known: catalogue.releases,
    ...{ windowHours, tagsAlone },
  };
};

interface Look {
  readonly environment: Environment;
  readonly org: Org;
  readonly past: PastRelease;
  /** The newest deploy: what the org holds now. */
  readonly newest: PastDeploy | undefined;
}

const candidateOf = async (gateways: Gateways, { environment, org, past, newest }: Look): Promise<Candidate> => {
  const candidate = { ...past, name: releaseName(environment.catalogue, past.version) };
  if (past.org === undefined || past.org.id !== newest?.id) return { ...candidate, proof: 'tooLate' };
  try {
    await refuseOtherContent(gateways, { org, from: undefined, commit: past.git.commit, touched: new Set() });
    return { ...candidate, proof: 'proven' };
  } catch (error) {
    if (!(error instanceof Refused) || error.refusal.reason !== 'notTheDeployedCommit') throw error;
    return { ...candidate, proof: 'differs', detail: error.refusal.detail };
  }
};

interface Recording {
  readonly environment: Environment;
  readonly org: Org;
  readonly orgId: string;
  readonly chosen: readonly Candidate[];
}

const record = async (gateways: Gateways, { environment, org, orgId, chosen }: Recording) => {
  const releases: ReleaseRecord[] = [];
  const notices: Notice[] = [];
  for (const past of chosen) {
    const provenIn = past.proof === 'proven' ? org : undefined;
    const recorded = await recordPast(gateways, { scope: scopeOf(environment.catalogue), orgId, past, provenIn });
    releases.push(recorded.release);
    notices.push(...recorded.notices);
  }
  return { releases, notices };
};
