import type { DeployEnding } from '../../gateways/org/deploy-wait.ts';
import type { DeployDetails, DeployRecord } from '../../gateways/org/deploy-record.ts';
import type { DeployProblem } from '../../release/ending.ts';
import { deployIdsIn, type Evidence } from '../../release/journal-entry.ts';
import { Refused } from '../../release/refusal.ts';
import type { DeploySummary } from '../../release/run-outcome.ts';
import { knownDeploys } from './known-deploys.ts';
import type { Package, Sending } from './scene.ts';
import { Spoilt, stop } from './stopped.ts';

/** Sends one package of the plan, once, and waits for the org's verdict. Stops the run on any other than "succeeded". */
export const send = async (scene: Sending, part: number): Promise<DeploySummary> => {
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
  const { validation } = scene.run.intended({ step: 'submit', part })?.evidence ?? {};
  const summary = {
    ...(await judged(scene, { part, deployId, ending })),
    ...(typeof validation === 'string' && { validation }),
  };
  await scene.run.finish({ step: 'await', part }, { ...summary });
  return summary;
};

/** The id of the deploy: from the journal, from the org's own list when the answer was lost, or from sending now. */
const submit = async (scene: Sending, part: number): Promise<string> => {
  const { run, gateways } = scene;
  const known = run.finished({ step: 'submit', part })?.['deployId'];
  if (typeof known === 'string') return known;
  const intent = run.intended({ step: 'submit', part });
  const deployId = intent === undefined ? await sendOnce(scene, part) : await sentBefore(scene, part, intent.evidence);
  try {
    await run.finish({ step: 'submit', part }, { deployId, acceptedAt: gateways.now().toISOString() });
  } catch (error) {
    if (error instanceof Refused) await withdraw(scene, deployId);
    throw error;
  }
  return deployId;
};

/**
 * What became of a submission that another process began. One that is proven never to have arrived is sent now where
 * the run cannot end without it: on the way back, and after an earlier part that took effect.
 */
const sentBefore = async (scene: Sending, part: number, intent: Evidence): Promise<string> => {
  const known = await resolve(scene, intent);
  if (known !== undefined) return known;
  return part > 1 || scene.run.phase === 'undo' ? sendOnce(scene, part) : neverArrived(scene, part);
};

/**
 * The run was taken over while its deploy was on the way: whoever has it now believes that nothing was sent, unless the
 * deploy was found. Only the org can still be asked to stop it.
 */
const withdraw = async ({ run, gateways, org, plan }: Sending, deployId: string): Promise<never> => {
  const entries = await gateways.journal(plan.environment).entries();
  if (deployIdsIn(entries).includes(deployId))
    return stop(run.stopped('the run was taken over; its deploy is followed by whoever has it now'));
  const { kind } = await org.cancel(deployId, plan.orgId);
  return stop(run.stopped(`the run was taken over while the deploy ${deployId} was sent; canceling it: ${kind}`));
};

const packageOf = ({ material }: Sending, part: number): Package => {
  const found = material.packages.get(part);
  if (found === undefined) throw new RangeError(`the plan has no package for deploy ${part}`);
  return found;
};

/** Intent first, by the org's own clock: whatever the answer, the deploy can be found again. */
const sendOnce = async (scene: Sending, part: number): Promise<string> => {
  const { org, plan, run } = scene;
  const { zip, sha256, components } = packageOf(scene, part);
  const orgTime = (await org.expectOrg(plan.orgId)).toISOString();
  const intent = { orgTime, package: sha256, components, testLevel: plan.tests.level, user: scene.userId };
  const armed = await quickDeploy(scene, part, intent);
  if (armed !== undefined) return armed;
  await run.intend({ step: 'submit', part }, intent);
  const submission = await org.deploy({
    zip,
    checkOnly: scene.validateOnly === true,
    expectedOrgId: plan.orgId,
    testLevel: plan.tests.level,
    ...(plan.tests.level === 'RunSpecifiedTests' ? { tests: plan.tests.classes } : {}),
  });
  switch (submission.kind) {
    case 'accepted':
      return submission.id;
    case 'answerLost':
      return found(scene, part, { ...intent, orgTime: submission.since.toISOString() });
    case 'refused':
      return refusedByOrg(scene, part, submission.error.message);
  }
};

/**
 * Deploys what the org has validated already, without sending or testing it again. Undefined when there is no such
 * validation, or the org does not take it any more (a deploy or a package since, ten days, coverage: it does not say
 * which): then the package is sent as usual.
 */
const quickDeploy = async (scene: Sending, part: number, intent: Evidence): Promise<string | undefined> => {
  const { org, plan, run, validation } = scene;
  if (validation === undefined || part > 1 || run.phase === 'undo') return undefined;
  await run.intend({ step: 'submit', part }, { ...intent, validation });
  const submission = await org.quickDeploy(validation, plan.orgId);
  switch (submission.kind) {
    case 'accepted':
      return submission.id;
    case 'answerLost':
      return found(scene, part, { ...intent, orgTime: submission.since.toISOString() });
    case 'refused':
      return undefined;
  }
};

/** A deploy whose answer was lost is looked up, never sent again by the same process. */
const found = async (scene: Sending, part: number, intent: Evidence): Promise<string> =>
  (await resolve(scene, intent)) ?? neverArrived(scene, part);

/** Undefined when the org had time to show it and does not: it never arrived. */
const resolve = async (scene: Sending, { orgTime, components, user }: Evidence): Promise<string | undefined> => {
  const { org, run } = scene;
  const fate = await org.resolveSubmission({
    since: new Date(String(orgTime)),
    checkOnly: scene.validateOnly === true,
    except: await knownDeploys(scene.gateways, scene.plan.environment),
    ...(typeof components === 'number' && { components }),
    ...(typeof user === 'string' && { by: user }),
  });
  switch (fate.kind) {
    case 'arrived':
      return fate.record.id;
    case 'neverArrived':
      return undefined;
    case 'ambiguous':
      return stop(run.stopped(`several deploys could be ours: ${fate.records.map(({ id }) => id).join(', ')}`));
  }
};

/** Proven by the org's own list: no deploy of ours was created, so nothing took effect. */
const neverArrived = (scene: Sending, part: number): Promise<never> =>
  refusedByOrg(scene, part, 'the deploy never arrived in the org; nothing was changed by it');

const refusedByOrg = async (scene: Sending, part: number, message: string): Promise<never> => {
  const { run } = scene;
  if (part > 1) throw new Spoilt(message);
  if (run.phase === 'undo') return stop(run.stopped(message));
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
const judged = async (scene: Sending, { part, deployId, ending }: Judgement): Promise<DeploySummary> => {
  const { run } = scene;
  switch (ending.kind) {
    case 'succeeded':
      return summaryOf(ending.record);
    case 'stillRunning':
      return stop({ kind: 'inProgress', run: run.id, deployId });
    case 'unknownStatus':
      return stop(run.stopped(`the org says "${ending.record.status}" of the deploy ${deployId}`));
    case 'partial':
      throw new Spoilt(`the org says "${ending.record.status}" of the deploy ${deployId}`);
    case 'failed':
    case 'canceled': {
      const { status } = ending.record;
      // An earlier deploy of the same plan stands: the org is not as it was before.
      if (part > 1 || run.phase === 'undo') throw new Spoilt(`the deploy ${deployId} ended as ${status}`);
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
  ...(typeof evidence['validation'] === 'string' && { validation: evidence['validation'] }),
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
