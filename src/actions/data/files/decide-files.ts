import { parentField } from '../../../release/data/files/file-rows.ts';
import type { NewIds, RestoreScene } from '../restore-scene.ts';
import { decideAttachments } from './decide-attachments.ts';
import { decideDocuments, noteDocuments, type Documents } from './decide-documents.ts';
import { meantFiles } from './file-rows-meant.ts';
import { newCounts, type CountedFiles, type Deciding, type FilesTodo } from './files-todo.ts';

export interface FilesAsked {
  /** Of records that were made anew; absent before anything was done. */
  readonly newIds?: NewIds | undefined;
  readonly isBinOver: boolean;
}

/**
 * Asks the org for the files of the records that are to be restored, and decides what has to be done for those that are
 * not as they were saved. Holds what has to be done, and one batch of the rest. To be called when the rows are decided.
 */
export const decideFiles = async (scene: RestoreScene, asked: FilesAsked): Promise<FilesTodo> => {
  const isHeld = await scene.saved.files.holds();
  const deciding: Deciding = { scene, ...asked, undelete: [], make: new Map(), bodyless: [], isHeld, taken: new Set() };
  const documents: Documents = { open: new Map() };
  const counted: CountedFiles[] = [];
  for (const object of scene.wishes.files === true ? scene.objects : []) {
    if (!scene.saved.files.has(object.saved.object)) continue;
    const counts = newCounts(object);
    counted.push(counts);
    for (const { kind, rows, since } of await scene.saved.files.lists(object.saved.object))
      for await (const files of meantFiles(scene, object, { rows, parent: parentField[kind], newIds: asked.newIds }))
        await (kind === 'attachments'
          ? decideAttachments(deciding, counts, { files, since })
          : noteDocuments(deciding, { documents, counted: counts }, { files, since }));
  }
  const { undelete, make, bodyless } = deciding;
  return {
    ...decideDocuments(deciding, documents),
    undelete,
    make,
    bodyless,
    plans: counted.map(({ counts }) => counts),
  };
};
