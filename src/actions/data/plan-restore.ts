import type { RestorePlan, RestorePlanObject } from '../../release/data/data-outcome.ts';
import { isBinned } from '../../release/data/restore-rules.ts';
import { refuse } from '../../release/refusal.ts';
import { decidedRows, type ObjectToRestore, type RestoreScene } from './restore-scene.ts';

/** Conflicts that a plan names. */
const most = 5;

/** What has to be done for the rows of each object, by walking over all of them once; holds one of them at a time. */
export const planRestore = async (scene: RestoreScene): Promise<RestorePlan> => {
  const objects: RestorePlanObject[] = [];
  const conflicts: string[] = [];
  const onConflictingRow = (row: string): void => {
    if (conflicts.length < most) conflicts.push(row);
  };
  for (const object of scene.objects) objects.push(await countsOf(scene, object, onConflictingRow));
  const { onConflict, insert } = scene.wishes;
  return { backup: scene.source.id, orgId: scene.orgId, onConflict, insert, objects, conflicts };
};

const countsOf = async (
  scene: RestoreScene,
  object: ObjectToRestore,
  onConflictingRow: (row: string) => void,
): Promise<RestorePlanObject> => {
  const name = object.saved.object;
  const counts = { same: 0, update: 0, conflict: 0, undelete: 0, insert: 0, gone: 0 };
  let binned = 0;
  for await (const { saved, decision } of decidedRows(scene, object)) {
    counts[decision.kind] += 1;
    if (isBinned(decision)) binned += 1;
    if (decision.kind === 'conflict') onConflictingRow(`${name} ${saved['Id'] ?? ''}: ${decision.fields.join(', ')}`);
  }
  return { object: name, ...counts, binned, notRestored: object.columns.notRestored };
};

/** Whether anything is to be written. */
export const hasWork = ({ update, conflict, undelete, insert }: RestorePlanObject): boolean =>
  update + conflict + undelete + insert > 0;

export const refuseConflicts = ({ objects, conflicts, onConflict }: RestorePlan): void => {
  const rows = objects.reduce((total, { conflict }) => total + conflict, 0);
  if (rows > 0 && onConflict === 'stop') refuse({ reason: 'dataConflict', rows, examples: conflicts });
};
