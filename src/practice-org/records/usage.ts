import type { Tables } from './schema/tables.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MEGABYTE = 1024 * 1024;
/** A record counts as 2 KB whatever it holds (help, "Data and File Storage"; documented). */
const RECORD_BYTES = 2 * 1024;

/** Daily maxima of the Bulk APIs and the storage of an Enterprise org (limits cheatsheet; documented). */
const MAX = {
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryJobs: 10_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
} as const;
const DATA_STORAGE_MB = 10_240;

export type Counted = keyof typeof MAX;

/** What was used of the daily limits. Simpler than the platform's rolling day: all comes back after 24 hours. */
export class Usage {
  #used = new Map<Counted, number>();
  #since = 0;

  /** Counts `amount` of something; false when that is more than the day allows, and nothing is counted. */
  count(what: Counted, amount: number, now: number): boolean {
    if (now - this.#since >= DAY_MS) {
      this.#used.clear();
      this.#since = now;
    }
    const used = (this.#used.get(what) ?? 0) + amount;
    if (used > MAX[what]) return false;
    this.#used.set(what, used);
    return true;
  }

  remaining(what: Counted): number {
    return Math.floor(MAX[what] - (this.#used.get(what) ?? 0));
  }

  clear(): void {
    this.#used.clear();
  }
}

const storedMegabytes = (tables: Tables): number =>
  tables.all().reduce((sum, table) => sum + (table.kind === 'stored' ? table.store.live * RECORD_BYTES : 0), 0) /
  MEGABYTE;

/** The part of `/limits` that records and bulk jobs use up. */
export const recordLimits = (use: {
  readonly tables: Tables;
  readonly usage: Usage;
}): Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>> => ({
  ...Object.fromEntries(
    (Object.keys(MAX) as Counted[]).map((name) => [name, { Max: MAX[name], Remaining: use.usage.remaining(name) }]),
  ),
  DataStorageMB: {
    Max: DATA_STORAGE_MB,
    Remaining: Math.max(0, Math.floor(DATA_STORAGE_MB - storedMegabytes(use.tables))),
  },
});
