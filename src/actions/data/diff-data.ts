import type { Gateways } from '../../gateways/open.ts';
import type { DataDiffOutcome, ObjectChanges } from '../../release/data/data-outcome.ts';
import type { Manifest, SavedObject } from '../../release/data/manifest.ts';
import { rowChange, type ChangesForm, type RowChange } from '../../release/data/row-changes.ts';
import { joinById, lookupInOrder, type JoinedRow, type RowBatches } from '../../release/data/row-join.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment, openPinnedOrg, type Environment } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';
import { readableBackup, type ReadableBackup } from './chain-rows.ts';
import { draftOf, type ObjectToSave } from './draft.ts';
import { requireBackup } from './require-backup.ts';
import { save } from './save.ts';

export interface DataDiffRequest {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Id of a backup, the beginning of one, its run, or `latest`. */
  readonly from: string;
  /** Another one; the org as it is now when absent. */
  readonly to?: string | undefined;
  readonly objects: readonly string[];
  readonly fields: readonly string[];
  readonly identity?: string | undefined;
  /** Changes given one by one; all are counted. */
  readonly limit: number;
  /** Every change goes here. */
  readonly output?: { readonly file: string; readonly form: ChangesForm } | undefined;
}

/** One side of a comparison. */
interface Side {
  readonly name: string;
  readonly objects: readonly SavedObject[];
  readonly rows: (object: string) => RowBatches;
  /** Rows that meet the condition under which the other side was saved; absent where there was none. */
  readonly chosen?: (object: string) => RowBatches | undefined;
  /** Names of users by their ids, where the org was asked or they were saved. */
  readonly users: ReadonlyMap<string, string>;
}

/** Which records were created, updated and deleted between two readings, per field, by whom and when. */
export const diffData = (open: OpenGateways, request: DataDiffRequest): Promise<DataDiffOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    await using scratch = await gateways.scratchBackups();
    const { from, to } = await sidesOf({ gateways, environment, scratch }, request);
    const objects: ObjectChanges[] = [];
    const changes: RowChange[] = [];
    const { output } = request;
    await using file = output === undefined ? undefined : await gateways.openOutput(output.file);
    await file?.write(output?.form.begin ?? '');
    let isFirst = true;
    const collect = async (found: RowChange): Promise<void> => {
      const change = withName(found, to.users);
      if (changes.length < request.limit) changes.push(change);
      await file?.write(output?.form.change(change, isFirst) ?? '');
      isFirst = false;
    };
    for (const object of commonObjects({ from, to }, request.objects))
      objects.push(await changesOf({ from, to, object, fields: request.fields }, collect));
    await file?.write(output?.form.end ?? '');
    const written = output === undefined ? {} : { file: output.file };
    return { kind: 'dataCompared', from: from.name, to: to.name, objects, changes, ...written };
  });

const withName = (change: RowChange, users: Side['users']): RowChange => {
  const byName = users.get(change.by ?? '');
  return byName === undefined ? change : { ...change, byName };
};

interface Place {
  readonly gateways: Gateways;
  readonly environment: Environment;
  readonly scratch: Awaited<ReturnType<Gateways['scratchBackups']>>;
}

const sidesOf = async (place: Place, request: DataDiffRequest): Promise<{ readonly from: Side; readonly to: Side }> => {
  const { gateways, environment } = place;
  const store = await gateways.backups(environment.name);
  const backups = await store.list();
  const reading = { store, identities: await gateways.identities(request.identity) };
  const readable = async (named: string): Promise<ReadableBackup> => {
    const backup = readableBackup(reading, backups, requireBackup(backups, named, 'watch'));
    await backup.check();
    return backup;
  };
  const from = await readable(request.from);
  if (request.to === undefined) return { from: await sideOf(from), to: await orgSide(place, from, request) };
  const to = await readable(request.to);
  const { orgId } = from.newest;
  if (to.newest.orgId !== orgId)
    refuse({ reason: 'orgMismatch', expected: orgId, actual: to.newest.orgId, where: `backup ${to.newest.id}` });
  return { from: await sideOf(from), to: await sideOf(to) };
};

const sideOf = async ({ newest, objects, rows, users }: ReadableBackup): Promise<Side> => ({
  ...{ name: newest.id, objects, rows },
  users: await users(),
});

/** The same columns of the same objects, read from the org into a folder that is gone afterwards. */
const orgSide = async (
  { gateways, environment, scratch }: Place,
  from: ReadableBackup,
  request: DataDiffRequest,
): Promise<Side> => {
  const { org, identity } = await openPinnedOrg(gateways, environment, request.targetOrg);
  const { orgId, recipients } = from.newest;
  if (orgId !== identity.orgId)
    refuse({ reason: 'orgMismatch', expected: orgId, actual: identity.orgId, where: `backup ${from.newest.id}` });
  const chosen = chosenObjects(from.objects, request.objects);
  const read = async (objects: readonly ObjectToSave[]): Promise<Manifest> => {
    const draft = await draftOf(
      { gateways, org },
      { kind: 'watch', environment: environment.name, orgId, recipients, objects },
    );
    return save({ org, writing: await scratch.write(draft), now: gateways.now }, draft);
  };
  const now = await read(
    chosen.map(({ object, fields }) => ({ object, fields: fields.map(({ name }) => name), withDeleted: true })),
  );
  const limited = chosen.filter(({ where }) => where !== undefined);
  const met = await read(limited.map(({ object, where }) => ({ object, where, fields: ['Id'] })));
  const identities = await gateways.identities(request.identity);
  return {
    name: identity.name,
    objects: now.objects,
    users: new Map((await org.query('SELECT Id, Name FROM User')).map(({ Id, Name }) => [String(Id), String(Name)])),
    rows: (object) => scratch.rows(now, object, identities),
    chosen: (object) =>
      limited.some((each) => each.object === object) ? scratch.rows(met, object, identities) : undefined,
  };
};

const chosenObjects = (objects: readonly SavedObject[], wanted: readonly string[]): readonly SavedObject[] => {
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  return objects.filter(({ object }) => names.size === 0 || names.has(object.toLowerCase()));
};

const commonObjects = (
  { from, to }: { readonly from: Side; readonly to: Side },
  wanted: readonly string[],
): readonly string[] => {
  const there = new Set(to.objects.map(({ object }) => object));
  return chosenObjects(from.objects, wanted)
    .map(({ object }) => object)
    .filter((object) => there.has(object));
};

interface Comparing {
  readonly from: Side;
  readonly to: Side;
  readonly object: string;
  readonly fields: readonly string[];
}

const changesOf = async (
  { from, to, object, fields }: Comparing,
  onChange: (change: RowChange) => Promise<void>,
): Promise<ObjectChanges> => {
  const counts = { created: 0, updated: 0, deleted: 0 };
  const byField = new Map<string, number>();
  const only = new Set(fields.map((name) => name.toLowerCase()));
  const chosen = to.chosen?.(object);
  await using met = chosen === undefined ? undefined : lookupInOrder(chosen);
  const count = async (pair: JoinedRow): Promise<void> => {
    const change = rowChange(object, pair, only);
    if (change === undefined) return;
    // A row that was there all the time and never met the condition is not a new one.
    if (change.kind === 'created' && met !== undefined && (await met.find(change.id)) === undefined) return;
    counts[change.kind] += 1;
    for (const { field } of change.fields) byField.set(field, (byField.get(field) ?? 0) + 1);
    await onChange(change);
  };
  for await (const pairs of joinById(from.rows(object), to.rows(object))) for (const pair of pairs) await count(pair);
  return {
    object,
    ...counts,
    fields: Object.fromEntries([...byField].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
};
