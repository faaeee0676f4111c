import { conclusionOf, stoppers, type CheckResult } from '../../release/checks/check.ts';
import { resultText } from '../../release/checks/result-text.ts';
import type { Evidence } from '../../release/journal-entry.ts';
import type { Proof } from '../../release/plan/proof.ts';
import type { Scene } from '../run/scene.ts';
import { Spoilt, stop } from '../run/stopped.ts';
import { checkAfter } from './after.ts';

/**
 * Asks everything that is asked after a run, and keeps every verdict in the journal. A definite fail spoils the run;
 * what could not be answered waits for a person, who may have chosen to keep what there is.
 */
export const checkRun = async (
  scene: Scene,
  proof: Proof,
  choice: 'keep' | undefined,
): Promise<readonly CheckResult[]> => {
  const { run } = scene;
  const checks = await checkAfter(scene, proof);
  const conclusion = conclusionOf(checks);
  const kept = conclusion === 'pause' && choice === 'keep';
  const attachments = { 'checks-after.json': `${JSON.stringify(checks, undefined, 2)}\n` };
  await run.finish({ step: 'check' }, { ...evidenceOf(checks), conclusion, ...(kept && { kept }) }, attachments);
  const detail = stoppers(checks).map(resultText).join('; ');
  if (conclusion === 'undo') throw new Spoilt(detail, proof, checks);
  if (conclusion === 'pause' && !kept) return stop({ kind: 'paused', run: run.id, detail, proof, checks });
  return checks;
};

/** The verdicts by name; skipped ones are inconclusive and listed apart. */
const evidenceOf = (checks: readonly CheckResult[]): Evidence => {
  const named = (wanted: (check: CheckResult) => boolean): string[] => checks.filter(wanted).map(({ name }) => name);
  return {
    passed: named(({ verdict }) => verdict === 'pass'),
    failed: named(({ verdict }) => verdict === 'fail'),
    inconclusive: named(({ verdict, skipped }) => verdict === 'inconclusive' && skipped === undefined),
    skipped: named(({ skipped }) => skipped !== undefined),
  };
};
