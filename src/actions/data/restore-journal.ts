import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import {
  isOpen,
  lastRun,
  parseEntry,
  type Evidence,
  type JournalEntry,
  type OpenedEntry,
} from '../../release/journal-entry.ts';
import { refuse } from '../../release/refusal.ts';
import { refuseOpenRun, thisHolder } from '../run/run.ts';

/** A bulk job that writes rows, as the journal knows it. */
export interface JournalledJob {
  readonly job: string;
  readonly object: string;
  readonly operation: string;
}

/** Rows about to be written; what leaves the Recycle Bin does so without a job. */
export type JournalledWrite = Omit<JournalledJob, 'job'> & { readonly job?: string };

/** The journal of restores: a chain of its own, so that one is not in the way of a deploy's `resume`. */
export interface RestoreJournal {
  readonly run: string;
  /** Writes that were about to begin. */
  sent(): number;
  /** Durable before the write begins. Gives its number. */
  intend(write: JournalledWrite, facts: Evidence): Promise<number>;
  finish(part: number, facts: Evidence): Promise<void>;
  close(ending: 'restored' | 'failed' | 'nothingSent', facts: Evidence): Promise<void>;
  /** Jobs of every restore from the same backup that wrote new rows: what they made is not made again. */
  readonly earlierInserts: readonly JournalledJob[];
}

export interface RestoreOpening {
  readonly environment: string;
  readonly orgId: string;
  /** Id and hash of the backup that is restored from. */
  readonly backup: string;
  readonly sha256: string;
  /** The id of an open restore that its holder left behind. */
  readonly takeOver?: string | undefined;
  /** The open rollback that this is a part of. */
  readonly within?: string | undefined;
}

/**
 * Opens a restore. Refuses while a deploy or rollback is open, and while another restore is; one whose process is known
 * to have ended, or that is taken over by name, is closed as abandoned.
 */
export const openRestore = async (gateways: Gateways, opening: RestoreOpening): Promise<RestoreJournal> => {
  const { environment, orgId, backup, sha256, takeOver } = opening;
  await refuseOtherRun(gateways, opening);
  const journal = gateways.journal(`${environment}/data`);
  const entries = await journal.entries();
  const append = oneAfterTheOther((entry: JournalEntry) => journal.append(parseEntry(JSON.stringify(entry))));
  const head = (run: string) => ({ format: 1, run, at: gateways.now().toISOString() }) as const;
  const left = lastRun(entries);
  if (isOpen(left)) {
    refuseHeld(gateways, left.opened, takeOver);
    await append({ ...head(left.opened.run), kind: 'closed', ending: 'abandoned', evidence: {} });
  }
  const run = gateways.newRunId();
  const holder = await thisHolder(gateways);
  await append({
    ...head(run),
    ...holder,
    kind: 'opened',
    verb: 'restore',
    environment,
    orgId,
    plan: sha256,
    from: backup,
  });
  let part = 0;
  return {
    run,
    sent: () => part,
    earlierInserts: insertsOf(entries, sha256),
    intend: async (write, facts) => {
      const number = (part += 1);
      const evidence = { ...facts, ...write, part: number };
      await append({ ...head(run), kind: 'intended', step: 'submit', orgId, evidence });
      return number;
    },
    finish: (number, facts) =>
      append({ ...head(run), kind: 'done', step: 'submit', evidence: { ...facts, part: number } }),
    close: (ending, facts) => append({ ...head(run), kind: 'closed', ending, evidence: facts }),
  };
};

/** The journal is a chain: what several jobs have to say at once is said in turn. */
const oneAfterTheOther = <Thing>(act: (thing: Thing) => Promise<void>): ((thing: Thing) => Promise<void>) => {
  let last = Promise.resolve();
  return (thing) => {
    const next = last.then(() => act(thing));
    last = next.catch(() => undefined); // heard by whoever asked for it
    return next;
  };
};

const refuseOtherRun = async (gateways: Gateways, { environment, within }: RestoreOpening): Promise<void> => {
  const deploying = lastRun(await gateways.journal(environment).entries());
  if (within === undefined || deploying?.opened.run !== within) refuseOpenRun(deploying);
};

const refuseHeld = (gateways: Gateways, opened: OpenedEntry, takeOver: string | undefined): void => {
  const { run, by, where, at, process } = opened;
  if (takeOver === run || (process !== undefined && gateways.hasEnded(process))) return;
  refuse({ reason: 'restoreHeld', run, by: `${by} on ${where}`, at });
};

const jobIn = (entry: JournalEntry): JournalledJob | undefined => {
  if (entry.kind !== 'intended') return undefined;
  const { job, object, operation } = entry.evidence;
  return typeof job === 'string' && typeof object === 'string' && typeof operation === 'string'
    ? { job, object, operation }
    : undefined;
};

/**
 * Waits for the bulk jobs of a restore that stopped in the middle: what the org holds is only then what it will hold.
 * Refuses when that restore may still be at work.
 */
export const settleOpenRestore = async (
  gateways: Gateways,
  org: Org,
  { environment, takeOver }: Pick<RestoreOpening, 'environment' | 'takeOver'>,
): Promise<void> => {
  const left = lastRun(await gateways.journal(`${environment}/data`).entries());
  if (!isOpen(left)) return;
  refuseHeld(gateways, left.opened, takeOver);
  for (const { job } of unsettledIn(left.entries)) await org.awaitBulkWrite(job).catch(ignoreForgotten);
};

/** The org keeps jobs for seven days: one that is not known any more has long ended. */
const ignoreForgotten = (error: unknown): void => {
  if (!(error instanceof Error && 'code' in error && error.code === 'NOT_FOUND')) throw error;
};

const unsettledIn = (entries: readonly JournalEntry[]): readonly JournalledJob[] => {
  const done = new Set(entries.map((entry) => (entry.kind === 'done' ? entry.evidence['part'] : undefined)));
  return entries.flatMap((entry) =>
    entry.kind === 'intended' && !done.has(entry.evidence['part']) ? (jobIn(entry) ?? []) : [],
  );
};

const insertsOf = (entries: readonly JournalEntry[], sha256: string): readonly JournalledJob[] => {
  const runs = new Set(
    entries.map((entry) => (entry.kind === 'opened' && entry.plan === sha256 ? entry.run : undefined)),
  );
  return entries.flatMap((entry) => {
    const job = runs.has(entry.run) ? jobIn(entry) : undefined;
    return job !== undefined && job.operation !== 'update' ? [job] : [];
  });
};
