import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { DataConfiguration } from '../../release/data/data-configuration.ts';
import type { BackupKind, Manifest } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';
import { draftOf, type ObjectToSave } from './draft.ts';
import { save } from './save.ts';
import type { OnRows } from './saving.ts';

/** Whose rows are saved, and on the way of what. */
export interface SavingPlace {
  readonly gateways: Gateways;
  readonly org: Org;
  readonly environment: string;
  readonly orgId: string;
  readonly release?: string | undefined;
  readonly run?: string | undefined;
  readonly onRows?: OnRows | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CriticalSaved {
  /** Absent when nothing that `release.yaml` calls critical is in the org. */
  readonly backup?: Manifest | undefined;
  /** Objects that the org does not have, as before the release that brings them, or that this user may not see. */
  readonly missing: readonly string[];
}

/** Saves the fields that `release.yaml` calls critical. Refuses without recipients. Throws `OrgError`, `BackupError`. */
export const saveCritical = async (place: SavingPlace): Promise<CriticalSaved> => {
  const { objects = [] } = place.gateways.configuration.data ?? {};
  const watched: ObjectToSave[] = [];
  const missing: string[] = [];
  for (const { object, where, critical = [] } of objects)
    if (critical.length > 0) {
      if (await isThere(place.org, object)) watched.push({ object, where, fields: critical });
      else missing.push(object);
    }
  return { backup: await saveSome(place, 'watch', watched), missing };
};

const isThere = async (org: Org, object: string): Promise<boolean> => {
  try {
    await org.describeObject(object);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND') return false;
    throw error;
  }
};

/** Saves the records that belong to a release; undefined when `release.yaml` names none. Refuses without recipients. */
export const saveConfiguration = (place: SavingPlace): Promise<Manifest | undefined> => {
  const belonging = configurationObjects(place.gateways.configuration.data);
  return saveSome(
    place,
    'configuration',
    belonging.map(({ object, where, fields = [] }) => ({ object, where, fields })),
  );
};

/** Objects whose records belong to releases. */
export const configurationObjects = (data: DataConfiguration | undefined): DataConfiguration['objects'] =>
  (data?.objects ?? []).filter(({ configuration }) => configuration === true);

const saveSome = async (
  place: SavingPlace,
  kind: BackupKind,
  objects: readonly ObjectToSave[],
): Promise<Manifest | undefined> => {
  if (objects.length === 0) return undefined;
  const { gateways, org, environment, orgId, release, run, onRows, signal } = place;
  const { recipients = [] } = gateways.configuration.data ?? {};
  if (recipients.length === 0) refuse({ reason: 'backupNotConfigured', objects: objects.map(({ object }) => object) });
  const draft = await draftOf(place, { kind, environment, orgId, recipients, objects, release, run });
  const store = await gateways.backups(environment);
  return save({ org, writing: await store.write(draft), now: gateways.now, withUsers: true, onRows, signal }, draft);
};
