import type { ScratchStore } from '../../gateways/data/backup-store.ts';
import type { RestorePlan, RestorePlanObject } from '../../release/data/data-outcome.ts';
import type { Manifest, SavedObject } from '../../release/data/manifest.ts';
import { canHideWrite, stampField } from '../../release/data/stamps.ts';
import { newWriteMark } from '../../release/data/write-mark.ts';
import { draftOf, type ObjectToSave } from './draft.ts';
import { hasWork } from './plan-restore.ts';
import type { NewIds, ObjectToRestore, RestoreScene } from './restore-scene.ts';
import { save } from './save.ts';
import type { Start } from './start-restore.ts';

/** Reads rows of the org into a folder that is gone afterwards, encrypted as the backup is that is restored from. */
const readInto = async (start: Start, scratch: ScratchStore, objects: readonly ObjectToSave[]): Promise<Manifest> => {
  const { org, source, environment, gateways } = start;
  const { orgId, recipients } = source;
  const draft = await draftOf(start, { kind: 'overwritten', environment, orgId, recipients, objects });
  return save({ org, writing: await scratch.write(draft), now: gateways.now }, draft);
};

/** Asks the org once which rows meet the condition: when some are restored, they may not meet it any more. */
export const chosenRows = async (start: Start, scratch: ScratchStore): Promise<RestoreScene['chosen']> => {
  const { request, objects, identities } = start;
  const { where } = request;
  const [only] = objects;
  if (where === undefined || only === undefined) return undefined;
  const { object } = only.saved;
  const met = await readInto(start, scratch, [{ object, fields: ['Id'], where, withDeleted: true }]);
  return () => scratch.rows(met, object, identities);
};

/**
 * Reads what the org holds now of the objects concerned, deleted rows too: what can be replaced, and what says which row
 * it is.
 */
export const sceneFrom = async (
  start: Start,
  scratch: ScratchStore,
  chosen: RestoreScene['chosen'],
): Promise<RestoreScene> => {
  const { request, ...rest } = start;
  const before = await readInto(
    start,
    scratch,
    start.objects.map(({ saved, columns }) => ({
      object: saved.object,
      fields: (start.request.insert ? columns.replaceable : columns.updateable).map(({ name }) => name),
      withDeleted: true,
    })),
  );
  return {
    ...rest,
    orgId: start.source.orgId,
    before,
    rowsOf: (backup, object) =>
      backup.id === before.id ? scratch.rows(backup, object, start.identities) : start.saved.rows(object),
    wishes: request,
    chosen,
    decided: new Map(),
  };
};

/**
 * Whether the org may have written or deleted a row since the scene was read, by the stamps of what was written lately:
 * an incremental reading, so that a transaction which was open then is seen too. An object without stamps counts as
 * written, and so does a row whose stamp is not older than the reading: another write can have left the same.
 */
export const isOutdated = async (start: Start, scratch: ScratchStore, scene: RestoreScene): Promise<boolean> => {
  const { objects } = scene.before;
  if (!objects.every(isStamped)) return true;
  const lately = await readInto(
    start,
    scratch,
    objects.map(({ object, until }) => ({ object, fields: ['Id'], since: until })),
  );
  for (const { object, until } of objects) {
    const writeMark = newWriteMark(until);
    for await (const rows of scratch.rows(lately, object, start.identities))
      for (const row of rows) {
        if (canHideWrite(row[stampField] ?? '', until)) return true;
        writeMark.add(row);
      }
    if (writeMark.digest() !== scene.decided.get(object)?.writeMark) return true;
  }
  return false;
};

const isStamped = ({ fields }: SavedObject): boolean => fields.some(({ name }) => name === stampField);

/** Keeps what was read for the plan where backups are kept: what the restore replaces can be brought back from it. */
export const keepBefore = async (
  { store }: Start,
  scratch: ScratchStore,
  { before, run }: { readonly before: Manifest; readonly run: string },
): Promise<void> => {
  const { completedAt, parent: _, sha256: __, ...body } = before;
  const draft = { body: { ...body, run }, jobs: {} };
  const writing = await store.write(draft);
  for (const { parts } of before.objects) for (const part of parts) await writing.copy(scratch, before, part);
  await writing.complete(draft, completedAt);
};

/** What was done, and when it began, by the org's clock. */
interface Done {
  readonly scene: RestoreScene;
  readonly plan: RestorePlan;
  readonly newIds: NewIds;
  readonly begun: Date;
}

/** Reads what the proof compares, of the objects in which something was written. */
export const readWritten = (start: Start, scratch: ScratchStore, done: Done): Promise<Manifest> =>
  readInto(
    start,
    scratch,
    start.objects.flatMap((object, at) => {
      const work = done.plan.objects[at];
      return work !== undefined && (hasWork(work) || done.newIds.size > 0) ? [writtenRows(done, object, work)] : [];
    }),
  );

/**
 * Where rows were only updated, those written since suffice, and the fields that differed; what came back from the
 * Recycle Bin or was made by an earlier try can have an older stamp, and was written whole.
 */
const writtenRows = (
  { scene, newIds, begun }: Done,
  { saved, columns: { updateable, createable } }: ObjectToRestore,
  { binned, insert }: RestorePlanObject,
): ObjectToSave => {
  const { object } = saved;
  const all = new Set([...updateable, ...createable].map(({ name }) => name));
  if (binned + insert + newIds.size > 0) return { object, fields: [...all], withDeleted: true };
  const differing = scene.decided.get(object)?.decisions.fields() ?? all;
  const since = isStamped(saved) ? { since: begun.toISOString() } : {};
  return { object, fields: [...differing], withDeleted: true, ...since };
};
