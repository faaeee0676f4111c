import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brokenLinks, partsIn, type Manifest } from '../../../src/release/data/manifest.ts';
import type { Ended } from '../commands.ts';
import { entriesOn } from '../journal-in-memory.ts';
import { canary } from '../lab.ts';
import type { Watch, WatchedRequest } from '../wire.ts';
import type { JudgedRecords } from './record-lab.ts';

/** Whatever was called complete is there and can be read to its last row, and the chain holds. */
export const lostBackups = async (
  { store, identity }: JudgedRecords,
  promised: readonly string[],
): Promise<readonly string[]> => {
  const { complete, unreadable } = await store.list();
  const there = new Set(complete.map(({ id }) => id));
  const wrong = [
    ...promised.filter((id) => !there.has(id)).map((id) => `lost: the backup ${id}`),
    ...unreadable.map(({ id, detail }) => `lost: the backup ${id}: ${detail}`),
    ...brokenLinks(complete).map(({ backup, pointsAt }) => `lost: ${backup} follows ${pointsAt}`),
  ];
  for (const manifest of complete)
    for (const part of partsIn(manifest))
      await store.check(manifest, part, [identity]).catch((error: unknown) => {
        wrong.push(`lost: ${manifest.id} ${part.file}: ${String(error)}`);
      });
  return wrong;
};

/** Ids of backups that an ending speaks of as complete. */
export const promisedIn = (ended: Ended): readonly string[] => {
  const { backup, undo } = ended as { backup?: { id: string }; undo?: string };
  return [backup?.id ?? [], undo ?? []].flat();
};

/** No value of a record is in Git, nor in what a command ended with. */
export const leaks = ({ world: { remote, clone } }: JudgedRecords, endings: readonly Ended[]): readonly string[] => [
  ...[...remote.objects, ...clone.objects].flatMap(([id, { bytes }]) =>
    bytes.includes(canary) ? [`the value of a record is in the object ${id}`] : [],
  ),
  ...endings.flatMap((ended) =>
    JSON.stringify(ended).includes(canary) ? [`the value of a record is in the ending ${ended.kind}`] : [],
  ),
];

/** Runs of a journal that nobody has ended. */
export const openRuns = ({ world: { remote } }: JudgedRecords, environment: string): readonly string[] =>
  [...Map.groupBy(entriesOn(remote, environment), ({ run }) => run)].flatMap(([run, entries]) =>
    entries.some(({ kind }) => kind === 'closed') ? [] : [`stuck: the run ${run} is still open`],
  );

/** Manifests in a store, read without any code of the product, and at once: the org waits. */
const manifestsIn = ({ store: { folder } }: JudgedRecords): readonly Manifest[] =>
  readdirSync(folder).flatMap((id) => {
    const file = readdirSync(path.join(folder, id)).find((name) => name === 'manifest.json');
    return file === undefined ? [] : [JSON.parse(readFileSync(path.join(folder, id, file), 'utf8')) as Manifest];
  });

const saved = (world: JudgedRecords, kind: Manifest['kind'], run: string | undefined): boolean =>
  manifestsIn(world).some((manifest) => manifest.kind === kind && manifest.run === run);

/** What a request lets loose on the org, as the journal names it: a bulk job, a file, or what leaves the Recycle Bin. */
const writeIn = ({ method, url, body }: WatchedRequest): readonly ['job' | 'operation', string] | undefined => {
  const [, job] = /\/jobs\/ingest\/(\w+)$/u.exec(url) ?? [];
  if (method === 'PATCH' && job !== undefined && String(body).includes('UploadComplete')) return ['job', job];
  if (method === 'POST' && /\/sobjects\/(?:Attachment|ContentVersion)$/u.test(url)) return ['operation', 'insert'];
  return url.includes('/Soap/u/') && String(body).includes('undelete>') ? ['operation', 'undelete'] : undefined;
};

/** When something is written to the org, it is in the journal, and what it replaces is saved. */
export const watchWrites =
  (record: JudgedRecords, found: string[]): Watch =>
  (request) => {
    const write = writeIn(request);
    if (write === undefined) return;
    const [key, value] = write;
    const entries = entriesOn(record.world.remote, 'production/data');
    const run = entries.at(-1)?.run;
    const isMeant = entries.some(
      (each) => each.kind === 'intended' && each.run === run && each.evidence[key] === value,
    );
    if (!isMeant) found.push(`the ${key} ${value} is not in the journal`);
    if (!saved(record, 'overwritten', run)) found.push(`what the ${key} ${value} replaces is not saved`);
  };

/** When a deploy reaches the org, the values that it destroys are saved, and the journal has the receipt. */
export const watchDeploys =
  (record: JudgedRecords, found: string[]): Watch =>
  ({ method, url }) => {
    if (method !== 'POST' || !url.endsWith('/metadata/deployRequest')) return;
    const entries = entriesOn(record.world.remote);
    const run = entries.at(-1)?.run;
    const hasReceipt = entries.some((entry) => entry.run === run && entry.kind === 'done' && entry.step === 'saveData');
    if (!hasReceipt) found.push('values are about to be destroyed, and the journal has no receipt for them');
    if (!saved(record, 'atRisk', run)) found.push('values are about to be destroyed that are not saved');
  };
