import type { Keeping } from './data-configuration.ts';
import { chainOf, type Manifest, type ManifestBody } from './manifest.ts';

/** Why a backup is kept. */
export type KeptBecause =
  | 'daily'
  | 'weekly'
  | 'monthly'
  /** The newest of a release. */
  | 'release'
  /** Made before values were destroyed: there is no other copy. */
  | 'atRisk'
  | 'newest'
  /** Another one that is kept is read on top of it. */
  | 'neededBy';

export interface KeptBackup {
  readonly backup: Manifest;
  readonly because: KeptBecause;
}

export interface Retention {
  readonly kept: readonly KeptBackup[];
  /** Oldest first. */
  readonly goes: readonly Manifest[];
}

const dayLength = 86_400_000;

/** Periods counted back from now, in UTC: the number of the day, of the week beginning on Monday, of the month. */
const periods = {
  daily: (time: Date) => Math.floor(time.getTime() / dayLength),
  // 1970 began on a Thursday.
  weekly: (time: Date) => Math.floor((time.getTime() / dayLength + 3) / 7),
  monthly: (time: Date) => time.getUTCFullYear() * 12 + time.getUTCMonth(),
} as const;

/**
 * What the policy keeps and what goes. Never goes: the newest one, the newest of each release, what was saved before
 * values were destroyed, and whatever another kept one is read on top of. Throws a `RangeError` when a chain is broken:
 * then nothing is to be pruned.
 */
export const retentionOf = (complete: readonly Manifest[], keep: Keeping, now: Date): Retention => {
  const because = new Map<string, KeptBecause>();
  const mark = (backup: Manifest | undefined, reason: KeptBecause): void => {
    if (backup !== undefined && !because.has(backup.id)) because.set(backup.id, reason);
  };
  const newestFirst = [...complete].sort((one, other) => (one.id < other.id ? 1 : -1));
  for (const backup of newestFirst) if (backup.kind === 'atRisk') mark(backup, 'atRisk');
  mark(newestFirst.find(isRegular), 'newest');
  // What was made on the way of something else never takes the place of a backup that somebody asked for.
  for (const family of [newestFirst.filter(isRegular), ...made(newestFirst)]) {
    for (const backup of newestOfReleases(family)) mark(backup, 'release');
    for (const period of ['daily', 'weekly', 'monthly'] as const)
      for (const backup of newestOfEach(family, { period, count: keep[period], now })) mark(backup, period);
  }
  for (const { id } of newestFirst.filter(({ id: each }) => because.has(each)))
    for (const base of chainOf(complete, manifestWith(complete, id))) mark(base, 'neededBy');
  return {
    kept: complete.flatMap((backup) => {
      const reason = because.get(backup.id);
      return reason === undefined ? [] : [{ backup, because: reason }];
    }),
    goes: complete.filter(({ id }) => !because.has(id)),
  };
};

/**
 * Of backups that were not finished, those that nobody goes on with: made on the way of a run, and begun more than a day
 * ago. What was made by hand or on a schedule can be resumed.
 */
export const leftBehind = <Draft extends { readonly body: Pick<ManifestBody, 'run' | 'begunAt'> }>(
  unfinished: readonly Draft[],
  now: Date,
): readonly Draft[] =>
  unfinished.filter(
    ({ body: { run, begunAt } }) => run !== undefined && now.getTime() - Date.parse(begunAt) > dayLength,
  );

const isRegular = ({ kind }: Manifest): boolean => kind === 'full' || kind === 'incremental';

const made = (backups: readonly Manifest[]): readonly (readonly Manifest[])[] =>
  (['watch', 'configuration', 'overwritten'] as const).map((wanted) => backups.filter(({ kind }) => kind === wanted));

/** What belongs to a release: backups, and the records that were saved with it. */
const newestOfReleases = (family: readonly Manifest[]): readonly Manifest[] => {
  const seen = new Set<string>();
  return family.filter(({ kind, release }) => {
    if (release === undefined || kind === 'watch' || kind === 'overwritten' || seen.has(release)) return false;
    seen.add(release);
    return true;
  });
};

const manifestWith = (all: readonly Manifest[], id: string): Manifest => {
  const found = all.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`there is no backup ${id}`);
  return found;
};

interface Periods {
  readonly period: keyof typeof periods;
  readonly count: number;
  readonly now: Date;
}

const newestOfEach = (newestFirst: readonly Manifest[], { period, count, now }: Periods): readonly Manifest[] => {
  const number = periods[period];
  const seen = new Set<number>();
  return newestFirst.filter(({ begunAt }) => {
    const at = number(new Date(begunAt));
    if (seen.has(at) || number(now) - at >= count) return false;
    seen.add(at);
    return true;
  });
};
