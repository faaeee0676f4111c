import type { Backups } from '../../gateways/data/backup-store.ts';
import type { Manifest } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';

/**
 * The complete backup that a person names: its id, the beginning of it, the run it was made in, or `latest`, which is
 * none of those that a restore or a watch made on the way. Refuses
 * with `unknownBackup`.
 */
export const requireBackup = ({ complete, pruned }: Backups, named: string): Manifest => {
  const found =
    named === 'latest'
      ? complete.filter(({ kind }) => kind !== 'overwritten' && kind !== 'watch').slice(-1)
      : complete.filter(({ id, run }) => id === named || run === named || (named.length >= 8 && id.startsWith(named)));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  return refuse({
    reason: 'unknownBackup',
    backup: named,
    fits: found.length,
    isPruned: pruned.some(({ id }) => id.startsWith(named)),
    known: complete.map(({ id }) => id).slice(-5),
  });
};
