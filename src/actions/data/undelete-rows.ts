import { inQueries, soqlList } from '../../release/checks/soql.ts';
import { isBinned } from '../../release/data/restore-rules.ts';
import type { RestoreJournal } from './restore-journal.ts';
import { decidedRows, type ObjectToRestore, type RestoreScene } from './restore-scene.ts';
import type { FailedRow } from './write-rows.ts';

/** What is not back from the Recycle Bin. */
export interface NotUndeleted {
  readonly failed: readonly FailedRow[];
  /** Ids of rows that only come back under new ones. */
  readonly stuck: ReadonlySet<string>;
}

interface Undeleting {
  readonly scene: RestoreScene;
  readonly journal: Pick<RestoreJournal, 'intend' | 'finish'>;
}

const undeleteBatch = 200;

/**
 * Brings rows back under their ids, parents first; the journal knows of those of an object before the first is back. A
 * row whose parent is gone for good stays in the Recycle Bin: it is stuck, and made anew where all of it was saved and
 * new rows are wanted.
 */
export const undeleteRows = async (
  { scene, journal }: Undeleting,
  objects: readonly ObjectToRestore[],
): Promise<NotUndeleted> => {
  const failed: FailedRow[] = [];
  const stuck = new Set<string>();
  const refused = new Map<ObjectToRestore, readonly string[]>();
  for (const object of objects) {
    const part = await journal.intend({ object: object.saved.object, operation: 'undelete' }, {});
    const { asked, ids } = await refusedBy(scene, object, failed);
    await journal.finish(part, { rows: asked, refused: ids.length });
    refused.set(object, ids);
  }
  for (const [object, ids] of refused)
    for (const id of await stillBinned(scene, object, ids)) {
      if (object.columns.isWhole && scene.wishes.insert) stuck.add(id);
      else failed.push({ object: object.saved.object, id, code: refusal });
    }
  return { failed, stuck };
};

/** Of a row that is not in the Recycle Bin, perhaps because it is back with its parent, and of one that cannot come back. */
const refusal = 'UNDELETE_FAILED';

interface Refused {
  /** Rows that were to leave the Recycle Bin. */
  readonly asked: number;
  readonly ids: readonly string[];
}

const refusedBy = async (scene: RestoreScene, object: ObjectToRestore, failed: FailedRow[]): Promise<Refused> => {
  const { org, orgId } = scene;
  const refused: string[] = [];
  let asked = 0;
  let ids: string[] = [];
  const flush = async (): Promise<void> => {
    const results = ids.length === 0 ? [] : await org.undelete(ids, orgId);
    asked += ids.length;
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
  return { asked, ids: refused };
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
