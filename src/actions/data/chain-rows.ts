import type { Backups, BackupStore } from '../../gateways/data/backup-store.ts';
import { chainOf, partsIn, type Manifest, type SavedObject } from '../../release/data/manifest.ts';
import { overlaid, type RowBatches } from '../../release/data/row-join.ts';
import { readableFiles, type ReadableFiles } from './files/readable-files.ts';

/** A backup as it is to be read: an incremental one on top of those it goes on from. */
export interface ReadableBackup {
  readonly newest: Manifest;
  /** Of the chain: the newest description of each. */
  readonly objects: readonly SavedObject[];
  readonly files: ReadableFiles;
  /** In the order of their ids; holds one batch of each backup of the chain. */
  readonly rows: (object: string) => RowBatches;
  /** Names of users by their ids, as they were last saved; none where they were not. */
  readonly users: () => Promise<ReadonlyMap<string, string>>;
  /**
   * Compares every file of the chain with its manifest, and opens the first one of each backup; throws `BackupError`
   * when one is damaged or no key fits. What is inside is counted and compared while it is read.
   */
  readonly check: () => Promise<void>;
}

/** Throws a `RangeError` when a backup of the chain is not there. */
export const readableBackup = (
  { store, identities }: { readonly store: BackupStore; readonly identities: readonly string[] },
  { complete }: Backups,
  newest: Manifest,
): ReadableBackup => {
  const chain = chainOf(complete, newest);
  const objects = new Map(chain.flatMap((manifest) => manifest.objects.map((saved) => [saved.object, saved] as const)));
  const rows: ReadableBackup['rows'] = (object) =>
    chain.map((manifest) => store.rows(manifest, object, identities)).reduce((base, newer) => overlaid(base, newer));
  return {
    newest,
    objects: [...objects.values()],
    files: readableFiles({ store, identities, rows }, chain),
    rows,
    users: async () => {
      const names: (readonly [string, string])[] = [];
      for (const manifest of chain) names.push(...(await store.users(manifest, identities)));
      return new Map(names);
    },
    check: async () => {
      for (const manifest of chain) {
        const parts = partsIn(manifest);
        for (const part of parts) await store.check(manifest, part);
        for (const part of parts.slice(0, 1)) for await (const _ of store.read(manifest, part, identities)) break;
      }
    },
  };
};
