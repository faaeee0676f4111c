import { keyOf } from '../../release/metadata/component.ts';
import type { Evidence } from '../../release/journal-entry.ts';
import type { DeploySummary, Notice, RunFault } from '../../release/outcome.ts';
import type { FlowVersionStep } from '../../release/plan/plan.ts';
import { isProven, prove, type Proof } from '../../release/plan/proof.ts';
import { refuse, Refused } from '../../release/refusal.ts';
import type { ReleaseRecord } from '../../release/release.ts';
import { flowFacts } from '../plan/org-facts.ts';
import { recordRelease } from './record-release.ts';
import type { LiveReading, Scene } from './scene.ts';
import { send } from './send.ts';
import { stop, Stopped } from './stopped.ts';

/** What a run that went to its end has to show. */
export interface Performed {
  readonly kind: 'performed';
  readonly release: ReleaseRecord;
  readonly deploy: DeploySummary;
  readonly proof: Proof;
  readonly notices: readonly Notice[];
}

/**
 * Carries out the rest of an open run: what the journal says is done is not done again, so that a run begun here and a
 * run resumed elsewhere take the same way. Decides nothing: the plan has.
 */
export const perform = async (scene: Scene): Promise<Performed | RunFault> => {
  try {
    await takeSnapshot(scene);
    heedInterrupt(scene);
    const deploy = await takeSteps(scene);
    heedInterrupt(scene);
    const proof = await readBack(scene);
    const { release, notices } = await recordRelease(scene, deploy);
    await scene.run.close(scene.run.opened.verb === 'rollback' ? 'rolledBack' : 'released', { release: release.name });
    return { kind: 'performed', release, deploy, proof, notices };
  } catch (error) {
    return endingOf(scene, error);
  }
};

/** Ctrl-C is heard between two steps: never in the middle of one, whose end would be unknown. */
const heedInterrupt = ({ run, waiting }: Scene): void => {
  if (waiting.signal?.aborted !== true) return;
  if (run.intended({ step: 'submit' }) === undefined) refuse({ reason: 'interrupted' });
  stop(run.stopped('interrupted'));
};

/**
 * After the journal was opened nothing escapes: a refusal before anything was sent closes the run, everything else
 * leaves it open for `resume`.
 */
const endingOf = async ({ run }: Scene, error: unknown): Promise<RunFault> => {
  if (error instanceof Stopped) return error.ending;
  if (error instanceof Refused) {
    const nothingSent =
      run.intended({ step: 'submit' }) === undefined && run.intended({ step: 'flowVersions' }) === undefined;
    if (!nothingSent || error.refusal.reason === 'journalMoved') return run.stopped(error.refusal.reason);
    await run.close('nothingSent', { because: error.refusal.reason });
    return { kind: 'refused', refusal: error.refusal };
  }
  return run.stopped(error instanceof Error ? error.message : String(error));
};

/** The org's own copy of everything the run may change or delete, durable before anything is sent. */
const takeSnapshot = async ({ run, material, gateways }: Scene): Promise<void> => {
  if (run.finished({ step: 'snapshot' }) !== undefined) return;
  await run.intend({ step: 'snapshot' });
  const now = await material.readLive();
  refuseMoved(material.live, now);
  const name = `snapshots/${run.id}`;
  const message = `snapshot of ${run.opened.environment} before ${run.opened.verb} (run ${run.id})\n`;
  const commit = await run.journal.keep(name, now.entries, message);
  const absent = `${JSON.stringify(now.absent, undefined, 2)}\n`;
  await run.finish(
    { step: 'snapshot' },
    { snapshot: name, commit, files: now.entries.size, at: gateways.now().toISOString() },
    { 'absent.json': absent },
  );
};

/** The plan was made for what the org held then; if that moved while a person was reading, the plan is stale. */
const refuseMoved = (planned: LiveReading, now: LiveReading): void => {
  const paths = new Set([...planned.entries.keys(), ...now.entries.keys()]);
  const moved = [...paths].filter((path) => !sameBytes(planned.entries.get(path), now.entries.get(path)));
  if (moved.length > 0)
    refuse({ reason: 'stalePlan', moved: `the org changed meanwhile: ${moved.slice(0, 5).join(', ')}` });
};

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;

/** The plan's own steps, in their order. Gives what the org said of the last deploy. */
const takeSteps = async (scene: Scene): Promise<DeploySummary> => {
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

/** Reads the org again and compares it with what the plan promised. Only a complete proof ends the run well. */
const readBack = async (scene: Scene): Promise<Proof> => {
  const { run, plan, material, org } = scene;
  await run.intend({ step: 'prove' });
  const { contents } = await material.readLive();
  const flows = await flowFacts(
    org,
    plan.expected.filter(({ state }) => state === 'flow').map(({ fullName }) => fullName),
  );
  const proof = prove({ plan, live: contents, planned: material.contents, flows });
  const attachments = { 'proof.json': `${JSON.stringify(proof, undefined, 2)}\n` };
  if (!isProven(proof)) return stop({ ...run.stopped(unprovenText(proof)), proof });
  await run.finish({ step: 'prove' }, evidenceOf(proof), attachments);
  return proof;
};

const evidenceOf = ({ counts }: Proof): Evidence => ({ proven: counts.proven, limited: counts.limited });

/** The components that are not as planned, by name. */
const unprovenText = ({ components }: Proof): string => {
  const wrong = components.filter(({ verdict }) => verdict !== 'proven' && verdict !== 'limited');
  const named = wrong.slice(0, 5).map((component) => {
    const where = [
      ...component.entries.map(({ section, key }) => `${section} ${key ?? ''}`.trim()),
      ...component.files,
    ];
    return `${keyOf(component)} ${component.verdict}${where.length === 0 ? '' : ` (${where.slice(0, 3).join(', ')})`}`;
  });
  return `the org does not hold what was planned: ${named.join(', ')}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}`;
};
