import type { Gateways } from '../../gateways/open.ts';
import { failedBodies } from '../../release/data/files/body-elsewhere.ts';
import { rowsIn, type Manifest, type SavedObject } from '../../release/data/manifest.ts';
import type { Plan, SaveDataStep } from '../../release/plan/plan.ts';
import { refuse, Refused } from '../../release/refusal.ts';
import { draftOf, type ObjectToSave } from '../data/draft.ts';
import { save } from '../data/save.ts';
import type { Scene } from './scene.ts';

const saveSteps = ({ steps }: Plan): readonly SaveDataStep[] => steps.filter((step) => step.kind === 'saveData');

const recipientsOf = ({ configuration: { data } }: Gateways): readonly string[] => data?.recipients ?? [];

/** A plan that destroys values is not begun while nobody can say where they are saved, and to whom. */
export const refuseWithoutBackup = (gateways: Gateways, plan: Plan): void => {
  const objects = saveSteps(plan).flatMap(({ object, precaution }) => (precaution === true ? [] : [object]));
  if (objects.length > 0 && recipientsOf(gateways).length === 0) refuse({ reason: 'backupNotConfigured', objects });
};

/**
 * Saves the rows that a plan destroys, reads them back, and puts the receipt in the journal: the manifest, which holds
 * no values. Before anything is sent, so whatever goes wrong here is a refusal and the org is as it was.
 */
export const saveData = async (scene: Scene): Promise<void> => {
  const { run, plan } = scene;
  const steps = saveSteps(plan);
  if (steps.length === 0 || run.finished({ step: 'saveData' }) !== undefined) return;
  if (run.intended({ step: 'submit' }) !== undefined) return; // begun by a version that saved nothing
  refuseWithoutBackup(scene.gateways, plan);
  if (recipientsOf(scene.gateways).length === 0) return; // nothing is destroyed, and backups are not set up
  await run.intend({ step: 'saveData' }, { objects: steps.map(({ object }) => object) });
  const manifest = await saved(scene, steps).catch((error: unknown) => notSaved(steps, error));
  const { id, sha256, objects } = manifest;
  await run.finish(
    { step: 'saveData' },
    { backup: id, manifest: sha256, rows: rowsIn(manifest), objects: objects.map(receiptOf) },
    { 'backup.json': `${JSON.stringify(manifest, undefined, 2)}\n` },
  );
};

const receiptOf = ({ object, rows }: SavedObject): string => `${object} ${rows}`;

const notSaved = (steps: readonly SaveDataStep[], error: unknown): never => {
  if (error instanceof Refused || !(error instanceof Error)) throw error;
  return refuse(
    { reason: 'dataNotSaved', what: steps.map(({ object }) => object).join(', '), detail: error.message },
    error,
  );
};

const saved = async (scene: Scene, steps: readonly SaveDataStep[]): Promise<Manifest> => {
  const { gateways, org, run, plan, waiting } = scene;
  const draft = await draftOf(scene, {
    kind: 'atRisk',
    environment: plan.environment,
    orgId: plan.orgId,
    recipients: recipientsOf(gateways),
    objects: steps.map((step) => objectToSave(gateways, step)),
    release: plan.from.release,
    run: run.id,
  });
  draft.body.objects.forEach(refuseGaps);
  const store = await gateways.backups(plan.environment);
  const writing = await store.write(draft);
  const manifest = await save({ org, writing, now: gateways.now, withUsers: true, signal: waiting.signal }, draft);
  refuseUnread(manifest);
  return manifest;
};

/** A body that the org did not give would be destroyed unsaved. */
const refuseUnread = ({ files }: Manifest): void => {
  const [body] = failedBodies(files?.unreadable);
  if (body === undefined) return;
  const { object, id, code } = body;
  refuse({ reason: 'dataNotSaved', what: `${object} ${id}`, detail: `the org did not give its body (${code})` });
};

/** Of records that go, the attachments and files go too. */
const objectToSave = (
  { configuration: { data } }: Gateways,
  { object, fields, recordTypes = [] }: SaveDataStep,
): ObjectToSave => ({
  ...{ object, fields, recordTypes },
  withFiles: fields.length === 0 && data?.objects.find((chosen) => chosen.object === object)?.files === true,
  onlyWithValues: fields.length > 0,
});

/** A field that this user may not see would be destroyed unsaved. */
const refuseGaps = ({ object, notSaved: gaps }: SavedObject): void => {
  const [gap] = gaps.filter(({ because }) => because !== 'computed' && because !== 'compound');
  if (gap === undefined) return;
  const detail = gap.because === 'unknownField' ? 'you may not see this field' : 'Bulk API cannot read this field';
  refuse({ reason: 'dataNotSaved', what: `${object}.${gap.field}`, detail });
};
