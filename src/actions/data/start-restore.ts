import type { BackupStore } from '../../gateways/data/backup-store.ts';
import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Manifest, SavedObject } from '../../release/data/manifest.ts';
import type { ObjectFacts } from '../../release/data/object-facts.ts';
import { loadOrder, restoreColumns } from '../../release/data/restore-rules.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment, openPinnedOrg } from '../environment.ts';
import { readableBackup, type ReadableBackup } from './chain-rows.ts';
import { requireBackup } from './require-backup.ts';
import type { RestoreRequest } from './restore-request.ts';
import type { ObjectToRestore, RestoreScene } from './restore-scene.ts';

/** Everything that is known before the org's rows are read. */
export interface Start {
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
  readonly hashes: RestoreScene['hashes'];
  readonly request: RestoreRequest;
}

/** Finds the backup, compares its files with its manifest, and asks the org what it is made of now. Writes nothing. */
export const begin = async (gateways: Gateways, request: RestoreRequest): Promise<Start> => {
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
  const hasOwners = ({ saved: { object }, columns }: ObjectToRestore): boolean =>
    columns.createable.some(({ name }) => name === 'OwnerId') || saved.files.has(object);
  const inactive = objects.some(hasOwners) ? await org.query('SELECT Id FROM User WHERE IsActive = false') : [];
  return {
    ...{ gateways, org, identity, store, source, saved, identities, objects, request },
    environment: environment.name,
    hashes: new Map(),
    inactive: new Set(inactive.map(({ Id }) => String(Id))),
  };
};

const objectsToRestore = async (
  org: Org,
  source: ReadableBackup,
  { objects, fields, where }: RestoreRequest,
): Promise<readonly ObjectToRestore[]> => {
  const wanted = new Set(objects.map((name) => name.toLowerCase()));
  const chosen = source.objects.filter(({ object }) => wanted.size === 0 || wanted.has(object.toLowerCase()));
  refuseUnknown(source.newest, chosen, { objects, fields });
  if (where !== undefined && chosen.length !== 1) refuse({ reason: 'oneObjectNeeded', objects: names(chosen) });
  const found: ObjectToRestore[] = [];
  for (const saved of loadOrder(chosen)) {
    const facts = await describedNow(org, saved.object);
    found.push({ saved, facts, columns: restoreColumns(saved, facts, fields) });
  }
  return found;
};

const names = (objects: readonly SavedObject[]): readonly string[] => objects.map(({ object }) => object);

/** A name that the backup does not have would quietly restore nothing. */
const refuseUnknown = (
  backup: Manifest,
  chosen: readonly SavedObject[],
  { objects, fields }: Pick<RestoreRequest, 'objects' | 'fields'>,
): void => {
  const has = (list: readonly string[], name: string): boolean =>
    list.some((each) => each.toLowerCase() === name.toLowerCase());
  const saved = chosen.flatMap((object) => object.fields.map(({ name }) => name));
  const unknown = [
    ...objects.filter((name) => !has(names(chosen), name)),
    ...fields.filter((name) => !has(saved, name)),
  ];
  if (unknown.length > 0) refuse({ reason: 'notInBackup', backup: backup.id, unknown, objects: names(backup.objects) });
};

const describedNow = async (org: Org, object: string): Promise<ObjectFacts> => {
  try {
    return await org.describeObject(object);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'NOT_FOUND')) throw error;
    return refuse({ reason: 'objectGone', object }, error);
  }
};
