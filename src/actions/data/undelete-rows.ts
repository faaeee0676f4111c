import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { isBinned } from '../../release/data/restore-rules.ts';
import { decidedRows, type ObjectToRestore, type RestoreScene } from './restore-scene.ts';
import type { FailedRow } from './write-rows.ts';

/** What is not back from the Recycle Bin. */
export interface NotUndeleted {
  readonly failed: readonly FailedRow[];
  /** Ids of rows that only come back under new ones. */
  readonly stuck: ReadonlySet<string>;
}

const undeleteBatch = 200;

/**
 * Brings rows back under their ids, parents first. A row whose parent is gone for good stays in the Recycle Bin: it is
 * stuck, and made anew where all of it was saved and new rows are wanted.
 */
export const undeleteRows = async (scene: RestoreScene, objects: readonly ObjectToRestore[]): Promise<NotUndeleted> => {
  const failed: FailedRow[] = [];
  const stuck = new Set<string>();
  const refused = new Map<ObjectToRestore, readonly string[]>();
  for (const object of objects) refused.set(object, await refusedBy(scene, object, failed));
  for (const [object, ids] of refused)
    for (const id of await stillBinned(scene, object, ids)) {
      if (object.columns.isWhole && scene.wishes.insert) stuck.add(id);
      else failed.push({ object: object.saved.object, id, code: refusal });
    }
  return { failed, stuck };
};

/** Of a row that is not in the Recycle Bin, perhaps because it is back with its parent, and of one that cannot come back. */
const refusal = 'UNDELETE_FAILED';

const refusedBy = async (
  scene: RestoreScene,
  object: ObjectToRestore,
  failed: FailedRow[],
): Promise<readonly string[]> => {
  const { org, orgId } = scene;
  const refused: string[] = [];
  let ids: string[] = [];
  const flush = async (): Promise<void> => {
    const results = ids.length === 0 ? [] : await org.undelete(ids, orgId);
    for (const { id, isBack, code = 'UNKNOWN' } of results)
      if (code === refusal) refused.push(id);
      else if (!isBack) failed.push({ object: object.saved.object, id, code });
    ids = [];
  };
  for await (const { saved, decision } of decidedRows(scene, object)) {
    if (isBinned(decision)) ids.push(saved['Id'] ?? '');
    if (ids.length >= undeleteBatch) await flush();
  }
  await flush();
  return refused;
};

/** Looked at when all is undeleted: a parent brings its children back. */
const stillBinned = async (
  { org }: RestoreScene,
  { saved: { object } }: ObjectToRestore,
  refused: readonly string[],
): Promise<readonly string[]> => {
  const back = new Set<unknown>();
  for (const ids of inQueries(refused))
    for (const { Id } of await org.query(`SELECT Id FROM ${object} WHERE Id IN ${soqlList(ids)}`)) back.add(Id);
  return refused.filter((id) => !back.has(id));
};
