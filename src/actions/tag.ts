import type { DeployRecord } from '../gateways/org/deploy-record.ts';
import type { Org } from '../gateways/org/org.ts';
import type { Gateways } from '../gateways/open.ts';
import { currentRelease, type Catalogue } from '../release/catalogue.ts';
import { nearestNames } from '../release/metadata/nearest.ts';
import type { TagOutcome } from '../release/catalogue-outcome.ts';
import type { Notice } from '../release/outcome.ts';
import { refuse } from '../release/refusal.ts';
import { tagMessage } from '../release/release-tag.ts';
import type { ReleaseRecord } from '../release/release.ts';
import { findEnvironment, openPinnedOrg } from './environment.ts';
import { nameAskedFor, nameWorkedOut, refuseExistingTag, type VersionWish } from './new-release.ts';
import { keepConfiguration } from './run/beside-run.ts';
import { activeFlowsOf, inventoryAt } from './run/flows.ts';
import { surroundingsOf } from './run/record-release.ts';
import { refuseOtherContent } from './plan/plan-move.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface TagRequest extends VersionWish {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** The newest that succeeded when absent. */
  readonly deployId?: string | undefined;
  /** The commit that was deployed; HEAD when absent. */
  readonly at?: string | undefined;
  /** Takes the user's word that the org holds the commit. */
  readonly unverified: boolean;
  readonly summary?: string | undefined;
}

/** Records a deploy that any other tool made, once the org has confirmed it and holds what the commit says. */
export const tag = (open: OpenGateways, request: TagRequest): Promise<TagOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const asked = nameAskedFor(environment, request);
    const commit = await commitNamed(gateways, request.at);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const name = asked ?? (await nameWorkedOut(gateways, { environment, kind: identity.kind, commit }, request));
    await refuseExistingTag(gateways, name);
    const record = await deployToTag(org, { catalogue: environment.catalogue, orgId: identity.orgId, request });
    const previous = currentRelease(environment.catalogue);
    const others = request.unverified ? [] : await refuseOtherContent(gateways, { org, from: previous, commit });
    const release: ReleaseRecord = {
      name,
      environment: environment.name,
      version: name.slice(name.lastIndexOf('/v') + 2),
      commit,
      orgId: identity.orgId,
      deployId: record.id,
      deployedAt: (record.completedDate ?? gateways.now()).toISOString(),
      inventory: (await inventoryAt(gateways, commit)).sha256,
      activeFlowVersions: await activeFlowsOf({ gateways, org, commit }),
      ...(await surroundingsOf(org, { level: 'NoTestRun', classes: [] })),
      ...(previous === undefined ? {} : { previous: previous.name }),
      summary: request.summary ?? `Record deploy ${record.id} as ${name}`,
    };
    await gateways.repository.createTag(name, commit, tagMessage(release));
    const place = { gateways, org, environment: environment.name, orgId: identity.orgId, release: name };
    const kept = await keepConfiguration(place);
    return { kind: 'tagged', release, notices: [...leftInOrg(others), ...(await pushed(gateways, name)), ...kept] };
  });

const commitNamed = async ({ repository }: Gateways, at: string | undefined): Promise<string> =>
  at === undefined
    ? repository.head()
    : ((await repository.commit(at)) ??
      refuse({
        reason: 'unknownRef',
        ref: at,
        nearest: nearestNames(at, await repository.refNames()),
        shallow: repository.shallow,
      }));

interface DeployChoice {
  readonly catalogue: Catalogue;
  readonly orgId: string;
  readonly request: TagRequest;
}

/** Only a deploy that succeeded, really deployed and is no release yet. */
const deployToTag = async (org: Org, { catalogue, orgId, request }: DeployChoice): Promise<DeployRecord> => {
  const record = await (request.deployId === undefined ? newestSuccess(org) : org.deployRequest(request.deployId));
  if (record === undefined)
    return request.deployId === undefined
      ? refuse({ reason: 'noDeployToTag', orgId })
      : refuse({ reason: 'unknownDeploy', deployId: request.deployId });
  if (record.status !== 'Succeeded' || record.checkOnly)
    refuse({ reason: 'notASuccessfulDeploy', deployId: record.id, status: record.status, checkOnly: record.checkOnly });
  const known = catalogue.releases.find(({ deployId }) => deployId === record.id);
  if (known !== undefined) refuse({ reason: 'alreadyTagged', deployId: record.id, release: known.name });
  return record;
};

const newestSuccess = async (org: Org): Promise<DeployRecord | undefined> =>
  (await org.recentDeploys(200)).find(({ status, checkOnly }) => status === 'Succeeded' && !checkOnly);

const leftInOrg = (others: readonly string[]): readonly Notice[] =>
  others.length === 0 ? [] : [{ notice: 'otherInOrg', detail: others.join(', ') }];

const pushed = async ({ repository }: Gateways, name: string): Promise<readonly Notice[]> => {
  try {
    await repository.pushTag(name);
    return [];
  } catch (error) {
    return [{ notice: 'tagNotPushed', detail: error instanceof Error ? error.message : String(error) }];
  }
};
