import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import { conclusionOf, stoppers, type CheckResult } from '../../release/checks/check.ts';
import { deploysUndone, type JournalEntry } from '../../release/journal-entry.ts';
import type { Plan, PlanOptions } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import type { PlannedOutcome } from '../../release/run-outcome.ts';
import type { Environment } from '../environment.ts';
import { refuseBusyOrg, refuseNewerDeploy } from '../plan/org-checks.ts';
import type { Material } from '../run/scene.ts';
import { takeBaseline } from './baseline.ts';
import { checkBefore, refuseUnknownChecks } from './before.ts';
import type { Checking } from './checking.ts';

/** A plan that was checked, and everything that is needed to check again. */
export interface Checked {
  readonly checking: Checking;
  readonly results: readonly CheckResult[];
}

/** What a person asked for that decides over checks. */
export interface CheckWishes {
  readonly skip?: readonly string[] | undefined;
  readonly dryRun: boolean;
  readonly options: PlanOptions;
}

interface Place {
  readonly gateways: Gateways;
  readonly environment: Environment;
  readonly org: Org;
  /** Of the environment's journal. */
  readonly entries: readonly JournalEntry[];
}

/**
 * What can be said before a plan is made is said then: planning takes minutes in a large org. A dry run is not refused,
 * it shows the same among its checks.
 */
export const refuseEarly = async (
  { gateways, environment, org, entries }: Place,
  { skip = [], dryRun, options }: CheckWishes,
): Promise<void> => {
  refuseUnknownChecks(gateways, skip);
  if (dryRun) return;
  if (!skip.includes('noDeployRunning')) await refuseBusyOrg(org);
  if (options.onDrift === 'stop' && !skip.includes('deployedRelease'))
    await refuseNewerDeploy(org, environment, deploysUndone(entries));
};

interface Planned extends Place {
  readonly identity: OrgIdentity;
  readonly plan: Plan;
  readonly material: Pick<Material, 'packages'>;
}

/** Asks everything that has to be known before a plan is carried out. Refuses nothing and writes nothing. */
export const checkPlan = async (
  { entries, ...place }: Planned,
  { skip = [] }: Pick<CheckWishes, 'skip'>,
): Promise<Checked> => {
  const checking = { ...place, skip, undone: deploysUndone(entries) };
  return { checking, results: await checkBefore(checking) };
};

/** The ending of a dry run. */
export const planned = ({ checking: { plan, identity }, results }: Checked): PlannedOutcome => ({
  kind: 'planned',
  plan,
  org: { name: identity.name, username: identity.username, instanceUrl: identity.instanceUrl },
  checks: results,
});

/** Refuses when a check failed; what could not be answered is for the person who agrees. */
export const refuseFailed = ({ results }: Checked): void => {
  if (conclusionOf(results) === 'refuse') refuse({ reason: 'checkFailed', checks: stoppers(results) });
};

/** What the journal keeps of the time before a run: read and measured just now, so that the checks after compare with it. */
export const evidenceBefore = async ({ checking, results }: Checked) => {
  const measured = await takeBaseline(checking);
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  return {
    skippedChecks: checking.skip,
    attachments: {
      'baseline.json': json(measured.baseline),
      'checks-before.json': json([...results, ...measured.results]),
    },
  };
};
