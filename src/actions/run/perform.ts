import type { Notice, RunFault } from '../../release/ending.ts';
import { refuse, Refused } from '../../release/refusal.ts';
import type { Proof } from '../../release/plan/proof.ts';
import type { ReleaseRecord } from '../../release/release.ts';
import type { DeploySummary } from '../../release/run-outcome.ts';
import { checkRun } from '../checks/check-run.ts';
import type { CheckResult } from '../../release/checks/check.ts';
import { settleConfiguration, watchFields } from './beside-run.ts';
import { proofAttachment, proofEvidence, readBack } from './read-back.ts';
import { recordRelease } from './record-release.ts';
import { saveData } from './save-data.ts';
import type { Scene } from './scene.ts';
import { Spoilt, stop, Stopped } from './stopped.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { takeSteps } from './take-steps.ts';
import { undo } from './undo.ts';

/** What a run that went to its end has to show. */
export interface Performed {
  readonly kind: 'performed';
  readonly release: ReleaseRecord;
  readonly deploy: DeploySummary;
  readonly proof: Proof;
  readonly checks: readonly CheckResult[];
  readonly notices: readonly Notice[];
}

/** What a person chose for a run that could not be judged, or is known to be wrong. */
export type Choice = 'undo' | 'keep';

/**
 * Carries out the rest of an open run: what the journal says is done is not done again, so that a run begun here and a
 * run resumed elsewhere take the same way. Decides nothing: the plan has. After the journal was opened nothing escapes.
 */
export const perform = async (scene: Scene, choice?: Choice): Promise<Performed | RunFault> => {
  try {
    if (choice === 'undo') return await undo(scene, 'asked for');
    if (scene.run.intended({ step: 'undo' }) !== undefined) return await undo(scene, 'resumed');
    return await goThere(scene, choice);
  } catch (error) {
    if (error instanceof Spoilt && scene.run.opened.atomic === true)
      return undo(scene, error.message).then(
        (undone) => ({ ...undone, ...(error.checks && { checks: error.checks }) }),
        (worse: unknown) => endingOf(scene, worse),
      );
    return endingOf(scene, error);
  }
};

const goThere = async (scene: Scene, choice: 'keep' | undefined): Promise<Performed> => {
  const { run, plan, waiting } = scene;
  waiting.onStage?.('snapshot');
  await takeSnapshot(scene);
  heedInterrupt(scene);
  if (plan.dataAtRisk.some(({ fate }) => fate === 'lost')) waiting.onStage?.('data');
  await saveData(scene);
  const watched = await watchFields(scene);
  heedInterrupt(scene);
  waiting.onStage?.('deploy');
  const deploy = await takeSteps(scene);
  heedInterrupt(scene);
  waiting.onStage?.('proof');
  const proof = await judge(scene, choice);
  waiting.onStage?.('checks');
  const checks = await checkRun(scene, proof, choice);
  waiting.onStage?.('record');
  const { release, notices } = await recordRelease(scene, deploy);
  const settled = await settleConfiguration(scene, release.name);
  await run.close(run.opened.verb === 'rollback' ? 'rolledBack' : 'released', { release: release.name });
  return { kind: 'performed', release, deploy, proof, checks, notices: [...watched, ...notices, ...settled] };
};

/** Only what is known to be good ends a run well; what nobody could answer waits for a person. */
const judge = async (scene: Scene, choice: 'keep' | undefined): Promise<Proof> => {
  const { run } = scene;
  const { verdict, proof, detail } = await readBack(scene);
  if (verdict === 'fail') throw new Spoilt(detail, proof);
  if (verdict === 'inconclusive' && choice !== 'keep') return stop({ kind: 'paused', run: run.id, detail, proof });
  const kept = verdict === 'inconclusive' ? { kept: detail } : {};
  await run.finish({ step: 'prove' }, { ...proofEvidence(proof), ...kept }, proofAttachment(proof));
  return proof;
};

/** Ctrl-C is heard between two steps: never in the middle of one, whose end would be unknown. */
const heedInterrupt = ({ run, waiting }: Scene): void => {
  if (waiting.signal?.aborted !== true) return;
  if (run.intended({ step: 'submit' }) === undefined) refuse({ reason: 'interrupted' });
  stop(run.stopped('interrupted'));
};

/** A refusal before anything was sent closes the run, everything else leaves it open for `resume`. */
export const endingOf = async ({ run }: Pick<Scene, 'run'>, error: unknown): Promise<RunFault> => {
  const ending = faultOf(run, error);
  if (ending.kind === 'refused')
    return run.close('nothingSent', { because: ending.refusal.reason }).then(
      () => ending,
      (worse: unknown) => run.stopped(messageIn(worse)),
    );
  if (ending.kind === 'inProgress' || ending.kind === 'unfinished') await run.pause(ending.kind);
  if (ending.kind === 'paused') await run.pause('inconclusive', { detail: ending.detail });
  return ending;
};

const faultOf = (run: Scene['run'], error: unknown): RunFault => {
  if (error instanceof Stopped) return error.ending;
  if (error instanceof Spoilt)
    return {
      ...run.stopped(error.message),
      ...(error.proof === undefined ? {} : { proof: error.proof }),
      ...(error.checks === undefined ? {} : { checks: error.checks }),
    };
  if (error instanceof Refused) {
    const nothingSent =
      run.intended({ step: 'submit' }) === undefined && run.intended({ step: 'flowVersions' }) === undefined;
    if (nothingSent && error.refusal.reason !== 'journalMoved') return { kind: 'refused', refusal: error.refusal };
    return run.stopped(error.refusal.reason);
  }
  return run.stopped(messageIn(error));
};

const messageIn = (error: unknown): string => (error instanceof Error ? error.message : String(error));
