import type { Backups, BackupStore } from '../../gateways/data/backup-store.ts';
import type { Draft } from '../../gateways/data/drafts.ts';
import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import { currentRelease } from '../../release/catalogue.ts';
import type { ChosenObject } from '../../release/data/data-configuration.ts';
import type { BackedUpOutcome } from '../../release/data/data-outcome.ts';
import { failedBodies } from '../../release/data/files/body-elsewhere.ts';
import { linkTo, type Manifest, type SavedObject } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment, openPinnedOrg, type Environment } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';
import { draftOf, type ObjectToSave, type SaveRequest } from './draft.ts';
import { filesNotSaved } from './files-not-saved.ts';
import { knownBodies } from './files/known-bodies.ts';
import { save } from './save.ts';
import type { OnRows, Saving } from './saving.ts';

export interface BackupRequest {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** None = those of `release.yaml`. */
  readonly objects: readonly string[];
  /** Only what was written since the newest backup; whole where there is none to go on from. */
  readonly incremental: boolean;
  /** With attachments and files of all objects; otherwise of those for which `release.yaml` says so. */
  readonly files?: boolean;
  /** Stores values in clear. */
  readonly plain: boolean;
  /** Goes on with the newest backup that was interrupted. */
  readonly resume: boolean;
  readonly onRows?: OnRows | undefined;
  readonly onBodies?: Saving['onBodies'];
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds for counting files: the backup is made, and is not kept waiting. */
const countingTime = 60_000;

/** Saves rows by hand or on a schedule. What counts as a backup was read back, decrypted, counted and compared. */
export const backup = (open: OpenGateways, request: BackupRequest): Promise<BackedUpOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
    const store = await gateways.backups(environment.name);
    const backups = await store.list();
    const resumed = request.resume ? newestUnfinished(backups, identity.orgId) : undefined;
    const scene = { gateways, org, backups, orgId: identity.orgId };
    const draft = resumed ?? (await draftOf(scene, saveRequest(scene, environment, request)));
    const manifest = await save(await saving(gateways, { org, store, backups, draft, request }), draft);
    return {
      kind: failedBodies(manifest.files?.unreadable).length === 0 ? 'backedUp' : 'backedUpInPart',
      ...{ folder: store.folder, backup: manifest, resumed: resumed !== undefined },
      filesNotSaved: await filesNotSaved(org, manifest.objects.filter(isWithoutFiles), {
        deadline: new Date(gateways.now().getTime() + countingTime),
      }),
    };
  });

const isWithoutFiles = ({ withFiles }: SavedObject): boolean => withFiles !== true;

interface BackupScene {
  readonly gateways: Gateways;
  readonly org: Org;
  readonly backups: Backups;
  readonly orgId: string;
}

interface SavingParts {
  readonly org: Org;
  readonly store: BackupStore;
  readonly backups: Backups;
  readonly draft: Draft;
  readonly request: BackupRequest;
}

const saving = async (gateways: Gateways, { org, store, backups, draft, request }: SavingParts): Promise<Saving> => ({
  org,
  writing: await store.write(draft),
  now: gateways.now,
  onRows: request.onRows,
  withUsers: true,
  knownBodies: await knownBodies(store, backups, draft),
  onBodies: request.onBodies,
  signal: request.signal,
});

const newestUnfinished = ({ unfinished }: Backups, orgId: string): Draft | undefined =>
  unfinished.findLast(({ body }) => body.orgId === orgId && body.run === undefined);

const saveRequest = (scene: BackupScene, environment: Environment, request: BackupRequest): SaveRequest => {
  const { gateways, orgId } = scene;
  const { data } = gateways.configuration;
  const base = request.incremental ? baseIn(scene) : undefined;
  const objects = chosenObjects(request, data?.objects ?? []);
  return {
    kind: base === undefined ? 'full' : 'incremental',
    environment: environment.name,
    orgId,
    recipients: recipientsOf(gateways, request, objects),
    objects: objects.map((chosen) => objectToSave(chosen, base, request.files)),
    release: currentRelease(environment.catalogue)?.name,
    ...(base === undefined ? {} : { base: linkTo(base) }),
  };
};

/** What an incremental backup goes on from: the newest of this org that holds what was asked for by hand or schedule. */
const baseIn = ({ backups: { complete }, orgId }: BackupScene): Manifest | undefined =>
  complete.findLast(({ kind, orgId: of }) => (kind === 'full' || kind === 'incremental') && of === orgId);

const chosenObjects = ({ objects }: BackupRequest, configured: readonly ChosenObject[]): readonly ChosenObject[] => {
  const chosen =
    objects.length === 0
      ? configured
      : objects.map((object) => configured.find((each) => each.object === object) ?? { object });
  return chosen.length === 0 ? refuse({ reason: 'nothingToBackUp' }) : chosen;
};

const recipientsOf = (
  { configuration: { data } }: Gateways,
  { plain }: BackupRequest,
  objects: readonly ChosenObject[],
): readonly string[] => {
  if (plain) return [];
  const recipients = data?.recipients ?? [];
  if (recipients.length > 0) return recipients;
  return refuse({ reason: 'backupNotConfigured', objects: objects.map(({ object }) => object) });
};

/** On top of a backup with files, one has them too: without lists of its own it would tell of files that are gone. */
const objectToSave = (
  { object, fields = [], where, files = false }: ChosenObject,
  base: Manifest | undefined,
  withFiles = false,
): ObjectToSave => {
  const earlier = base?.objects.find((each) => each.object === object);
  return { object, fields, where, withFiles: withFiles || files || earlier?.withFiles === true, base: earlier };
};
