import type { FlowVersionStep } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import type { DeploySummary } from '../../release/run-outcome.ts';
import type { Scene } from './scene.ts';
import { send } from './send.ts';

/** The plan's own steps, in their order. Gives what the org said of the last deploy. */
export const takeSteps = async (scene: Scene): Promise<DeploySummary> => {
  let last: DeploySummary | undefined;
  for (const [index, step] of scene.plan.steps.entries()) {
    if (step.kind === 'deploy') last = await send(scene, step.number);
    else if (step.kind === 'activateFlowVersion') await activate(scene, step, index);
  }
  return last ?? withoutDeploy(scene);
};

/** A plan of flow activations alone: nothing was deployed, so the time is when it was done. */
const withoutDeploy = ({ gateways }: Scene): DeploySummary => ({
  deployId: 'none',
  status: 'Succeeded',
  componentsDeployed: 0,
  testsRun: 0,
  seconds: 0,
  completedAt: gateways.now().toISOString(),
});

/** Outside the deploy's transaction, therefore a step of its own; saying it twice is harmless. */
const activate = async ({ org, run, plan }: Scene, step: FlowVersionStep, part: number): Promise<void> => {
  const id = { step: 'flowVersions', part } as const;
  if (run.finished(id) !== undefined) return;
  await run.intend(id, { flow: step.flow, version: String(step.version), before: step.compensation.version });
  const version = step.version === 'newest' ? await newestVersion(org, step.flow) : step.version;
  const { active } = await org.activateFlowVersion(step.flow, version, plan.orgId);
  await run.finish(id, { flow: step.flow, active: active?.number ?? 0 });
};

const newestVersion = async (org: Scene['org'], flow: string): Promise<number> => {
  const [versions] = await org.flowVersions([flow]);
  return versions?.latest?.number ?? refuse({ reason: 'stalePlan', moved: `the flow ${flow} has no version any more` });
};
