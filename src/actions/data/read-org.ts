import type { ScratchStore } from '../../gateways/data/backup-store.ts';
import type { RestorePlan } from '../../release/data/data-outcome.ts';
import type { Manifest } from '../../release/data/manifest.ts';
import type { CsvRow } from '../../release/data/restore-rules.ts';
import { joinById } from '../../release/data/row-join.ts';
import { draftOf, type ObjectToSave } from './draft.ts';
import { hasWork } from './plan-restore.ts';
import type { NewIds, RestoreScene } from './restore-scene.ts';
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

/** Reads what the org holds now of the objects concerned, deleted rows too: in the form the backup has. */
export const sceneFrom = async (
  start: Start,
  scratch: ScratchStore,
  chosen: RestoreScene['chosen'],
): Promise<RestoreScene> => {
  const { request, ...rest } = start;
  const before = await readInto(
    start,
    scratch,
    start.objects.map(({ saved }) => ({
      object: saved.object,
      fields: saved.fields.map(({ name }) => name),
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
  };
};

/**
 * Whether the org wrote or deleted a row since the scene was read, by the stamps of what was written lately: an
 * incremental reading, so that a transaction which was open then is seen too. An object without stamps counts as written.
 */
export const isOutdated = async (start: Start, scratch: ScratchStore, { before }: RestoreScene): Promise<boolean> => {
  if (before.objects.some(({ fields }) => !fields.some(({ name }) => name === stampField))) return true;
  const lately = await readInto(
    start,
    scratch,
    before.objects.map(({ object, until }) => ({ object, fields: ['Id'], since: until })),
  );
  const rowsOf = (backup: Manifest, object: string) => scratch.rows(backup, object, start.identities);
  for (const { object } of lately.objects.filter(({ rows }) => rows > 0))
    for await (const pairs of joinById(rowsOf(before, object), rowsOf(lately, object)))
      for (const { left, right } of pairs) if (right !== undefined && !isSameWrite(left, right)) return true;
  return false;
};

const stampField = 'SystemModstamp';

const isSameWrite = (one: CsvRow | undefined, other: CsvRow): boolean =>
  one?.[stampField] === other[stampField] && one?.['IsDeleted'] === other['IsDeleted'];

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
  readonly plan: RestorePlan;
  readonly newIds: NewIds;
  readonly begun: Date;
}

/**
 * Reads what the proof compares: the fields that can have been written, of the objects in which something was. Where
 * rows were only updated, those written since suffice; what came back from the Recycle Bin or was made by an earlier try
 * can have an older stamp.
 */
export const readWritten = (start: Start, scratch: ScratchStore, { plan, newIds, begun }: Done): Promise<Manifest> =>
  readInto(
    start,
    scratch,
    start.objects.flatMap(({ saved: { object, fields }, columns: { updateable, createable } }, at) => {
      const work = plan.objects[at];
      if (newIds.size === 0 && (work === undefined || !hasWork(work))) return [];
      const names = new Set([...updateable, ...createable].map(({ name }) => name));
      const onlyUpdates = work !== undefined && work.binned === 0 && work.insert === 0;
      const isStamped = fields.some(({ name }) => name === stampField);
      const since = onlyUpdates && isStamped ? { since: begun.toISOString() } : {};
      return [{ object, fields: [...names], withDeleted: true, ...since }];
    }),
  );
