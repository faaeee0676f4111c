import type { NotRestoredRow, SavedRecord } from '../../../release/data/data-outcome.ts';
import { writeRows, type RowsToWrite } from '../write-rows.ts';
import { decideFiles } from './decide-files.ts';
import {
  openIn,
  type ApplyingFiles,
  type FilesSoFar,
  type FilesTodo,
  type FileToUndelete,
  type SavedFile,
} from './files-todo.ts';
import { makeFiles } from './make-files.ts';

/** An attachment, document or link. */
interface NotRestoredFile extends NotRestoredRow {
  readonly record: SavedRecord;
}

/** What became of files. */
export interface AppliedFiles {
  /** Attachments, documents and links that are as they were saved and were not before: the org was asked once more. */
  readonly restored: number;
  readonly failed: readonly NotRestoredFile[];
  /** Those that nobody refused and that are not as they were saved, or of which that is not known. */
  readonly different: readonly NotRestoredFile[];
  /** Why the way broke off; then nobody knows what is restored. */
  readonly detail?: string;
}

/** Bodies, then links to what they made, then how these are shared; and again where an answer was lost. */
const rounds = 5;

/**
 * Brings files back on records that are there by now: first what the Recycle Bin holds, then bodies, then links. What is
 * left is asked of the org again in every round, so that nothing is made twice whatever was lost or broken off; the last
 * answer, in which nothing is left, is the proof. Throws while nothing has been written at all; afterwards what is known
 * goes into the answer.
 */
export const applyFiles = async (applying: ApplyingFiles): Promise<AppliedFiles> => {
  const soFar: FilesSoFar = { begun: new Map(), failed: new Map(), made: new Map() };
  const { begun, failed } = soFar;
  const named = (ids: Iterable<string>, codeOf: (id: string) => string): readonly NotRestoredFile[] =>
    [...ids].flatMap((id) => {
      const file = begun.get(id);
      return file === undefined ? [] : [{ object: 'File', id, code: codeOf(id), record: file.record }];
    });
  const notFailed = (ids: Iterable<string>): readonly string[] => [...ids].filter((id) => !failed.has(id));
  const refused = () => named(failed.keys(), (id) => failed.get(id) ?? '');
  try {
    const left = notFailed(await bringBack(applying, soFar));
    const different = named(left, () => 'NOT_AS_SAVED');
    return { restored: begun.size - failed.size - different.length, failed: refused(), different };
  } catch (error) {
    if (applying.journal.sent() === 0) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    return { restored: 0, failed: refused(), different: named(notFailed(begun.keys()), () => 'NOT_KNOWN'), detail };
  }
};

/** Gives the saved ids of what is not as it was saved, by the last answer of the org. */
const bringBack = async (applying: ApplyingFiles, soFar: FilesSoFar): Promise<ReadonlySet<string>> => {
  const { scene, newIds } = applying;
  const { begun, failed, made } = soFar;
  const decided = async (isBinOver: boolean, only?: ReadonlySet<string>): Promise<FilesTodo> => {
    const todo = await decideFiles(scene, { newIds, isBinOver, only });
    for (const { savedId } of todo.make.values()) {
      const id = made.get(savedId);
      if (id !== undefined && !todo.taken.has(id)) failed.set(savedId, 'NOT_AS_SAVED');
    }
    const open = withoutFailed(todo, failed);
    for (const file of openIn(open)) begun.set(file.savedId, file);
    return open;
  };
  let todo = await decided(false);
  const { records } = todo;
  if (todo.undelete.length > 0) {
    const inBin = await undeleteFiles(applying, todo);
    todo = await decided(true, records);
    for (const { savedId } of todo.lost) if (inBin.has(savedId)) failed.set(savedId, inBin.get(savedId) ?? '');
  }
  for (let round = 1; round <= rounds && openIn(todo).length > 0; round += 1) {
    await takeRound({ ...applying, soFar }, todo);
    todo = await decided(true, records);
  }
  return new Set([...openIn(todo), ...todo.lost, ...todo.conflicts].map(({ savedId }) => savedId));
};

/** What the org refused is not asked of it again. */
const withoutFailed = (todo: FilesTodo, failed: ReadonlyMap<string, string>): FilesTodo => {
  const isOpen = ({ savedId }: SavedFile): boolean => !failed.has(savedId);
  return {
    ...todo,
    undelete: todo.undelete.filter(isOpen),
    make: new Map([...todo.make].filter(([, file]) => isOpen(file))),
    links: todo.links.filter(isOpen),
    shares: todo.shares.filter(isOpen),
    bodyless: todo.bodyless.filter(isOpen),
  };
};

/** Gives the org's codes for those that it did not let out; whether they are back is seen in what it tells afterwards. */
const undeleteFiles = async (
  { scene: { org, orgId }, journal }: ApplyingFiles,
  { undelete }: FilesTodo,
): Promise<ReadonlyMap<string, string>> => {
  const refused = new Map<string, string>();
  for (const [object, files] of Map.groupBy(undelete, (file: FileToUndelete) => file.object)) {
    const part = await journal.intend({ object, operation: 'undelete' }, { files: files.length });
    const results = await org.undelete(
      files.map(({ savedId }) => savedId),
      orgId,
    );
    const inBin = results.filter(({ isBack }) => !isBack);
    for (const { id, code = 'UNKNOWN' } of inBin) refused.set(id, code);
    await journal.finish(part, { refused: inBin.length });
  }
  return refused;
};

const takeRound = async (applying: ApplyingFiles & { readonly soFar: FilesSoFar }, todo: FilesTodo): Promise<void> => {
  const { scene, journal, soFar } = applying;
  for (const { savedId } of todo.bodyless) soFar.failed.set(savedId, 'BODY_NOT_SAVED');
  await makeFiles(applying, todo.make);
  const shared = ['ShareType', 'Visibility'];
  const write = async (given: Omit<RowsToWrite, 'object'>): Promise<void> => {
    const writing = { org: scene.org, orgId: scene.orgId, journal };
    const { failed } = await writeRows(writing, { ...given, object: 'ContentDocumentLink' });
    for (const { id, code } of failed) soFar.failed.set(id, code);
  };
  const columns = ['ContentDocumentId', 'LinkedEntityId', ...shared];
  await write({ operation: 'insert', columns, rows: todo.links });
  await write({ operation: 'update', columns: ['Id', ...shared], rows: todo.shares });
};
