import type { BackupStore, ScratchStore } from '../../gateways/data/backup-store.ts';
import type { Gateways } from '../../gateways/open.ts';
import type { Org, OrgIdentity } from '../../gateways/org/org.ts';
import type { RestoreOutcome, RestorePlan } from '../../release/data/data-outcome.ts';
import type { Manifest } from '../../release/data/manifest.ts';
import { loadOrder, restoreColumns } from '../../release/data/restore-rules.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment, openPinnedOrg } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';
import { applyRestore } from './apply-restore.ts';
import { readableBackup, type ReadableBackup } from './chain-rows.ts';
import { draftOf } from './draft.ts';
import { hasWork, planRestore, refuseConflicts } from './plan-restore.ts';
import { proveRestore } from './prove-restore.ts';
import { requireBackup } from './require-backup.ts';
import { openRestore, settleOpenRestore, type RestoreJournal } from './restore-journal.ts';
import type { ObjectToRestore, RestoreScene, RestoreWishes } from './restore-scene.ts';
import { save } from './save.ts';

export interface RestoreRequest extends RestoreWishes {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Id of a backup, the beginning of one, the run it was made in, or `latest`. */
  readonly backup: string;
  /** None = all of the backup. */
  readonly objects: readonly string[];
  /** None = all that can be written. */
  readonly fields: readonly string[];
  /** File with the private key. */
  readonly identity?: string | undefined;
  /** Counts what would be done and writes nothing anywhere. */
  readonly dryRun: boolean;
  /** The run of a restore that its holder left behind. */
  readonly takeOver?: string | undefined;
  /** The open rollback that this is a part of. */
  readonly within?: string | undefined;
}

/** Asks a person, or the command line; throws `Refused` when the answer is not yes. */
export type RestoreConsent = (question: {
  readonly plan: RestorePlan;
  readonly identity: OrgIdentity;
}) => Promise<void>;

/** Everything that is known before the org's rows are read. */
interface Start {
  readonly gateways: Gateways;
  readonly org: Org;
  readonly identity: OrgIdentity;
  readonly environment: string;
  readonly store: BackupStore;
  readonly source: Manifest;
  readonly saved: ReadableBackup;
  readonly identities: readonly string[];
  readonly objects: readonly ObjectToRestore[];
  readonly inactive: ReadonlySet<string>;
  readonly request: RestoreRequest;
}

/** Brings saved rows back: planned, agreed to, what they replace saved first, written, read back and compared. */
export const restore = (
  open: OpenGateways,
  request: RestoreRequest,
  consent: RestoreConsent,
): Promise<RestoreOutcome> =>
  concluded(open, async (gateways) => {
    const start = await begin(gateways, request);
    await settleOpenRestore(gateways, start.org, { environment: start.environment, takeOver: request.takeOver });
    await using scratch = await gateways.scratchBackups();
    const plan = await planRestore(await sceneFrom(start, scratch));
    if (request.dryRun) return { kind: 'restorePlanned', plan };
    refuseConflicts(plan);
    if (!plan.objects.some(hasWork)) return { kind: 'restored', plan, written: 0, failed: [], proof: nothingProven };
    await consent({ plan, identity: start.identity });
    return await perform(start, scratch, plan);
  });

const nothingProven = { equal: 0, different: 0, examples: [] } as const;

const begin = async (gateways: Gateways, request: RestoreRequest): Promise<Start> => {
  const environment = await findEnvironment(gateways, request.environment);
  const store = await gateways.backups(environment.name);
  const backups = await store.list();
  const source = requireBackup(backups, request.backup);
  const identities = await gateways.identities(request.identity);
  const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
  if (source.orgId !== identity.orgId)
    refuse({ reason: 'orgMismatch', expected: source.orgId, actual: identity.orgId, where: `backup ${source.id}` });
  const saved = readableBackup({ store, identities }, backups, source);
  await saved.check();
  const objects = await objectsToRestore(org, saved, request);
  const owned = objects.some(({ columns }) => columns.createable.some(({ name }) => name === 'OwnerId'));
  const inactive = owned ? await org.query('SELECT Id FROM User WHERE IsActive = false') : [];
  return {
    ...{ gateways, org, identity, store, source, saved, identities, objects, request },
    environment: environment.name,
    inactive: new Set(inactive.map(({ Id }) => String(Id))),
  };
};

const objectsToRestore = async (
  org: Org,
  source: ReadableBackup,
  { objects, fields }: RestoreRequest,
): Promise<readonly ObjectToRestore[]> => {
  const wanted = new Set(objects.map((name) => name.toLowerCase()));
  const chosen = source.objects.filter(({ object }) => wanted.size === 0 || wanted.has(object.toLowerCase()));
  const found: ObjectToRestore[] = [];
  for (const saved of loadOrder(chosen))
    found.push({ saved, columns: restoreColumns(saved, await org.describeObject(saved.object), fields) });
  return found;
};

/** What the org holds now of the objects concerned, deleted rows too: in the form the backup has. */
const readNow = async (
  start: Start,
  store: BackupStore,
  kind: { readonly kind: 'overwritten' | 'watch'; readonly run?: string },
): Promise<Manifest> => {
  const { org, source, environment, objects, gateways } = start;
  const draft = await draftOf(start, {
    ...kind,
    environment,
    orgId: source.orgId,
    recipients: source.recipients,
    objects: objects.map(({ saved }) => ({
      object: saved.object,
      fields: saved.fields.map(({ name }) => name),
      withDeleted: true,
    })),
  });
  return save({ org, writing: await store.write(draft), now: gateways.now }, draft);
};

const sceneFrom = async (start: Start, store: BackupStore, run?: string): Promise<RestoreScene> => {
  const before = await readNow(start, store, { kind: 'overwritten', ...(run === undefined ? {} : { run }) });
  const { request, ...rest } = start;
  const { ids, onConflict, insert } = request;
  return {
    ...rest,
    orgId: start.source.orgId,
    before,
    rowsOf: (backup, object) =>
      backup.id === before.id ? store.rows(backup, object, start.identities) : start.saved.rows(object),
    wishes: { ids, onConflict, insert },
  };
};

const perform = async (start: Start, scratch: ScratchStore, plan: RestorePlan): Promise<RestoreOutcome> => {
  const { gateways, source, environment, request } = start;
  const journal = await openRestore(gateways, {
    environment,
    orgId: source.orgId,
    backup: source.id,
    sha256: source.sha256,
    takeOver: request.takeOver,
    within: request.within,
  });
  try {
    return await write(start, { scratch, plan, journal });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (journal.sent() === 0) {
      await journal.close('nothingSent', {});
      throw error;
    }
    return { kind: 'restoredInPart', plan, run: journal.run, failed: [], detail };
  }
};

interface WriteParts {
  readonly scratch: ScratchStore;
  readonly plan: RestorePlan;
  readonly journal: RestoreJournal;
}

/** The rows are read once more before they are replaced: somebody may have written while a person was reading. */
const write = async (start: Start, { scratch, plan, journal }: WriteParts): Promise<RestoreOutcome> => {
  const scene = await sceneFrom(start, start.store, journal.run);
  const now = await planRestore(scene);
  refuseConflicts(now);
  const applied = await applyRestore({ scene, journal, plan: now });
  const after = await readNow(start, scratch, { kind: 'watch' });
  const proof = await proveRestore({ scene, applied, after: { store: scratch, manifest: after } });
  const { failed } = applied;
  const facts = { equal: proof.equal, different: proof.different, failed: failed.length, before: scene.before.id };
  if (failed.length > 0 || proof.different > 0) {
    await journal.close('failed', facts);
    return { kind: 'restoredInPart', plan, run: journal.run, failed, proof, undo: scene.before.id };
  }
  await journal.close('restored', facts);
  return { kind: 'restored', plan, run: journal.run, written: proof.equal, failed, proof, undo: scene.before.id };
};
