import type { DeployDetails, DeployRecord } from '../../gateways/org/deploy-record.ts';
import { parseBaseline, type Baseline } from '../../release/checks/baseline.ts';
import { skipFlag, type Answer, type CheckResult } from '../../release/checks/check.ts';
import type { FactsAfter } from '../../release/checks/checks-after.ts';
import { judgeAfter } from '../../release/checks/checks.ts';
import { declaredAfter, projectChecks } from '../../release/checks/declared-check.ts';
import { coverageOf } from '../../release/tests/test-report.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { Proof } from '../../release/plan/proof.ts';
import type { Scene } from '../run/scene.ts';
import { grantedStill } from './access.ts';
import { answered } from './answered.ts';
import { invalidApex, scheduledJobs } from './baseline.ts';
import { measureUntilRight } from './declared.ts';
import { definedStill } from './definitions.ts';
import { changesByOthers } from './others.ts';

/** A run whose steps are taken and whose org was read back. */
export interface Aftercare {
  readonly scene: Scene;
  readonly proof: Proof;
  /** How things stood before; unknown when the run was opened without it. */
  readonly before: Answer<Baseline>;
  /** What the org says of each deploy of the run. */
  readonly deploys: Answer<readonly Deploy[]>;
}

type Deploy = DeployRecord & { readonly details?: DeployDetails };

type Ask<Facts> = (care: Aftercare) => Promise<Facts>;

/** Everything asked after a run, the project's own checks last: what they need has to be there. */
export const checkAfter = async (scene: Scene, proof: Proof): Promise<readonly CheckResult[]> => {
  const before = await answered(async () =>
    parseBaseline(await scene.run.journal.attachment(scene.run.id, 'baseline.json')),
  );
  const care = { scene, proof, before, deploys: await answered(() => deploysOf(scene)) };
  const skip = 'known' in before ? before.known.skip : [];
  const names = Object.keys(asks) as (keyof FactsAfter)[];
  const entries = names.map(async (name): Promise<readonly [string, Answer<unknown>]> => {
    if (skip.includes(name)) return [name, { skipped: skipFlag }];
    return [name, await answered<unknown>(() => asks[name](care))];
  });
  const known = judgeAfter(Object.fromEntries(await Promise.all(entries)));
  return [...known, ...(await declaredChecks(care, skip))];
};

const deploysOf = async ({ run, org }: Scene): Promise<readonly Deploy[]> => {
  const ids = run.submissions().flatMap(({ deployId }) => deployId ?? []);
  const deploys: Deploy[] = [];
  for (const id of ids) deploys.push(await org.deployStatus(id));
  return deploys;
};

const declaredChecks = async ({ scene, before }: Aftercare, skip: readonly string[]): Promise<CheckResult[]> => {
  const { gateways, plan } = scene;
  const results: CheckResult[] = [];
  for (const check of projectChecks(gateways.configuration.checks, plan.environment)) {
    const was = 'known' in before ? before.known.declared[check.name] : before;
    results.push(
      skip.includes(check.name)
        ? declaredAfter(check, { skipped: skipFlag }, was)
        : await measureUntilRight({ ...scene, when: 'after' }, check, (now) => declaredAfter(check, now, was)),
    );
  }
  return results;
};

/** What an answer holds; a `RangeError` with its reason when there is none. */
const knownIn = <Facts>(answer: Answer<Facts>): Facts => {
  if ('known' in answer) return answer.known;
  throw new RangeError('unknown' in answer ? answer.unknown : answer.skipped);
};

const deployResult: Ask<FactsAfter['deployResult']> = ({ deploys }) =>
  Promise.resolve({
    deploys: knownIn(deploys).map(({ id, status, components, details }) => ({
      id,
      status,
      deployed: components.done,
      total: components.total,
      failures: (details?.failures ?? []).map(({ type, fullName, problem }) => `${type}:${fullName} ${problem ?? ''}`),
      warnings: (details?.warnings ?? []).map(({ type, fullName, problem }) => `${type}:${fullName} ${problem ?? ''}`),
    })),
  });

const deletionsGone: Ask<FactsAfter['deletionsGone']> = async ({ scene, proof }) => ({
  still: await definedStill(scene.org, scene.plan.deletes),
  retrieved: proof.components.filter(({ verdict }) => verdict === 'unexpected').map(keyOf),
});

const apexValid: Ask<FactsAfter['apexValid']> = async ({ scene, before }) => {
  const { ships, tests } = scene.plan;
  const was = new Set(knownIn(knownIn(before).invalidApex));
  const sent = new Set(ships.map(keyOf));
  const invalid = await invalidApex(scene.org);
  return {
    sent: invalid.filter((key) => sent.has(key as `${string}:${string}`)),
    others: invalid.filter((key) => !sent.has(key as `${string}:${string}`) && !was.has(key)),
    wasCompiled: tests.level === 'RunLocalTests' || tests.level === 'RunAllTestsInOrg',
  };
};

const flowVersionsActive: Ask<FactsAfter['flowVersionsActive']> = async ({ scene }) => {
  const steps = scene.plan.steps.filter((step) => step.kind === 'activateFlowVersion');
  if (steps.length === 0) return { wrong: [] };
  const versions = new Map(
    (await scene.org.flowVersions(steps.map(({ flow }) => flow))).map((flow) => [flow.name.toLowerCase(), flow]),
  );
  return {
    wrong: steps.flatMap(({ flow, version }) => {
      const found = versions.get(flow.toLowerCase());
      const planned = version === 'newest' ? found?.latest?.number : version;
      const active = found?.active?.number ?? 0;
      return active === planned ? [] : [`${flow}: version ${active} is active, not ${planned ?? 'the newest'}`];
    }),
  };
};

const testsAndCoverage: Ask<FactsAfter['testsAndCoverage']> = ({ deploys }) => {
  const details = knownIn(deploys).flatMap((deploy) => deploy.details ?? []);
  const coverage = coverageOf(details.flatMap((one) => one.coverage));
  return Promise.resolve({
    ran: details.reduce((sum, { testsRun }) => sum + testsRun, 0),
    failed: details.flatMap(({ testFailures }) =>
      testFailures.map(({ className, method }) => `${className}.${method}`),
    ),
    ...(coverage !== undefined && { coverage }),
  });
};

const jobsBack: Ask<FactsAfter['jobsBack']> = async ({ scene, before }) => {
  const text = ({ name, cron, owner }: { name: string; cron: string; owner: string }): string =>
    `${name} (${cron}, ${owner})`;
  const now = new Set((await scheduledJobs(scene.org)).map(text));
  return {
    missing: knownIn(knownIn(before).jobs)
      .map(text)
      .filter((job) => !now.has(job)),
  };
};

/** A rollback leaves branches behind that would bring back what it took out; one that goes on to later commits does not. */
const gitTruth: Ask<FactsAfter['gitTruth']> = async ({ scene: { gateways, plan } }) => {
  const { repository } = gateways;
  const { purpose, from, to } = plan;
  const isBack = purpose === 'rollback' && !(await repository.isAncestor(from.commit, to.commit));
  return { stillHold: isBack ? await repository.branchesHolding(from.commit) : [] };
};

const asks: { readonly [Name in keyof FactsAfter]: Ask<FactsAfter[Name]> } = {
  deployResult,
  equality: ({ proof }) => Promise.resolve(proof),
  deletionsGone,
  permissionsOff: async ({ scene }) => ({ still: await grantedStill(scene.org, scene.plan.revokes) }),
  apexValid,
  flowVersionsActive,
  testsAndCoverage,
  jobsBack,
  nobodyElse: async ({ scene, before }) => {
    const { orgTime, userId } = knownIn(before);
    return { changes: await changesByOthers(scene.org, { since: new Date(orgTime), userId }) };
  },
  gitTruth,
};
