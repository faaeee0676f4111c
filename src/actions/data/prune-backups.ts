import type { Draft } from '../../gateways/data/drafts.ts';
import { leftBehind, retentionOf } from '../../release/data/backup-retention.ts';
import { dataDefaults } from '../../release/data/data-defaults.ts';
import type { BriefBackup, PrunedBackups, PruneBackupsOutcome } from '../../release/data/data-outcome.ts';
import { brokenLinks, partsIn, rowsIn, storedWith } from '../../release/data/manifest.ts';
import { refuse } from '../../release/refusal.ts';
import { findEnvironment } from '../environment.ts';
import { concluded, type OpenGateways } from '../walk.ts';

export interface PruneBackupsRequest {
  readonly environment?: string | undefined;
  readonly dryRun: boolean;
}

/** Asks a person; throws `Refused` when the answer is not yes. */
export type PruneConsent = (goes: PrunedBackups['goes']) => Promise<void>;

/**
 * Removes the files of backups that the policy does not keep, and of those that a run left unfinished. The manifests of the
 * former stay, so that the chain still holds.
 */
export const pruneBackups = (
  open: OpenGateways,
  request: PruneBackupsRequest,
  consent: PruneConsent,
): Promise<PruneBackupsOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const store = await gateways.backups(environment.name);
    const { complete, pruned, unfinished, unreadable } = await store.list();
    const broken = [
      ...unreadable.map(({ id }) => id),
      ...brokenLinks([...pruned, ...complete]).map(({ backup }) => backup),
    ];
    // Which backups are needed is known only from manifests that can be trusted.
    if (broken.length > 0) refuse({ reason: 'backupsDamaged', backups: [...new Set(broken)] });
    const keep = gateways.configuration.data?.keep ?? dataDefaults.keep;
    const now = gateways.now();
    const { kept, goes } = retentionOf(complete, keep, now);
    const left = leftBehind(unfinished, now);
    const listed = {
      goes: [...goes.map(brief), ...left.map(({ body }) => ({ ...brief(body), isUnfinished: true }))],
      kept: kept.map(({ backup, because }) => ({ ...brief(backup), because })),
    };
    if (request.dryRun || listed.goes.length === 0) return { kind: 'backupsToPrune', ...listed };
    await consent(listed.goes);
    for (const backup of goes) await store.prune(backup);
    for (const draft of left) await store.discard(draft);
    return { kind: 'backupsPruned', ...listed };
  });

const brief = (backup: Draft['body']): BriefBackup => ({
  id: backup.id,
  kind: backup.kind,
  rows: rowsIn(backup),
  bytes: partsIn(backup)
    .flatMap(storedWith)
    .reduce((sum, { bytes }) => sum + bytes, 0),
});
