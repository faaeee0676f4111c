import { currentRelease, findRelease, nextVersion } from '../release/catalogue.ts';
import { lastRun } from '../release/journal-entry.ts';
import type { DeployOutcome } from '../release/outcome.ts';
import type { PlanOptions } from '../release/plan/plan.ts';
import { refuse } from '../release/refusal.ts';
import { releaseName, type ReleaseName } from '../release/release-name.ts';
import type { Gateways } from '../gateways/open.ts';
import { findEnvironment, openPinnedOrg, refuseMovedTags, type Environment } from './environment.ts';
import { checkPlan, planned, refuseEarly, refuseFailed } from './checks/check-plan.ts';
import { changesNothing, planMove, refuseBlockers } from './plan/plan-move.ts';
import type { Consent } from './rollback.ts';
import { carryOut, type RunWishes } from './run/carry-out.ts';
import { refuseOrdered } from './run/order.ts';
import { refuseOpenRun } from './run/run.ts';
import { refuseWithoutBackup } from './run/save-data.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface DeployRequest extends RunWishes {
  /** A semantic version, or how to raise the highest one. */
  readonly version: string;
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Sends every component, not only what differs from the current release. */
  readonly whole: boolean;
  readonly dryRun: boolean;
  readonly options: PlanOptions;
}

/** Deploys the commit at HEAD and records it as a release when the org said so and the org was read back. */
export const deploy = (open: OpenGateways, request: DeployRequest, consent: Consent): Promise<DeployOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const release = newReleaseName(environment, request.version);
    const commit = await cleanHead(gateways);
    const from = currentRelease(environment.catalogue);
    const entries = await gateways.journal(environment.name).entries();
    refuseOpenRun(lastRun(entries), request.takeOver);
    refuseOrdered(environment, entries, commit);
    await refuseExistingTag(gateways, release);
    if (from !== undefined) await refuseMovedTags(gateways, [from]);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    await refuseEarly({ gateways, environment, org, entries }, request);
    const to = { release, commit };
    const { options, whole } = request;
    const { plan, material } = await planMove(gateways, {
      environment,
      org,
      identity,
      from,
      to,
      options,
      whole,
      purpose: 'deploy',
    });
    if (changesNothing(plan))
      refuse({ reason: 'nothingToDeploy', ...(from === undefined ? {} : { since: from.name }) });
    refuseBlockers(plan);
    const checked = await checkPlan({ gateways, environment, org, identity, plan, material, entries }, request);
    if (request.dryRun) return planned(checked);
    refuseFailed(checked);
    refuseWithoutBackup(gateways, plan);
    await consent({ plan, identity, checks: checked.results });
    const ending = await carryOut(
      gateways,
      { verb: 'deploy', release, org, identity, plan, material, checked },
      request,
    );
    return ending.kind === 'performed' ? { ...ending, kind: 'released', plan } : ending;
  });

/** The name of the new release; refuses what is no version and what exists. */
export const newReleaseName = ({ name, catalogue }: Environment, request: string): ReleaseName => {
  const version = nextVersion(catalogue, request) ?? refuse({ reason: 'invalidVersion', version: request });
  const existing = findRelease(catalogue, version);
  if (existing !== undefined) refuse({ reason: 'versionExists', release: existing.name });
  return releaseName(name, version);
};

/** Another clone may have made the release already. */
export const refuseExistingTag = async ({ repository }: Gateways, release: ReleaseName): Promise<void> => {
  const remote = await repository.remoteTags(release);
  if (remote.size > 0 || (await repository.commit(`refs/tags/${release}`)) !== undefined)
    refuse({ reason: 'versionExists', release });
};

/**
 * The commit at HEAD. What is deployed comes from Git objects; work that is not committed would be left out in
 * silence, so it is refused by name.
 */
const cleanHead = async ({ repository, versionAt }: Gateways): Promise<string> => {
  const commit = await repository.head();
  const { settings } = await versionAt(commit, 'HEAD');
  const matters = (file: string): boolean =>
    file === 'sfdx-project.json' ||
    file === '.forceignore' ||
    settings.packageDirectories.some((directory) => directory === '' || file.startsWith(`${directory}/`));
  const files = (await repository.dirtyFiles()).filter((file) => matters(file) && !settings.ignores(file));
  if (files.length > 0) refuse({ reason: 'dirtyTree', files });
  return commit;
};
