import type { CsvRow } from './restore-rules.ts';

/** Which of the saved rows are meant; nothing said means all. */
export interface RowSelection {
  /** Ids of 15 or 18 characters. */
  readonly ids: readonly string[];
  /** Values of external ids, by field: as they were saved. */
  readonly externalIds?: Readonly<Record<string, readonly string[]>> | undefined;
  /** ISO 8601: written in the org at this moment or later. */
  readonly changedSince?: string | undefined;
  /** ISO 8601: last written in the org before this moment. */
  readonly changedBefore?: string | undefined;
}

/**
 * Whether a saved row is meant, given the row of the org with its id. By id or external id; and by when it was last
 * written, where a row that is gone for good counts as written, because nobody knows when it went.
 */
export const rowSelector = (selection: RowSelection): ((saved: CsvRow, now: CsvRow | undefined) => boolean) => {
  const { changedSince, changedBefore } = selection;
  const isNamed = nameSelector(selection);
  return (saved, now) => {
    if (!isNamed(saved)) return false;
    if (now === undefined) return true;
    const at = Date.parse(now['SystemModstamp'] ?? '');
    return (
      (changedSince === undefined || at >= Date.parse(changedSince)) &&
      (changedBefore === undefined || at < Date.parse(changedBefore))
    );
  };
};

const nameSelector = ({ ids, externalIds = {} }: RowSelection): ((saved: CsvRow) => boolean) => {
  const wanted = new Set(ids);
  const keys = Object.entries(externalIds).map(([field, values]) => ({ field, values: new Set(values) }));
  if (wanted.size === 0 && keys.length === 0) return () => true;
  return (saved) => {
    const id = saved['Id'] ?? '';
    return (
      wanted.has(id) ||
      wanted.has(id.slice(0, 15)) ||
      keys.some(({ field, values }) => values.has(saved[field] ?? '') && saved[field] !== '')
    );
  };
};
