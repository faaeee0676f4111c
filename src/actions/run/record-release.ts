import { currentRelease, catalogueOf } from '../../release/catalogue.ts';
import type { Notice } from '../../release/ending.ts';
import { parseReleaseName, type ReleaseName } from '../../release/release-name.ts';
import { tagMessage } from '../../release/release-tag.ts';
import type { ReleaseRecord } from '../../release/release.ts';
import { isMixed } from '../../release/plan/selection.ts';
import type { DeploySummary } from '../../release/run-outcome.ts';
import { commitOf } from '../plan/wanted.ts';
import { answered } from '../checks/answered.ts';
import { activeFlowsOf, inventoryAt } from './flows.ts';
import { installedPackages } from './installed-packages.ts';
import { redTests } from './red-tests.ts';
import type { Scene } from './scene.ts';

export interface Recorded {
  readonly release: ReleaseRecord;
  readonly notices: readonly Notice[];
}

/**
 * Makes the tag of a release whose deploy is proven. A tag that cannot be pushed changes nothing about the deploy: it
 * is a notice, and the journal knows the tag.
 */
export const recordRelease = async (scene: Scene, deploy: DeploySummary): Promise<Recorded> => {
  const { run, gateways } = scene;
  // whoever began this step may have pushed the tag, and this clone not have it
  if (run.intended({ step: 'tag' }) !== undefined)
    await gateways.repository.fetchTags([`${run.opened.environment}/*`]).catch(unlessGit);
  const release = await releaseOf(scene, deploy);
  await run.intend({ step: 'tag' }, { release: release.name, commit: release.commit });
  await createTag(scene, release);
  const notices = await pushTag(scene, release.name);
  const made = (await gateways.repository.releases()).find(({ name }) => name === release.name);
  await run.finish(
    { step: 'tag' },
    { release: release.name, tag: made?.tag ?? 'unknown', pushed: notices.length === 0 },
  );
  // its reason is told as the tag has it: without secrets
  return { release: { ...release, ...(made && { summary: made.summary }) }, notices };
};

/** The push says what the remote thinks of the tag; a fetch that git refuses changes nothing about it. */
const unlessGit = (error: unknown): void => {
  if (!(error instanceof Error) || error.name !== 'GitError') throw error;
};

const releaseOf = async (scene: Scene, deploy: DeploySummary): Promise<ReleaseRecord> => {
  const { run, plan, gateways, material, org } = scene;
  const { opened } = run;
  const name = opened.release as ReleaseName;
  const parsed = parseReleaseName(name);
  if (parsed === undefined) throw new RangeError(`the run ${run.id} names no release`);
  const catalogue = catalogueOf(parsed, await gateways.repository.releases());
  const previous = currentRelease(catalogue)?.name;
  const commit = await commitOf(gateways, plan, `${summaryOf(scene, name)}\n`);
  const isWhole = opened.verb === 'rollback' && !isMixed(plan.options);
  const rollback = isWhole ? { restores: plan.to.release, rollsBack: plan.from.release } : {};
  return {
    name,
    ...parsed,
    commit,
    orgId: plan.orgId,
    ...(deploy.deployId === 'none' ? {} : { deployId: deploy.deployId }),
    deployedAt: deploy.completedAt,
    testLevel: plan.tests.level,
    inventory: (await inventoryAt(gateways, commit)).sha256,
    ...packageHash(scene),
    apiVersion: material.apiVersion,
    activeFlowVersions: await activeFlowsOf({ gateways, org, commit }),
    ...(await surroundingsOf(org, plan.tests)),
    ...(previous === undefined ? {} : { previous }),
    ...(rollback as Partial<Pick<ReleaseRecord, 'restores' | 'rollsBack'>>),
    summary: summaryOf(scene, name),
  };
};

/**
 * What a rollback to this release compares with; what the org does not tell is left out and known to be unknown. Tests
 * that the deploy itself has just run are green, whatever the org remembers of earlier runs.
 */
export const surroundingsOf = async (
  org: Scene['org'],
  { level, classes }: Pick<Scene['plan']['tests'], 'level' | 'classes'>,
): Promise<Pick<ReleaseRecord, 'redTests' | 'packages'>> => {
  const ranAll = level === 'RunLocalTests' || level === 'RunAllTestsInOrg';
  const [red, packages] = await Promise.all([
    answered(async () => (ranAll ? [] : (await redTests(org)).filter((name) => !classes.includes(name)))),
    answered(() => installedPackages(org)),
  ]);
  return {
    ...('known' in red && { redTests: red.known }),
    ...('known' in packages && { packages: packages.known }),
  };
};

const packageHash = ({ material }: Scene): { package?: string } => {
  const [first] = material.packages.values();
  return first === undefined ? {} : { package: first.sha256 };
};

const summaryOf = ({ run, plan }: Scene, name: ReleaseName): string => {
  const what = run.opened.verb === 'rollback' ? rollbackText(plan) : `Release ${name}`;
  return run.opened.reason === undefined ? what : `${what}: ${run.opened.reason}`;
};

const rollbackText = ({ environment, from, to, options }: Scene['plan']): string => {
  const now = from.release ?? 'nothing';
  if (options.undo !== undefined) return `Take ${options.undo} out of ${now} in ${environment}`;
  const part = isMixed(options) ? 'a part of ' : '';
  return `Roll ${part}${environment} back from ${now} to ${to.release ?? to.commit}`;
};

/** A resumed run may find its tag made already. */
const createTag = async ({ gateways }: Scene, release: ReleaseRecord): Promise<void> => {
  const exists = (await gateways.repository.releases()).some(({ name }) => name === release.name);
  if (!exists) await gateways.repository.createTag(release.name, release.commit, tagMessage(release));
};

const pushTag = async ({ gateways }: Scene, name: ReleaseName): Promise<readonly Notice[]> => {
  try {
    await gateways.repository.pushTag(name);
    return [];
  } catch (error) {
    return [{ notice: 'tagNotPushed', detail: error instanceof Error ? error.message : String(error) }];
  }
};
