import type { UndoneEnding } from '../../release/ending.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { Evidence } from '../../release/journal-entry.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { parsePlan } from '../../release/plan/plan-file.ts';
import type { Proof } from '../../release/plan/proof.ts';
import { refuse } from '../../release/refusal.ts';
import { snapshotMessage } from '../../release/snapshot.ts';
import { planUndo, undoMaterial, type UndoOrder } from '../plan/plan-undo.ts';
import { proofEvidence, readBack } from './read-back.ts';
import type { Material, Scene } from './scene.ts';
import { Spoilt, stop } from './stopped.ts';
import { takeSteps } from './take-steps.ts';

/**
 * Returns the org to the run's own snapshot, from what it is observed to hold now. At most once: what was decided
 * stands in the journal with its plan, and a run resumed elsewhere carries on with that. Ends the run only when the org
 * was read back and holds the snapshot.
 */
export const undo = async (main: Scene, because: string): Promise<UndoneEnding> => {
  const { run } = main;
  main.waiting.onStage?.('undo');
  const decided = run.intended({ step: 'undo' })?.evidence;
  const { plan, material } = decided === undefined ? await decide(main, because) : await recall(main, decided);
  const back: Scene = { ...main, plan, material, run: run.undoing() };
  const { deployId, refused } = await sendBack(back);
  const proof = await proveBack(back, refused);
  const detail = String(run.intended({ step: 'undo' })?.evidence['because'] ?? because);
  await run.finish({ step: 'undo' }, { ...proofEvidence(proof), deployId }, attachment('undo-proof.json', proof));
  await run.close('undone', { deployId });
  return { kind: 'undone', run: run.id, detail, deployId, proof, limited: limitedIn(proof) };
};

const attachment = (name: string, value: Plan | Proof): Readonly<Record<string, string>> => ({
  [name]: `${JSON.stringify(value, undefined, 2)}\n`,
});

/** What the org holds now is kept too, before it is changed again: the way back may be wrong as well. */
const decide = async (scene: Scene, because: string): Promise<Ready> => {
  const { run, gateways, plan, material } = scene;
  const snapshot = run.finished({ step: 'snapshot' });
  if (snapshot === undefined) return refuse({ reason: 'nothingToUndo', run: run.id });
  const now = await material.readLive();
  const name = `snapshots/${run.id}-undo-${gateways.newRunId()}`;
  const message = snapshotMessage({
    summary: `snapshot of ${plan.environment} before the undo of the run ${run.id}`,
    environment: plan.environment,
    orgId: plan.orgId,
    takenAt: gateways.now().toISOString(),
    scope: 'run',
    files: now.entries.size,
    missing: [],
  });
  const observed = await run.journal.keep(name, now.entries, message);
  const ready = await planUndo(gateways, { ...(await orderOf(scene, observed)), activeFlows: flowsIn(snapshot) });
  await run.intend(
    { step: 'undo' },
    { because, observed, kept: name, plan: ready.plan.id },
    attachment('undo-plan.json', ready.plan),
  );
  return ready;
};

interface Ready {
  readonly plan: Plan;
  readonly material: Material;
}

const recall = async (scene: Scene, { observed, kept }: Evidence): Promise<Ready> => {
  const { run, gateways } = scene;
  const plan = parsePlan(await run.journal.attachment(run.id, 'undo-plan.json'));
  await run.journal.kept(String(kept));
  const order = await orderOf(scene, String(observed));
  return { plan, material: await undoMaterial(gateways, { ...order, plan }) };
};

const orderOf = async (scene: Scene, observed: string): Promise<Omit<UndoOrder, 'activeFlows'>> => {
  const { run, plan } = scene;
  const snapshot = await run.journal.kept(`snapshots/${run.id}`);
  return { scene, observed, snapshot, touched: new Set(plan.expected.map(keyOf)) };
};

/** `Flow=3`, as the snapshot's entry has them. */
const flowsIn = ({ flows }: Evidence): Readonly<Record<string, number>> =>
  Object.fromEntries(
    (Array.isArray(flows) ? flows : []).map((text) => {
      const equals = text.lastIndexOf('=');
      return [text.slice(0, equals), Number(text.slice(equals + 1))];
    }),
  );

interface Sent {
  readonly deployId: string;
  /** What the org said when it refused the way back. */
  readonly refused?: string;
}

/** A way back that the org refuses is not tried again: a person may put the org right, and the proof then ends the run. */
const sendBack = async (back: Scene): Promise<Sent> => {
  try {
    const { deployId } = await takeSteps(back);
    return { deployId };
  } catch (error) {
    if (!(error instanceof Spoilt)) throw error;
    return { deployId: back.run.submissions().at(-1)?.deployId ?? 'none', refused: error.message };
  }
};

const proveBack = async (back: Scene, refused: string | undefined): Promise<Proof> => {
  const { run } = back;
  const { verdict, proof, detail } = await readBack(back);
  if (verdict !== 'pass')
    return stop({ ...run.stopped(`the way back to the snapshot is not proven: ${refused ?? detail}`), proof });
  await run.finish({ step: 'prove' }, proofEvidence(proof));
  return proof;
};

const limitedIn = ({ components }: Proof): readonly string[] =>
  components.filter(({ verdict }) => verdict === 'limited').map(keyOf);
