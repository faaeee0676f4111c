import type { Org } from '../../gateways/org/org.ts';
import type { Baseline, ScheduledJob } from '../../release/checks/baseline.ts';
import { declaredBefore, projectChecks } from '../../release/checks/declared-check.ts';
import { skipFlag, type CheckResult } from '../../release/checks/check.ts';
import { answered } from './answered.ts';
import type { Checking } from './checking.ts';
import { measureOnce } from './declared.ts';

/** How things stand just before a run, and what the project's own checks say of it. */
export interface Measured {
  readonly baseline: Baseline;
  readonly results: readonly CheckResult[];
}

/** Reads and measures what the checks after a run compare with. Only the project's own commands can change anything. */
export const takeBaseline = async (checking: Checking): Promise<Measured> => {
  const { gateways, environment, org, identity, plan, skip } = checking;
  const orgTime = (await org.expectOrg(plan.orgId)).toISOString();
  const [jobs, invalid] = await Promise.all([answered(() => scheduledJobs(org)), answered(() => invalidApex(org))]);
  const checks = projectChecks(gateways.configuration.checks, environment.name);
  const declared: Record<string, Baseline['declared'][string]> = {};
  const results: CheckResult[] = [];
  for (const check of checks) {
    const measured = skip.includes(check.name)
      ? { skipped: skipFlag }
      : await measureOnce({ gateways, org, plan, when: 'before' }, check);
    declared[check.name] = measured;
    results.push(declaredBefore(check, measured));
  }
  return {
    baseline: { orgTime, userId: identity.userId, jobs, invalidApex: invalid, declared, skip: [...skip] },
    results,
  };
};

/** Object Reference, CronTrigger and CronJobDetail; documented. */
export const scheduledJobs = async (org: Org): Promise<readonly ScheduledJob[]> => {
  const rows = await org.query(
    "SELECT CronJobDetail.Name, CronExpression, OwnerId FROM CronTrigger WHERE State NOT IN ('DELETED', 'COMPLETE')",
  );
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return rows.map(({ CronJobDetail: detail, CronExpression: cron, OwnerId: owner }) => ({
    name: text((detail as { Name?: unknown } | null)?.Name),
    cron: text(cron),
    owner: text(owner),
  }));
};

/** Keys of Apex of the org's own that does not compile, or was not compiled since (ApexClass.IsValid; documented). */
export const invalidApex = async (org: Org): Promise<readonly string[]> => {
  const named = async (type: 'ApexClass' | 'ApexTrigger'): Promise<readonly string[]> => {
    const rows = await org.toolingQuery(`SELECT Name FROM ${type} WHERE IsValid = false AND NamespacePrefix = null`);
    return rows.flatMap(({ Name: name }) => (typeof name === 'string' ? `${type}:${name}` : []));
  };
  return [...(await named('ApexClass')), ...(await named('ApexTrigger'))].sort();
};
