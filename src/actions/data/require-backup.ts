import type { Backups } from '../../gateways/data/backup-store.ts';
import type { BackupKind, Manifest } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';

/** Made on the way of something else: never what a person means by `latest`. */
const byTheWay: readonly BackupKind[] = ['overwritten', 'watch', 'configuration'];

/**
 * The complete backup that a person names: its id, the beginning of it, or `latest`; or the run it was made in, which
 * means what was destroyed there before what was only looked at, unless `prefer` says otherwise. Refuses with
 * `unknownBackup`, and with `backupUnreadable` rather than taking an older one for the latest.
 */
export const requireBackup = (
  { complete, pruned, unreadable }: Backups,
  named: string,
  prefer: BackupKind = 'atRisk',
): Manifest => {
  const found = named === 'latest' ? latest(complete) : namedIn(complete, named, prefer);
  const [only] = found;
  const newest = only?.id ?? '';
  const damaged = unreadable.find(({ id }) => (named === 'latest' ? id > newest : isNamed(id, named)));
  if (damaged !== undefined) refuse({ reason: 'backupUnreadable', backup: damaged.id, detail: damaged.detail });
  if (only !== undefined && found.length === 1) return only;
  return refuse({
    reason: 'unknownBackup',
    backup: named,
    fits: found.length,
    isPruned: pruned.some(({ id }) => id.startsWith(named)),
    known: complete.map(({ id }) => id).slice(-5),
  });
};

const latest = (complete: readonly Manifest[]): readonly Manifest[] =>
  complete.filter(({ kind }) => !byTheWay.includes(kind)).slice(-1);

const namedIn = (complete: readonly Manifest[], named: string, prefer: BackupKind): readonly Manifest[] => {
  const ofRun = complete.filter(({ run }) => run === named);
  const preferred = ofRun.filter(({ kind }) => kind === prefer);
  if (preferred.length > 0) return preferred;
  if (ofRun.length > 0) return ofRun;
  return complete.filter(({ id }) => isNamed(id, named));
};

/** By its id, or the beginning of it from the day on. */
const isNamed = (id: string, named: string): boolean => id === named || (named.length >= 8 && id.startsWith(named));
