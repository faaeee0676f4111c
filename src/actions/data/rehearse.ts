import type { Org } from '../../gateways/org/org.ts';
import type { Rehearsal, RehearsedObject } from '../../release/data/data-outcome.ts';
import type { ObjectFacts } from '../../release/data/object-facts.ts';
import type { CsvRow, RowDecision } from '../../release/data/restore-rules.ts';
import { refuse } from '../../release/refusal.ts';
import { decidedRows, type ObjectToRestore, type RestoreScene } from './restore-scene.ts';
import { writeRows, type RowToWrite, type WrittenRows } from './write-rows.ts';

/** Rows of each object that are tried. */
const most = 2000;

interface Rehearsing {
  readonly scene: RestoreScene;
  readonly elsewhere: Org;
  readonly orgId: string;
  /** Ids in the other org by those that were saved. */
  readonly made: Map<string, string>;
}

/**
 * Tries in another org what a restore would write: makes the rows there, parents first, so that its rules and triggers
 * judge them, and deletes them again. References to what is not tried are left out. Refuses production. Nothing of it is
 * in the journal: a process that is killed meanwhile leaves its rows in that org.
 */
export const rehearse = async (scene: RestoreScene, elsewhere: Org): Promise<Rehearsal> => {
  const { orgId, kind, name } = await elsewhere.identity();
  if (kind === 'production' || orgId === scene.orgId) refuse({ reason: 'rehearsalInProduction', org: name });
  const rehearsing = { scene, elsewhere, orgId, made: new Map<string, string>() };
  const left: { readonly object: string; readonly ids: readonly string[] }[] = [];
  try {
    const objects: RehearsedObject[] = [];
    for (const object of scene.objects) {
      const { tried, written, failed } = await tryRows(rehearsing, object);
      left.unshift({ object: object.saved.object, ids: written.map(({ id }) => id) });
      const codes = Map.groupBy(failed, ({ code }) => code);
      const refused = [...codes].map(([code, rows]) => ({ code, rows: rows.length }));
      objects.push({ object: object.saved.object, rows: tried, refused });
    }
    return { org: name, objects };
  } finally {
    for (const { object, ids } of left) await removeRows(rehearsing, object, ids);
  }
};

const tryRows = async (
  rehearsing: Rehearsing,
  object: ObjectToRestore,
): Promise<WrittenRows & { readonly tried: number }> => {
  const name = object.saved.object;
  const columns = columnsThere(object, await rehearsing.elsewhere.describeObject(name));
  const rows = await rowsToTry(rehearsing, object, columns);
  if (rows.length === 0) return { tried: 0, written: [], failed: [] };
  const results = await writeRows(writingIn(rehearsing), { object: name, operation: 'insert', columns, rows });
  for (const { savedId, id } of results.written) rehearsing.made.set(savedId, id);
  return { ...results, tried: rows.length };
};

/** Users, owners and record types are others in every org. */
const columnsThere = ({ columns }: ObjectToRestore, { fields }: ObjectFacts): readonly string[] => {
  const there = new Set(fields.flatMap(({ name, createable }) => (createable ? [name] : [])));
  return columns.createable
    .filter(({ name, referenceTo }) => there.has(name) && name !== 'RecordTypeId' && !referenceTo.includes('User'))
    .map(({ name }) => name);
};

const rowsToTry = async (
  { scene, made }: Rehearsing,
  object: ObjectToRestore,
  columns: readonly string[],
): Promise<readonly RowToWrite[]> => {
  const references = new Set(
    object.columns.createable.flatMap(({ name, type }) => (type === 'reference' ? [name] : [])),
  );
  const rows: RowToWrite[] = [];
  // What was saved in part cannot be made anew.
  if (!object.columns.isWhole) return rows;
  for await (const { saved, decision } of decidedRows(scene, object)) {
    if (rows.length >= most) break;
    if (!isWritten(scene, decision)) continue;
    const cells: CsvRow = Object.fromEntries(
      columns.map((name) => {
        const value = saved[name] ?? '';
        return [name, references.has(name) ? (made.get(value) ?? '') : value];
      }),
    );
    rows.push({ savedId: saved['Id'] ?? '', cells });
  }
  return rows;
};

const isWritten = ({ wishes }: RestoreScene, { kind }: RowDecision): boolean =>
  kind === 'update' ||
  (kind === 'conflict' && wishes.onConflict === 'overwrite') ||
  (kind === 'insert' && wishes.insert);

const removeRows = async (rehearsing: Rehearsing, object: string, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const rows = ids.map((Id) => ({ savedId: Id, cells: { Id } }));
  await writeRows(writingIn(rehearsing), { object, operation: 'delete', columns: ['Id'], rows });
};

/** The journal is about the environment's own org. */
const writingIn = ({ elsewhere, orgId }: Rehearsing) => ({
  org: elsewhere,
  orgId,
  journal: { intend: () => Promise.resolve(0), finish: () => Promise.resolve() },
});
