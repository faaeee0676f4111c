import { rowWrites, type RowWrite, type RowWrites } from '../../release/data/automation.ts';
import type { RestorePlan, RestorePlanObject } from '../../release/data/data-outcome.ts';
import { isBinned, type CsvRow, type RowDecision } from '../../release/data/restore-rules.ts';
import { longestRow, rowLength, rowProblems } from '../../release/data/row-limits.ts';
import { refuse } from '../../release/refusal.ts';
import { decideFiles } from './files/decide-files.ts';
import { fileName } from './files/files-todo.ts';
import { settleMadeAgain } from './made-again.ts';
import { decidedRows, type ObjectToRestore, type RestoreScene } from './restore-scene.ts';

/** Conflicts that a plan names. */
const most = 5;

type OnConflictingRow = (row: string) => void;

/**
 * What has to be done for the rows of each object, by walking over all of them once; holds one of them at a time. Where
 * some are gone that have an external id, once more.
 */
export const planRestore = async (scene: RestoreScene): Promise<RestorePlan> => {
  const walked: { readonly object: ObjectToRestore; readonly counts: RestorePlanObject }[] = [];
  const objects: RestorePlanObject[] = [];
  const conflicts: string[] = [];
  const onConflictingRow: OnConflictingRow = (row) => {
    if (conflicts.length < most) conflicts.push(row);
  };
  for (const object of scene.objects) walked.push({ object, counts: await countsOf(scene, object, onConflictingRow) });
  for (const { object, counts } of walked)
    objects.push(await withMadeAgain(scene, object, { counts, onConflictingRow }));
  const { onConflict, insert } = scene.wishes;
  const { plans: files, conflicts: versions } = await decideFiles(scene, { isBinOver: false });
  const fileConflicts = versions.slice(0, most).map(({ savedId, record }) => fileName(savedId, record));
  const { source, orgId } = scene;
  return { backup: source.id, orgId, onConflict, insert, objects, files, conflicts, fileConflicts };
};

const countsOf = async (
  scene: RestoreScene,
  object: ObjectToRestore,
  onConflictingRow: OnConflictingRow,
): Promise<RestorePlanObject> => {
  const name = object.saved.object;
  const counts = { same: 0, update: 0, conflict: 0, undelete: 0, insert: 0, gone: 0 };
  const refused = refusalCounter(object);
  let [binned, tooLong] = [0, 0];
  for await (const { saved, decision } of decidedRows(scene, object)) {
    counts[decision.kind] += 1;
    if (isBinned(decision)) binned += 1;
    if (decision.kind === 'conflict') onConflictingRow(`${name} ${saved['Id'] ?? ''}: ${decision.fields.join(', ')}`);
    const cells = writtenCells(object, saved, decision);
    if (rowLength(cells) > longestRow) tooLong += 1;
    refused.look(cells);
  }
  const { notRestored } = object.columns;
  return { object: name, ...counts, madeAgain: 0, binned, tooLong, notRestored, refused: refused.all() };
};

/** A row that is gone, and was made again by somebody, is a conflict like any other. */
const withMadeAgain = async (
  scene: RestoreScene,
  object: ObjectToRestore,
  { counts, onConflictingRow }: { readonly counts: RestorePlanObject; readonly onConflictingRow: OnConflictingRow },
): Promise<RestorePlanObject> => {
  if (!scene.wishes.insert || counts.insert === 0) return counts;
  const again = await settleMadeAgain(scene, object);
  for (const { id, fields } of again) onConflictingRow(`${counts.object} ${id}: ${fields.join(', ')}`);
  const { insert, conflict } = counts;
  return { ...counts, insert: insert - again.length, conflict: conflict + again.length, madeAgain: again.length };
};

/** The cells of a row that the org would get. */
const writtenCells = ({ columns }: ObjectToRestore, saved: CsvRow, decision: RowDecision): CsvRow => {
  const made = decision.kind === 'insert' ? columns.createable.map(({ name }) => name) : [];
  const names = 'fields' in decision ? decision.fields : made;
  return Object.fromEntries(names.map((name) => [name, saved[name] ?? '']));
};

/** Counts values that describe forbids, of the cells that would be written. */
const refusalCounter = ({ facts }: ObjectToRestore) => {
  const known = new Map(facts.fields.map((field) => [field.name, field]));
  const counts = new Map<string, RestorePlanObject['refused'][number]>();
  const look = (cells: CsvRow): void => {
    const fields = Object.keys(cells).flatMap((name) => known.get(name) ?? []);
    for (const { field, because } of rowProblems(fields, cells)) {
      const key = `${field} ${because}`;
      counts.set(key, { field, because, rows: (counts.get(key)?.rows ?? 0) + 1 });
    }
  };
  return { look, all: () => [...counts.values()] };
};

/** Whether anything is to be written. */
export const hasWork = ({ update, conflict, undelete, insert }: RestorePlanObject): boolean =>
  update + conflict + undelete + insert > 0;

/** What carrying out a plan does to the records of each object; what stops at a conflict is meant to be overwritten. */
export const writesOf = ({ objects, wishes }: RestoreScene, plan: RestorePlan): RowWrites => {
  const isMade = ({ insert, madeAgain }: RestorePlanObject): boolean => wishes.insert && insert + madeAgain > 0;
  const made = new Set(plan.objects.filter(isMade).map(({ object }) => object));
  return new Map(
    plan.objects.flatMap((counts, at) => {
      const { key, updateable = [] } = objects[at]?.columns ?? {};
      const replaced = wishes.onConflict === 'skip' ? 0 : counts.conflict;
      // A row with an external id can be there again; and what refers to a row made anew names it anew.
      const isNamedAnew = updateable.some(({ referenceTo }) => referenceTo.some((name) => made.has(name)));
      const does: Readonly<Record<RowWrite, boolean>> = {
        insert: isMade(counts),
        update: counts.update + replaced > 0 || isNamedAnew || (isMade(counts) && key !== undefined),
        undelete: counts.binned > 0,
      };
      const writes = rowWrites.filter((write) => does[write]);
      return writes.length === 0 ? [] : [[counts.object, new Set(writes)]];
    }),
  );
};

export const refuseConflicts = ({ objects, files, conflicts, fileConflicts, onConflict }: RestorePlan): void => {
  const versions = files.reduce((total, { files: { conflict } }) => total + conflict, 0);
  if (versions > 0 && onConflict === 'stop')
    refuse({ reason: 'fileConflict', files: versions, examples: fileConflicts });
  const rows = objects.reduce((total, { conflict }) => total + conflict, 0);
  if (rows > 0 && onConflict === 'stop') refuse({ reason: 'dataConflict', rows, examples: conflicts });
};
