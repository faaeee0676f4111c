import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Answer, CheckResult } from '../../release/checks/check.ts';
import { isAggregate, type Measure, type ProjectCheck } from '../../release/checks/declared-check.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { answered } from './answered.ts';

/** Where a check of the project is run. */
export interface Measuring {
  readonly gateways: Gateways;
  readonly org: Org;
  readonly plan: Plan;
  readonly when: 'before' | 'after';
}

/** One measurement; what did not come about is unknown, with the reason. */
export const measureOnce = (measuring: Measuring, check: ProjectCheck): Promise<Answer<Measure>> =>
  answered(() => measure(measuring, check));

/**
 * Measures until it is right or no try is left: a cache, a job or a page takes its time after a deploy. The last
 * measurement counts.
 */
export const measureUntilRight = async (
  measuring: Measuring,
  check: ProjectCheck,
  judge: (measured: Answer<Measure>) => CheckResult,
): Promise<CheckResult> => {
  for (let left = check.retries; ; left -= 1) {
    const result = judge(await measureOnce(measuring, check));
    if (result.verdict === 'pass' || left <= 0) return result;
    await measuring.gateways.probes.pause(check.pause);
  }
};

const measure = async ({ gateways, org, plan, when }: Measuring, check: ProjectCheck): Promise<Measure> => {
  const { probe, timeLimit } = check;
  const deadline = new Date(gateways.now().getTime() + timeLimit);
  switch (probe.kind) {
    case 'http':
      return gateways.probes.http({ url: probe.url, timeLimit });
    case 'command': {
      const told = {
        SF_RELEASE_ENVIRONMENT: plan.environment,
        SF_RELEASE_ORG_ID: plan.orgId,
        SF_RELEASE_WHEN: when,
      };
      return gateways.probes.command({ argv: probe.argv, env: probe.env, told, timeLimit });
    }
    case 'soql':
      return timed(gateways, () => rowsOf(org, probe.soql, deadline));
    case 'apexTests':
      return timed(gateways, async () => (await org.runTests(probe.classes, { deadline })).failed.length);
  }
};

const timed = async (gateways: Gateways, ask: () => Promise<number>): Promise<Measure> => {
  const begun = gateways.now().getTime();
  const value = await ask();
  return { value, took: gateways.now().getTime() - begun };
};

/** The one number of an aggregate query, else how many rows there are. */
const rowsOf = async (org: Org, soql: string, deadline: Date): Promise<number> => {
  if (!isAggregate(soql)) return org.count(soql, { deadline });
  const [row] = await org.query(soql, { deadline });
  const [value] = Object.values(row ?? {});
  if (value === null) return 0; // the sum of no rows
  if (typeof value !== 'number') throw new RangeError('the query gave no number');
  return value;
};
