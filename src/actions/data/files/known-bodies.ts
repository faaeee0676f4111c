import type { Backups, BackupStore } from '../../../gateways/data/backup-store.ts';
import type { Draft } from '../../../gateways/data/drafts.ts';
import { chainOf } from '../../../release/data/manifest.ts';

/**
 * Fingerprints of the bodies that a draft need not hold once more: its own, when it was interrupted, and those of the
 * backups that it goes on from. Needs no key. Throws `BackupError` when an index is damaged.
 */
export const knownBodies = async (
  store: BackupStore,
  { complete }: Backups,
  { body }: Draft,
): Promise<ReadonlySet<string>> => {
  const base = complete.find(({ id }) => id === body.base?.id);
  const known = new Set<string>();
  for (const { id, files } of [...(base === undefined ? [] : chainOf(complete, base)), body])
    for (const pack of files?.packs ?? [])
      for (const fingerprint of await store.fingerprints({ id }, pack)) known.add(fingerprint);
  return known;
};
