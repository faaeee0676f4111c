import type { Gateways } from '../gateways/open.ts';
import type { Org } from '../gateways/org/org.ts';
import type { AutoTagOutcome, LineTagOutcome, TagOutcome } from '../release/catalogue-outcome.ts';
import type { RefusalReason } from '../release/refusal.ts';
import { deployedComponents } from './deployed-components.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { linesOf } from './line.ts';
import { linesTouched } from './lines-touched.ts';
import { tag, type TagRequest } from './tag.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface AutoTagRequest {
  /** Of a deploy that a standard command has just made, 15 or 18 characters. */
  readonly deployId: string;
  readonly targetOrg?: string | undefined;
}

/**
 * Records a deploy of a standard command as a release, when it went to an org that `release.yaml` pins. What the org
 * holds is compared with the commit; a release that is not what the commit says is recorded all the same, and says so.
 * With release lines it becomes a release of each line that it gave something to.
 */
export const autoTag = (open: OpenGateways, request: AutoTagRequest): Promise<AutoTagOutcome> =>
  concluded(open, async (gateways) => {
    const { environments, autoTag: wish = 'auto' } = gateways.configuration;
    if (wish === 'off' || Object.keys(environments).length === 0) return { kind: 'notTagged' };
    const found = await environmentOf(gateways, request);
    if (found === undefined) return { kind: 'notTagged' };
    const { org, ...place } = found;
    const asked: Asked = { deployId: request.deployId, ...place, version: wish };
    const onceOpened = Promise.resolve(remembering(org));
    const onceAsked: Gateways = { ...gateways, openOrg: () => onceOpened };
    const known = linesOf(gateways.configuration);
    const where = await whereCommitIs(gateways);
    if (known.length === 0) return recorded(onceAsked, asked, where);
    const lines: (LineTagOutcome & { readonly line: string })[] = [];
    for (const line of await linesGivenTo(onceAsked, asked))
      lines.push({ ...(await recorded(onceAsked, { ...asked, line }, where)), line });
    return { kind: 'byLine', known, lines };
  });

/** A deploy that has ended says the same each time that it is asked about, by 15 characters of its id or by 18. */
const remembering = (org: Org): Org => {
  const told = new Map<string, ReturnType<Org['deployStatus']>>();
  return {
    ...org,
    deployStatus: (id) => {
      const answer = told.get(id.slice(0, 15)) ?? org.deployStatus(id);
      told.set(id.slice(0, 15), answer);
      return answer;
    },
  };
};

const linesGivenTo = async (gateways: Gateways, { deployId, environment }: Asked): Promise<readonly string[]> =>
  linesTouched(gateways, {
    components: await deployedComponents(await gateways.openOrg(), deployId),
    environment: () => fetchEnvironment(gateways, environment),
  });

type Asked = Omit<TagRequest, 'unverified'> & { readonly deployId: string };

const recorded = async (gateways: Gateways, asked: Asked, where: string): Promise<LineTagOutcome> => {
  const open: OpenGateways = () => Promise.resolve(gateways);
  const what = `Record deploy ${asked.deployId}`;
  const outcome = await tag(open, { ...asked, unverified: false, ...(where !== '' && { summary: what + where }) });
  if (reasonOf(outcome) !== 'notTheDeployedCommit') return settled(outcome, false);
  const summary = `${what}; the org holds other contents than the commit${where}`;
  return settled(await tag(open, { ...asked, unverified: true, summary }), true);
};

interface Found {
  readonly environment: string;
  readonly targetOrg: string | undefined;
  readonly org: Org;
}

/**
 * The pinned environment that the deploy went to. A command that follows a deploy names no org: then the orgs that
 * `release.yaml` names are asked for it.
 */
const environmentOf = async (
  gateways: Gateways,
  { deployId, targetOrg }: AutoTagRequest,
): Promise<Found | undefined> => {
  const pinned = Object.entries(gateways.configuration.environments);
  const named = new Set(targetOrg === undefined ? pinned.flatMap(([, org]) => org.targetOrg ?? []) : [targetOrg]);
  for (const alias of named.size === 0 ? [undefined] : named) {
    const org = await gateways.openOrg(alias);
    const { orgId } = await org.identity();
    const [environment] = pinned.find(([, candidate]) => candidate.orgId === orgId) ?? [];
    if (environment !== undefined && (await org.deployRequest(deployId)) !== undefined)
      return { environment, targetOrg: alias, org };
  }
  return undefined;
};

/** What the record has to say of a commit that was deployed before it was committed whole, or pushed. */
const whereCommitIs = async ({ repository }: Gateways): Promise<string> => {
  const isDirty = (await repository.dirtyFiles()).length > 0;
  const { remote } = repository;
  const branches = remote === undefined ? [] : await repository.branchesHolding(await repository.head());
  const isUnpushed = remote !== undefined && !branches.some((branch) => branch.startsWith(`${remote}/`));
  return `${isDirty ? '; the work tree was not committed' : ''}${isUnpushed ? `; on no branch of ${remote}` : ''}`;
};

const reasonOf = (outcome: TagOutcome): RefusalReason | undefined =>
  outcome.kind === 'refused' ? outcome.refusal.reason : undefined;

/** Nothing happened, or it is recorded already: no news after somebody else's command. */
const nothingNew: ReadonlySet<RefusalReason> = new Set(['alreadyTagged', 'notASuccessfulDeploy', 'unknownDeploy']);

const settled = (outcome: TagOutcome, differs: boolean): LineTagOutcome => {
  if (outcome.kind === 'tagged') return { kind: 'recorded', release: outcome.release, differs };
  const reason = reasonOf(outcome);
  return reason !== undefined && nothingNew.has(reason) ? { kind: 'notTagged' } : outcome;
};
