import { timeOfSnapshotId } from './snapshot.ts';
import type { JournalEntry } from './journal-entry.ts';

/** Why a snapshot stays. */
export type KeepReason =
  /** Taken for the run that is open: the way back of that run. */
  | 'openRun'
  /** A tag points at it: somebody wants it kept. */
  | 'tagged'
  /** Taken by the run that made the current release. */
  | 'currentRelease'
  /** Among the newest, however old. */
  | 'newest'
  | 'young'
  /** Nothing says when it was taken: what is unknown is not removed. */
  | 'unknownAge';

export interface KeptSnapshot {
  readonly id: string;
  readonly because: KeepReason;
  /** ISO 8601, where anything says so. */
  readonly takenAt?: string;
}

export interface Retention {
  readonly keepDays: number;
  readonly keepLast: number;
}

export const usualRetention: Retention = { keepDays: 90, keepLast: 10 };

export interface RetentionInput extends Retention {
  /** Ids and the commits they are. */
  readonly snapshots: ReadonlyMap<string, string>;
  readonly entries: readonly JournalEntry[];
  readonly openRun?: string | undefined;
  /** The names of the current releases: one, or of each line one. */
  readonly current: readonly string[];
  /** Commits that tags point at. */
  readonly tagged: ReadonlySet<string>;
  readonly now: Date;
}

interface Aged {
  readonly id: string;
  readonly commit: string;
  readonly run?: string;
  readonly takenAt?: string;
}

/** What goes and what stays, and why. The first reason that holds counts. */
export const retain = (
  input: RetentionInput,
): { readonly remove: readonly string[]; readonly keep: readonly KeptSnapshot[] } => {
  const aged = agedOf(input);
  const newest = new Set(
    aged
      .filter(({ takenAt }) => takenAt !== undefined)
      .toSorted((one, other) => ((one.takenAt ?? '') < (other.takenAt ?? '') ? 1 : -1))
      .slice(0, input.keepLast)
      .map(({ id }) => id),
  );
  const made = runsOfReleases(input);
  const oldest = new Date(input.now.getTime() - input.keepDays * 24 * 60 * 60_000).toISOString();
  const reasonOf = ({ id, commit, run, takenAt }: Aged): KeepReason | undefined => {
    if (run !== undefined && run === input.openRun) return 'openRun';
    if (input.tagged.has(commit)) return 'tagged';
    if (run !== undefined && made.has(run)) return 'currentRelease';
    if (takenAt === undefined) return 'unknownAge';
    if (newest.has(id)) return 'newest';
    return takenAt >= oldest ? 'young' : undefined;
  };
  const judged = aged.map((snapshot) => ({ ...snapshot, because: reasonOf(snapshot) }));
  return {
    remove: judged.flatMap(({ id, because }) => (because === undefined ? [id] : [])),
    keep: judged.flatMap(({ id, because, takenAt }) =>
      because === undefined ? [] : [{ id, because, ...(takenAt !== undefined && { takenAt }) }],
    ),
  };
};

/** By their ids: those of runs are the run's own, or begin with it. */
const agedOf = ({ snapshots, entries }: RetentionInput): readonly Aged[] => {
  const opened = new Map(entries.flatMap((entry) => (entry.kind === 'opened' ? [[entry.run, entry.at] as const] : [])));
  return [...snapshots].map(([id, commit]) => {
    const run = opened.has(id) ? id : (/^(.+)-undo-/u.exec(id)?.[1] ?? undefined);
    const takenAt = timeOfSnapshotId(id)?.toISOString() ?? (run === undefined ? undefined : opened.get(run));
    return { id, commit, ...(run !== undefined && { run }), ...(takenAt !== undefined && { takenAt }) };
  });
};

const runsOfReleases = ({ entries, current }: RetentionInput): ReadonlySet<string> =>
  new Set(
    current.flatMap(
      (name) => entries.findLast((entry) => entry.kind === 'closed' && entry.evidence['release'] === name)?.run ?? [],
    ),
  );
