import type { SavedField, SavedObject } from './manifest.ts';
import type { ObjectFacts } from './object-facts.ts';
import { canHideWrite, stampField } from './stamps.ts';

/** A row as Bulk API 2.0 writes it: text by field, empty = null. */
export type CsvRow = Readonly<Record<string, string>>;

export type OnConflict = 'stop' | 'skip' | 'overwrite';

/** Why a saved field is not written back. */
export type NotRestoredReason = 'fieldGone' | 'notWritable' | 'notSelected';

/** How the rows of one object are brought back. */
export interface RestoreColumns {
  readonly object: string;
  readonly updateable: readonly SavedField[];
  readonly createable: readonly SavedField[];
  /** What can be replaced: of a row that somebody made again, or an earlier try did, whatever fields were asked for. */
  readonly replaceable: readonly SavedField[];
  /** Saved fields that were asked for and cannot be written. */
  readonly notRestored: readonly { readonly field: string; readonly because: NotRestoredReason }[];
  /** Whether a row that is gone can be made anew: only when all of it was saved. */
  readonly isWhole: boolean;
  /** An external id that finds rows which somebody created again. */
  readonly key?: string;
  /** When the reading of the saved rows began: ISO 8601. */
  readonly readAt: string;
}

/** Fields that say who and when; the org writes them itself. */
const written = new Set([
  'Id',
  'IsDeleted',
  'SystemModstamp',
  'LastModifiedById',
  'LastModifiedDate',
  'CreatedById',
  'CreatedDate',
]);

/**
 * The fields that can be written: those the org has now and lets this user write. `only` names fields, none = all. The
 * restriction is about what exists; a row that is gone comes back with all it had.
 */
export const restoreColumns = (saved: SavedObject, facts: ObjectFacts, only: readonly string[]): RestoreColumns => {
  const now = new Map(facts.fields.map((field) => [field.name.toLowerCase(), field]));
  const wanted = new Set((only.length > 0 ? only : saved.asked).map((name) => name.toLowerCase()));
  const values = saved.fields.filter(({ name }) => !written.has(name));
  const chosen = values.filter(({ name }) => wanted.size === 0 || wanted.has(name.toLowerCase()));
  const isWhole = saved.asked.length === 0;
  const writable = values.filter(({ name }) => now.get(name.toLowerCase())?.updateable === true);
  const updateable = writable.filter((field) => chosen.includes(field));
  const createable = values.filter(({ name }) => now.get(name.toLowerCase())?.createable === true);
  const keys = createable.filter(({ name }) => isKey(now.get(name.toLowerCase())));
  return {
    object: saved.object,
    updateable,
    createable,
    replaceable: isWhole ? writable : updateable,
    isWhole,
    notRestored: chosen
      .filter((field) => !updateable.includes(field))
      .map(({ name }) => ({
        field: name,
        because: now.has(name.toLowerCase()) ? ('notWritable' as const) : ('fieldGone' as const),
      })),
    ...(keys[0] === undefined ? {} : { key: keys[0].name }),
    readAt: saved.until,
  };
};

const isKey = (field: ObjectFacts['fields'][number] | undefined): boolean => field?.externalId === true && field.unique;

export type RowDecision =
  /** Nothing to write. */
  | { readonly kind: 'same' }
  | { readonly kind: 'update'; readonly fields: readonly string[]; readonly isDeleted: boolean }
  /** Somebody wrote to the row after it was saved, as far as stamps tell, and a value would be replaced. */
  | { readonly kind: 'conflict'; readonly fields: readonly string[]; readonly isDeleted: boolean }
  /** In the Recycle Bin, with the values it had. */
  | { readonly kind: 'undelete' }
  | { readonly kind: 'insert' }
  /** Gone for good, and too little of it was saved to make it anew. */
  | { readonly kind: 'gone' };

/**
 * What has to be done for a saved row, given the row of the org with that id. Values are compared as text: both come
 * from the same API in the same form. A field that was not saved of this row, as of the first rows of a chain of
 * backups, is left alone.
 */
export const decideRow = (saved: CsvRow, now: CsvRow | undefined, columns: RestoreColumns): RowDecision => {
  if (now === undefined) return { kind: columns.isWhole ? 'insert' : 'gone' };
  const isDeleted = now['IsDeleted'] === 'true';
  const fields: string[] = [];
  for (const { name } of columns.updateable)
    if (saved[name] !== now[name] && saved[name] !== undefined) fields.push(name);
  if (fields.length === 0) return isDeleted ? { kind: 'undelete' } : { kind: 'same' };
  const replaces = fields.some((name) => now[name] !== '');
  return { kind: replaces && isWrittenSince(saved, now, columns) ? 'conflict' : 'update', fields, isDeleted };
};

/** Of two rows that differ. */
const isWrittenSince = (saved: CsvRow, now: CsvRow, { readAt }: RestoreColumns): boolean => {
  const stamp = now[stampField] ?? '';
  return stamp > (saved[stampField] ?? '') || canHideWrite(stamp, readAt);
};

/** In the Recycle Bin: undeleted before anything else. */
export const isBinned = (decision: RowDecision): boolean =>
  decision.kind === 'undelete' || ('isDeleted' in decision && decision.isDeleted);

/**
 * Writing null: an empty cell leaves a value alone (Bulk API 2.0 guide, "Prepare CSV Files"; documented). A text that
 * is itself `#N/A` cannot be written by CSV; the proof names such rows.
 */
export const csvNull = '#N/A';

/**
 * Objects in an order in which parents come before children; where they refer to each other in a circle, masters
 * first, then by name. What a row cannot name yet is written in a second pass.
 */
export const loadOrder = (objects: readonly SavedObject[]): readonly SavedObject[] => {
  const names = new Set(objects.map(({ object }) => object));
  const parents = (saved: SavedObject, onlyMasters: boolean): readonly string[] =>
    saved.fields
      .filter(({ isMaster, type }) => type === 'reference' && (isMaster || !onlyMasters))
      .flatMap(({ referenceTo }) => referenceTo)
      .filter((name) => names.has(name) && name !== saved.object);
  const left = [...objects].sort((one, other) => (one.object < other.object ? -1 : 1));
  const ordered: SavedObject[] = [];
  const isFree = (saved: SavedObject, onlyMasters: boolean): boolean =>
    parents(saved, onlyMasters).every((name) => ordered.some(({ object }) => object === name));
  while (left.length > 0) {
    const next = left.find((saved) => isFree(saved, false)) ?? left.find((saved) => isFree(saved, true)) ?? left[0];
    if (next === undefined) break;
    left.splice(left.indexOf(next), 1);
    ordered.push(next);
  }
  return ordered;
};

/** Codes of rows that may well pass when sent again (seen in public logs of bulk loads). */
const passing = /^(?:UNABLE_TO_LOCK_ROW|SERVER_UNAVAILABLE|UNKNOWN_EXCEPTION|QUERY_TIMEOUT|REQUEST_LIMIT_EXCEEDED)\b/u;

export const isWorthAnotherTry = (error: string): boolean => passing.test(error);

/** The code of an error of a row or a job (`InvalidBatch : …`), without its sentence, which can quote values. */
export const errorCode = (error: string): string => /^[A-Za-z_]+/u.exec(error)?.[0] ?? 'UNKNOWN';
