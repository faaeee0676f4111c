import { retentionOf } from '../../release/data/backup-retention.ts';
import { dataDefaults } from '../../release/data/data-defaults.ts';
import type { PrunedBackups, PruneBackupsOutcome } from '../../release/data/data-outcome.ts';
import { brokenLinks, rowsIn, type Manifest } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';

export interface PruneBackupsRequest {
  readonly environment?: string | undefined;
  readonly dryRun: boolean;
}

/** Asks a person; throws `Refused` when the answer is not yes. */
export type PruneConsent = (goes: PrunedBackups['goes']) => Promise<void>;

/** Removes the files of backups that the policy does not keep. Their manifests stay, so that the chain still holds. */
export const pruneBackups = (
  open: OpenGateways,
  request: PruneBackupsRequest,
  consent: PruneConsent,
): Promise<PruneBackupsOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const store = await gateways.backups(environment.name);
    const { complete, pruned, unreadable } = await store.list();
    const broken = [
      ...unreadable.map(({ id }) => id),
      ...brokenLinks([...pruned, ...complete]).map(({ backup }) => backup),
    ];
    // Which backups are needed is known only from manifests that can be trusted.
    if (broken.length > 0) refuse({ reason: 'backupsDamaged', backups: [...new Set(broken)] });
    const keep = gateways.configuration.data?.keep ?? dataDefaults.keep;
    const { kept, goes } = retentionOf(complete, keep, gateways.now());
    const listed = {
      goes: goes.map(brief),
      kept: kept.map(({ backup, because }) => ({ ...brief(backup), because })),
    };
    if (request.dryRun || goes.length === 0) return { kind: 'backupsToPrune', ...listed };
    await consent(listed.goes);
    for (const backup of goes) await store.prune(backup);
    return { kind: 'backupsPruned', ...listed };
  });

const brief = (backup: Manifest) => ({
  id: backup.id,
  kind: backup.kind,
  rows: rowsIn(backup),
  bytes: backup.objects.reduce((sum, { parts }) => parts.reduce((all, { bytes }) => all + bytes, sum), 0),
});
