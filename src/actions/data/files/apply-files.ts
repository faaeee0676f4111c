import type { NotRestoredRow } from '../../../release/data/data-outcome.ts';
import type { RestoreJournal } from '../restore-journal.ts';
import type { NewIds, RestoreScene } from '../restore-scene.ts';
import { writeRows } from '../write-rows.ts';
import { decideFiles } from './decide-files.ts';
import type { FilesTodo, FileToUndelete, SavedFile } from './files-todo.ts';
import { makeFiles } from './make-files.ts';

export interface ApplyingFiles {
  readonly scene: RestoreScene;
  readonly journal: RestoreJournal;
  readonly newIds: NewIds;
}

/** What became of files. */
export interface AppliedFiles {
  /** Attachments, documents and links that are as they were saved and were not before: the org was asked once more. */
  readonly restored: number;
  readonly failed: readonly NotRestoredRow[];
  /** Those that nobody refused and that are not as they were saved. */
  readonly different: readonly NotRestoredRow[];
}

/** Bodies, then links to what they made, then how these are shared; and again where an answer was lost. */
const rounds = 5;

/**
 * Brings files back on records that are there by now: first what the Recycle Bin holds, then bodies, then links. What is
 * left is asked of the org again in every round, so that nothing is made twice whatever was lost or broken off; the last
 * answer, in which nothing is left, is the proof.
 */
export const applyFiles = async (applying: ApplyingFiles): Promise<AppliedFiles> => {
  const { scene, newIds } = applying;
  const failed = new Map<string, string>();
  const begun = new Map<string, SavedFile>();
  const decided = async (isBinOver: boolean): Promise<FilesTodo> => {
    const todo = withoutFailed(await decideFiles(scene, { newIds, isBinOver }), failed);
    for (const file of openIn(todo)) begun.set(file.savedId, file);
    return todo;
  };
  await undeleteFiles(applying, await decided(false));
  let todo = await decided(true);
  for (let round = 1; round <= rounds && openIn(todo).length > 0; round += 1) {
    for (const { id, code } of await takeRound(applying, todo)) failed.set(id, code);
    todo = await decided(true);
  }
  const left = new Set(openIn(todo).map(({ savedId }) => savedId));
  const named = (ids: Iterable<string>, codeOf: (id: string) => string): readonly NotRestoredRow[] =>
    [...ids].map((id) => ({ object: 'File', id, code: codeOf(id), record: begun.get(id)?.record ?? '' }));
  return {
    restored: [...begun.keys()].filter((id) => !failed.has(id) && !left.has(id)).length,
    failed: named(failed.keys(), (id) => failed.get(id) ?? ''),
    different: named(left, () => 'NOT_AS_SAVED'),
  };
};

const openIn = ({ undelete, make, links, shares, bodyless }: FilesTodo): readonly SavedFile[] => [
  ...undelete,
  ...make.values(),
  ...links,
  ...shares,
  ...bodyless,
];

/** What the org refused is not asked of it again. */
const withoutFailed = (todo: FilesTodo, failed: ReadonlyMap<string, string>): FilesTodo => {
  const isOpen = ({ savedId }: SavedFile): boolean => !failed.has(savedId);
  return {
    plans: todo.plans,
    undelete: todo.undelete.filter(isOpen),
    make: new Map([...todo.make].filter(([, file]) => isOpen(file))),
    links: todo.links.filter(isOpen),
    shares: todo.shares.filter(isOpen),
    bodyless: todo.bodyless.filter(isOpen),
  };
};

/** Which of them came back is seen in what the org tells afterwards. */
const undeleteFiles = async (
  { scene: { org, orgId }, journal }: ApplyingFiles,
  { undelete }: FilesTodo,
): Promise<void> => {
  for (const [object, files] of Map.groupBy(undelete, (file: FileToUndelete) => file.object)) {
    const part = await journal.intend({ object, operation: 'undelete' }, { files: files.length });
    const ids = files.map(({ savedId }) => savedId);
    const results = await org.undelete(ids, orgId);
    await journal.finish(part, { refused: results.filter(({ isBack }) => !isBack).length });
  }
};

type Failed = Pick<NotRestoredRow, 'id' | 'code'>;

const takeRound = async (applying: ApplyingFiles, todo: FilesTodo): Promise<readonly Failed[]> => {
  const { scene, journal } = applying;
  const writing = { org: scene.org, orgId: scene.orgId, journal };
  const object = 'ContentDocumentLink';
  const shared = ['ShareType', 'Visibility'];
  const failed: Failed[] = todo.bodyless.map(({ savedId }) => ({ id: savedId, code: 'BODY_NOT_SAVED' }));
  failed.push(...(await makeFiles(applying, todo.make)));
  const links = { object, columns: ['ContentDocumentId', 'LinkedEntityId', ...shared] };
  failed.push(...(await writeRows(writing, { ...links, operation: 'insert', rows: todo.links })).failed);
  const shares = { object, columns: ['Id', ...shared] };
  failed.push(...(await writeRows(writing, { ...shares, operation: 'update', rows: todo.shares })).failed);
  return failed;
};
