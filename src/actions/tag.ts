import type { DeployRecord } from '../gateways/org/deploy-record.ts';
import type { Org } from '../gateways/org/org.ts';
import type { Gateways } from '../gateways/open.ts';
import { currentRelease } from '../release/catalogue.ts';
import type { Notice } from '../release/ending.ts';
import { nearestNames } from '../release/metadata/nearest.ts';
import type { TagOutcome } from '../release/catalogue-outcome.ts';
import { refuse } from '../release/refusal.ts';
import { scopeOf, versionOf, type ReleaseName, type Scope } from '../release/release-name.ts';
import { tagMessage } from '../release/release-tag.ts';
import type { ReleaseRecord } from '../release/release.ts';
import { deployedComponents } from './deployed-components.ts';
import { openPinnedOrg, type Environment } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { concludedInLine, type LineWish } from './line.ts';
import { mayBeOfLine } from './lines-touched.ts';
import { nameAskedFor, nameWorkedOut, refuseExistingTag, type VersionWish } from './new-release.ts';
import { keepConfiguration } from './run/beside-run.ts';
import { activeFlowsOf, inventoryAt } from './run/flows.ts';
import { surroundingsOf } from './run/record-release.ts';
import { pushTag, recordPast } from './record-past.ts';
import { refuseSharedComponents } from './plan/other-lines.ts';
import { refuseOtherContent } from './plan/deployed-content.ts';
import type { OpenGateways } from './walk.ts';

export interface TagRequest extends VersionWish, LineWish {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** The newest that succeeded when absent. */
  readonly deployId?: string | undefined;
  /** The commit that was deployed; HEAD when absent. */
  readonly at?: string | undefined;
  /**
   * Takes the user's word that the org holds the commit. With `at` and no deploy id the org is not asked for a deploy
   * either: it may not remember any.
   */
  readonly unverified: boolean;
  /** ISO 8601: when, for a deploy that the org does not remember; when `at` is a release that of the release, else of the tag or the commit, when absent. */
  readonly deployedAt?: string | undefined;
  readonly summary?: string | undefined;
}

/** Records a deploy that any other tool made, once the org has confirmed it and holds what the commit says. */
export const tag = (open: OpenGateways, request: TagRequest): Promise<TagOutcome> =>
  concludedInLine(open, request, async (gateways) => {
    const environment = await fetchEnvironment(gateways, request.environment);
    const asked = nameAskedFor(environment, request);
    const commit = await commitNamed(gateways, request.at);
    await refuseSharedComponents(gateways, commit);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const name = asked ?? (await nameWorkedOut(gateways, { environment, kind: identity.kind, commit }, request));
    await refuseExistingTag(gateways, name);
    const { catalogue } = environment;
    const scope = scopeOf(catalogue);
    if (isGitsWordAlone(request))
      return recordGitsWord(gateways, { scope, orgId: identity.orgId, name, commit, request });
    const record = await deployToTag(gateways, { org, environment, orgId: identity.orgId, request });
    const previous = currentRelease(catalogue);
    const { changed: touched } = await deployedComponents(org, record.id);
    const question = { org, from: previous, commit, touched };
    const others = request.unverified ? [] : await refuseOtherContent(gateways, question);
    const release: ReleaseRecord = {
      name,
      ...scope,
      version: versionOf(name),
      commit,
      orgId: identity.orgId,
      deployId: record.id,
      deployedAt: (record.completedDate ?? gateways.now()).toISOString(),
      inventory: (await inventoryAt(gateways, commit)).sha256,
      activeFlowVersions: await activeFlowsOf({ gateways, org, commit }),
      ...(await surroundingsOf(org, { level: 'NoTestRun', classes: [] })),
      ...(request.unverified && { unverified: true }),
      ...(previous === undefined ? {} : { previous: previous.name }),
      summary: request.summary ?? `Record deploy ${record.id} as ${name}`,
    };
    await gateways.repository.createTag(name, commit, tagMessage(release));
    const place = { gateways, org, environment: environment.name, orgId: identity.orgId, release: name };
    const kept = await keepConfiguration(place);
    return { kind: 'tagged', release, notices: [...leftInOrg(others), ...(await pushTag(gateways, name)), ...kept] };
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

/** A deploy that the org does not remember any more: nobody but Git says which commit it was. */
const isGitsWordAlone = ({ unverified, at, deployId }: TagRequest): boolean =>
  unverified && at !== undefined && deployId === undefined;

interface GitsWord {
  readonly scope: Scope;
  readonly orgId: string;
  readonly name: ReleaseName;
  readonly commit: string;
  readonly request: TagRequest;
}

const recordGitsWord = async (gateways: Gateways, word: GitsWord): Promise<TagOutcome> => {
  const { scope, orgId, name, commit, request } = word;
  const { repository } = gateways;
  const tag = (await repository.tagsMade()).find((made) => made.name === request.at);
  const known = (await repository.releases()).find((release) => release.name === request.at);
  const [newest] = await repository.commitsOfBranch(commit);
  const at = request.deployedAt ?? known?.deployedAt ?? tag?.at ?? newest?.at ?? gateways.now().toISOString();
  const git = { commit, at, ...(tag && { tag: tag.name }), basis: 'tagAlone' } as const;
  const past = { version: versionOf(name), also: [], git };
  return { kind: 'tagged', ...(await recordPast(gateways, { scope, orgId, past, summary: request.summary })) };
};

interface DeployChoice {
  readonly org: Org;
  readonly environment: Environment;
  readonly orgId: string;
  readonly request: TagRequest;
}

/** Only a deploy that succeeded, really deployed and is no release yet. */
const deployToTag = async (gateways: Gateways, choice: DeployChoice): Promise<DeployRecord> => {
  const { org, environment, orgId, request } = choice;
  const record = await (request.deployId === undefined
    ? newestSuccess(gateways, choice)
    : org.deployRequest(request.deployId));
  if (record === undefined)
    return request.deployId === undefined
      ? refuse({ reason: 'noDeployToTag', orgId, ...(gateways.line !== undefined && { line: gateways.line }) })
      : refuse({ reason: 'unknownDeploy', deployId: request.deployId });
  if (record.status !== 'Succeeded' || record.checkOnly)
    refuse({ reason: 'notASuccessfulDeploy', deployId: record.id, status: record.status, checkOnly: record.checkOnly });
  const known = environment.catalogue.releases.find(({ deployId }) => deployId === record.id);
  if (known !== undefined) refuse({ reason: 'alreadyTagged', deployId: record.id, release: known.name });
  return record;
};

/** Of all that succeeded the newest that gave something to the line that is tagged. */
const newestSuccess = async (
  gateways: Gateways,
  { org, environment }: DeployChoice,
): Promise<DeployRecord | undefined> => {
  for (const record of await org.recentDeploys(200))
    if (record.status === 'Succeeded' && !record.checkOnly)
      if (await mayBeOfLine(gateways, environment, { org, deployId: record.id })) return record;
  return undefined;
};

const leftInOrg = (others: readonly string[]): readonly Notice[] =>
  others.length === 0 ? [] : [{ notice: 'otherInOrg', detail: others.join(', ') }];
