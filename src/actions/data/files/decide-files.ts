import { parentField } from '../../../release/data/files/file-rows.ts';
import type { NewIds, RestoreScene } from '../restore-scene.ts';
import { decideDoubtful, noteAttachments, type Attachments } from './decide-attachments.ts';
import { decideDocuments, noteDocuments, recordsOf, type Documents } from './decide-documents.ts';
import { meantFiles } from './file-rows-meant.ts';
import { newCounts, openIn, type CountedFiles, type Deciding, type FilesTodo } from './files-todo.ts';

export interface FilesAsked {
  /** Of records that were made anew; absent before anything was done. */
  readonly newIds?: NewIds | undefined;
  readonly isBinOver: boolean;
  /** Saved ids of the records whose files are asked about; absent: all that are to be restored. */
  readonly only?: ReadonlySet<string> | undefined;
}

/**
 * Asks the org for the files of the records that are to be restored, and decides what has to be done for those that are
 * not as they were saved. Holds what has to be done, and one batch of the rest. To be called when the rows are decided.
 */
export const decideFiles = async (scene: RestoreScene, asked: FilesAsked): Promise<FilesTodo> => {
  const isHeld = await scene.saved.files.holds();
  const { newIds, only, isBinOver } = asked;
  const found = { undelete: [], make: new Map(), bodyless: [], lost: [], conflicts: [] };
  const deciding: Deciding = { scene, newIds, isBinOver, isHeld, taken: new Set(), ...found };
  const attachments: Attachments = { doubtful: [] };
  const documents: Documents = { open: new Map() };
  const counted: CountedFiles[] = [];
  for (const object of scene.wishes.files === true ? scene.objects : []) {
    if (!scene.saved.files.has(object.saved.object)) continue;
    const counts = newCounts(object);
    counted.push(counts);
    for (const { kind, rows, since } of await scene.saved.files.lists(object.saved.object))
      for await (const files of meantFiles(scene, object, { rows, parent: parentField[kind], newIds, only }))
        await (kind === 'attachments'
          ? noteAttachments(deciding, { attachments, counted: counts }, { files, since })
          : noteDocuments(deciding, { documents, counted: counts }, { files, since }));
  }
  await decideDoubtful(deciding, attachments);
  const { links, shares } = await decideDocuments(deciding, documents);
  const { undelete, make, bodyless, lost, conflicts, taken } = deciding;
  const todo = { undelete, make, links, shares, bodyless, lost, conflicts };
  const open = openIn(todo).map(({ record }) => record.id);
  const records = new Set([...open, ...recordsOf(documents)]);
  return { ...todo, records, taken, plans: counted.map(({ counts }) => counts) };
};
