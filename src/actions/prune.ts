import type { Gateways } from '../gateways/open.ts';
import { currentRelease, linesIn } from '../release/catalogue.ts';
import { isOpen, lastRun, type JournalEntry, type OpenedEntry } from '../release/journal-entry.ts';
import type { PruneOutcome } from '../release/outcome.ts';
import { retain, usualRetention } from '../release/retention.ts';
import { findEnvironment, type Environment } from './environment.ts';
import { refuseOpenRun, runOf, thisHolder } from './run/run.ts';
import { keptName, snapshotIds } from './snapshot/kept-snapshots.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface PruneRequest {
  readonly environment?: string | undefined;
  readonly keepDays?: number | undefined;
  readonly keepLast?: number | undefined;
  readonly dryRun: boolean;
}

/**
 * Removes snapshots that nothing needs any more: the names first, under the lock of the journal; the objects go when
 * git collects what no name reaches. Never the snapshot of an open run, of the run that made the current release, or
 * one that a tag points at.
 */
export const prune = (open: OpenGateways, request: PruneRequest): Promise<PruneOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await findEnvironment(gateways, request.environment);
    const entries = await gateways.journal(environment.name).entries();
    const { remove, keep: kept, snapshots } = await judged(gateways, { environment, entries, request });
    if (request.dryRun || remove.length === 0)
      return { kind: request.dryRun ? 'prunable' : 'pruned', environment: environment.name, removed: remove, kept };
    refuseOpenRun(lastRun(entries));
    const removed = await removeAll(gateways, { environment, entries, snapshots, remove });
    return { kind: 'pruned', environment: environment.name, removed, kept };
  });

interface Judging {
  readonly environment: Environment;
  readonly entries: readonly JournalEntry[];
  readonly request: PruneRequest;
}

const judged = async (gateways: Gateways, { environment, entries, request }: Judging) => {
  const snapshots = await snapshotIds(gateways, environment.name);
  const run = lastRun(entries);
  const configured = gateways.configuration.snapshots;
  const sorted = retain({
    snapshots,
    entries,
    openRun: isOpen(run) ? run.opened.run : undefined,
    current: linesIn({ environment: environment.name, releases: environment.everyRelease }).flatMap(
      (line) => currentRelease(line)?.name ?? [],
    ),
    tagged: await gateways.repository.taggedCommits(),
    now: gateways.now(),
    keepDays: request.keepDays ?? configured?.keepDays ?? usualRetention.keepDays,
    keepLast: request.keepLast ?? configured?.keepLast ?? usualRetention.keepLast,
  });
  return { ...sorted, snapshots };
};

interface Removal {
  readonly environment: Environment;
  readonly entries: readonly JournalEntry[];
  readonly snapshots: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

const removeAll = async (gateways: Gateways, removal: Removal): Promise<readonly string[]> => {
  const { environment, entries, snapshots, remove } = removal;
  const journal = gateways.journal(environment.name);
  await journal.entries();
  const opened: OpenedEntry = {
    ...{ format: 1, kind: 'opened', verb: 'prune', environment: environment.name },
    run: gateways.newRunId(),
    at: gateways.now().toISOString(),
    orgId: environment.pin?.orgId ?? lastRun(entries)?.opened.orgId ?? 'unknown',
    ...(await thisHolder(gateways)),
  };
  await journal.append(opened);
  const run = runOf(gateways, journal, { opened, entries: [opened] });
  const removed: string[] = [];
  for (const id of remove) if (await journal.forget(keptName(id), snapshots.get(id) ?? '')) removed.push(id);
  await run.close('pruned', { removed });
  return removed;
};
