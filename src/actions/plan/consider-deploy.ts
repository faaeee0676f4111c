import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import { currentRelease } from '../../release/catalogue.ts';
import { lastRun, type JournalEntry } from '../../release/journal-entry.ts';
import type { Plan, PlanOptions } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import type { ReleaseName } from '../../release/release-name.ts';
import { openPinnedOrg, refuseMovedTags, type Environment } from '../environment.ts';
import { fetchEnvironment } from '../fetched-environment.ts';
import { nameAskedFor, nameWorkedOut, refuseExistingTag, type VersionWish } from '../new-release.ts';
import { releaseToPromote } from '../promotion.ts';
import { refuseOrdered } from '../run/order.ts';
import { refuseOpenRun } from '../run/run.ts';
import type { Material } from '../run/scene.ts';
import type { PlanningPlace } from './consider-rollback.ts';
import { refuseSharedComponents } from './other-lines.ts';
import { planMove } from './plan-move.ts';

/** What a person wants to release, and where. */
export interface DeployWish extends VersionWish {
  readonly line?: string | undefined;
  /** Full name of a release of another environment whose commit is deployed; HEAD when absent. */
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Id of the open run of somebody who is gone. */
  readonly takeOver?: string | undefined;
  /** Sends every component, not only what differs from the current release. */
  readonly whole: boolean;
  readonly options: PlanOptions;
}

export interface ConsideredDeploy {
  readonly environment: Environment;
  /** The release that comes of it. */
  readonly release: ReleaseName;
  /** What is in the org; absent before the first release. */
  readonly from: Release | undefined;
  /** The release of another environment that is promoted. */
  readonly promoted: Release | undefined;
  readonly org: Org;
  readonly identity: OrgIdentity;
  readonly entries: readonly JournalEntry[];
  readonly plan: Plan;
  readonly material: Material;
}

type RefuseEarly = (place: PlanningPlace) => Promise<void>;

/** Everything about a deploy that can be known before anybody agrees to it. Writes nothing anywhere. */
export const considerDeploy = async (
  gateways: Gateways,
  wish: DeployWish,
  refuseEarly: RefuseEarly,
): Promise<ConsideredDeploy> => {
  const { options, whole, targetOrg } = wish;
  const environment = await fetchEnvironment(gateways, wish.environment);
  const asked = nameAskedFor(environment, wish);
  const promoted = wish.release === undefined ? undefined : await releaseToPromote(gateways, environment, wish.release);
  const commit = promoted?.commit ?? (await cleanHead(gateways));
  await refuseSharedComponents(gateways, commit);
  const from = currentRelease(environment.catalogue);
  const entries = await gateways.journal(environment.name).entries();
  refuseOpenRun(lastRun(entries), wish.takeOver);
  refuseOrdered(environment, entries, commit);
  if (from !== undefined) refuseMovedTags(environment.remoteTags, [from]);
  const { org, identity } = await openPinnedOrg(gateways, environment, targetOrg);
  const question = { environment, kind: identity.kind, commit, promoted };
  const release = asked ?? (await nameWorkedOut(gateways, question, wish));
  await refuseExistingTag(gateways, release);
  await refuseEarly({ gateways, environment, org, entries, options });
  const to = { release, commit };
  const ends = { from, to, whole, purpose: 'deploy' } as const;
  const planned = await planMove(gateways, { environment, org, identity, options, ...ends });
  return { environment, release, from, promoted, org, identity, entries, ...planned };
};

/**
 * The commit at HEAD. What is deployed comes from Git objects; work that is not committed would be left out in
 * silence, so it is refused by name.
 */
const cleanHead = async ({ repository, versionAt, line }: Gateways): Promise<string> => {
  const commit = await repository.head();
  const { settings } = await versionAt(commit, 'HEAD');
  const matters = (file: string): boolean =>
    file === 'sfdx-project.json' ||
    file === '.forceignore' ||
    (file === 'release.yaml' && line !== undefined) ||
    settings.packageDirectories.some((directory) => directory === '' || file.startsWith(`${directory}/`));
  const files = (await repository.dirtyFiles()).filter((file) => matters(file) && !settings.ignores(file));
  if (files.length > 0) refuse({ reason: 'dirtyTree', files });
  return commit;
};
