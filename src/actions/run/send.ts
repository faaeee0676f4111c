import type { DeployEnding } from '../../gateways/org/org.ts';
import type { DeployDetails, DeployRecord } from '../../gateways/org/deploy-record.ts';
import type { Evidence } from '../../release/journal-entry.ts';
import type { DeployProblem, DeploySummary } from '../../release/outcome.ts';
import type { Package, Scene } from './scene.ts';
import { stop } from './stopped.ts';

/** Sends one package of the plan, once, and waits for the org's verdict. Stops the run on any other than "succeeded". */
export const send = async (scene: Scene, part: number): Promise<DeploySummary> => {
  const known = scene.run.finished({ step: 'await', part });
  if (known !== undefined) return summaryFrom(known);
  const deployId = await submit(scene, part);
  const { org, waiting } = scene;
  const deadline = new Date(scene.gateways.now().getTime() + waiting.minutes * 60_000);
  const ending = await org.awaitDeploy(deployId, {
    deadline,
    ...(waiting.onProgress === undefined ? {} : { onProgress: waiting.onProgress }),
    ...(waiting.signal === undefined ? {} : { signal: waiting.signal }),
  });
  const summary = await judged(scene, { part, deployId, ending });
  await scene.run.finish({ step: 'await', part }, { ...summary });
  return summary;
};

/** The id of the deploy: from the journal, from the org's own list when the answer was lost, or from sending now. */
const submit = async (scene: Scene, part: number): Promise<string> => {
  const { run, gateways } = scene;
  const known = run.finished({ step: 'submit', part })?.['deployId'];
  if (typeof known === 'string') return known;
  const intent = run.intended({ step: 'submit', part });
  const deployId =
    intent === undefined
      ? await sendOnce(scene, part)
      : await resolve(scene, part, new Date(Date.parse(String(intent.evidence['orgTime']))));
  await run.finish({ step: 'submit', part }, { deployId, acceptedAt: gateways.now().toISOString() });
  return deployId;
};

const packageOf = ({ material }: Scene, part: number): Package => {
  const found = material.packages.get(part);
  if (found === undefined) throw new RangeError(`the plan has no package for deploy ${part}`);
  return found;
};

/** Intent first, by the org's own clock: whatever the answer, the deploy can be found again. */
const sendOnce = async (scene: Scene, part: number): Promise<string> => {
  const { org, plan, run } = scene;
  const { zip, sha256, components } = packageOf(scene, part);
  const orgTime = (await org.expectOrg(plan.orgId)).toISOString();
  await run.intend({ step: 'submit', part }, { orgTime, package: sha256, components, testLevel: plan.tests.level });
  const submission = await org.deploy({
    zip,
    checkOnly: false,
    expectedOrgId: plan.orgId,
    testLevel: plan.tests.level,
    ...(plan.tests.level === 'RunSpecifiedTests' ? { tests: plan.tests.classes } : {}),
  });
  switch (submission.kind) {
    case 'accepted':
      return submission.id;
    case 'answerLost':
      return resolve(scene, part, submission.since);
    case 'refused':
      return refusedByOrg(scene, part, submission.error.message);
  }
};

/** A deploy whose answer was lost is looked up, never sent again. */
const resolve = async (scene: Scene, part: number, since: Date): Promise<string> => {
  const { org, run, material } = scene;
  const components = material.packages.get(part)?.components;
  const fate = await org.resolveSubmission({
    since,
    checkOnly: false,
    except: earlierDeploys(scene, part),
    ...(components === undefined ? {} : { components }),
  });
  switch (fate.kind) {
    case 'arrived':
      return fate.record.id;
    case 'neverArrived':
      return neverArrived(scene, part);
    case 'ambiguous':
      return stop(run.stopped(`several deploys could be ours: ${fate.records.map(({ id }) => id).join(', ')}`));
  }
};

/** The deploys of the plan's earlier parts: a part that follows at once must not be taken for one of them. */
const earlierDeploys = ({ run }: Scene, part: number): readonly string[] =>
  Array.from(
    { length: part - 1 },
    (_, index) => run.finished({ step: 'submit', part: index + 1 })?.['deployId'],
  ).filter((id) => typeof id === 'string');

/** Proven by the org's own list: no deploy of ours was created, so nothing took effect. */
const neverArrived = (scene: Scene, part: number): Promise<never> =>
  refusedByOrg(scene, part, 'the deploy never arrived in the org; nothing was changed by it');

const refusedByOrg = async (scene: Scene, part: number, message: string): Promise<never> => {
  const { run } = scene;
  if (part > 1) return stop(run.stopped(message));
  await run.close('failed', { because: 'notSubmitted' });
  const problems: readonly DeployProblem[] = [{ what: 'package', message }];
  return stop({ kind: 'failed', run: run.id, deployId: 'none', status: 'not submitted', problems });
};

interface Judgement {
  readonly part: number;
  readonly deployId: string;
  readonly ending: DeployEnding;
}

/** Only the org's record of our id decides; an unknown word is not "done". */
const judged = async (scene: Scene, { part, deployId, ending }: Judgement): Promise<DeploySummary> => {
  const { run } = scene;
  switch (ending.kind) {
    case 'succeeded':
      return summaryOf(ending.record);
    case 'stillRunning':
      return stop({ kind: 'inProgress', run: run.id, deployId });
    case 'unknownStatus':
    case 'partial':
      return stop(run.stopped(`the org says "${ending.record.status}" of the deploy ${deployId}`));
    case 'failed':
    case 'canceled': {
      const { status } = ending.record;
      // An earlier deploy of the same plan stands: the org is not as it was before.
      if (part > 1) return stop(run.stopped(`the deploy ${deployId} ended as ${status}`));
      await run.close('failed', { deployId, status });
      return stop({
        kind: 'failed',
        run: run.id,
        deployId,
        status,
        problems: problemsOf(ending.record, ending.details),
      });
    }
  }
};

const summaryOf = (record: DeployRecord): DeploySummary => ({
  deployId: record.id,
  status: record.status,
  componentsDeployed: record.components.done,
  testsRun: record.tests.done,
  seconds: Math.round(((record.completedDate?.getTime() ?? 0) - (record.startDate?.getTime() ?? 0)) / 1000),
  completedAt: (record.completedDate ?? record.createdDate ?? new Date(0)).toISOString(),
});

const summaryFrom = (evidence: Evidence): DeploySummary => ({
  deployId: String(evidence['deployId']),
  status: String(evidence['status']),
  componentsDeployed: Number(evidence['componentsDeployed']),
  testsRun: Number(evidence['testsRun']),
  seconds: Number(evidence['seconds']),
  completedAt: String(evidence['completedAt']),
});

const problemsOf = (record: DeployRecord, details: DeployDetails | undefined): readonly DeployProblem[] => [
  ...(record.errorMessage === undefined ? [] : [{ what: record.errorCode ?? 'deploy', message: record.errorMessage }]),
  ...(details?.failures ?? []).map(({ type, fullName, fileName, problem, line, column }) => ({
    what: type === '' ? fileName : `${type}:${fullName}`,
    message: problem ?? 'no reason given',
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  })),
  ...(details?.testFailures ?? []).map(({ className, method, message }) => ({
    what: `${className}.${method}`,
    message,
  })),
  ...(details?.coverageWarnings ?? []).map((message) => ({ what: 'code coverage', message })),
];
