import type { JoinedRow } from './row-join.ts';
import type { CsvRow } from './restore-rules.ts';

export type RowChangeKind = 'created' | 'updated' | 'deleted';

export interface ValueChange {
  readonly field: string;
  /** Empty = null. */
  readonly from: string;
  readonly to: string;
}

/** What became of one record between two readings. */
export interface RowChange {
  readonly object: string;
  readonly id: string;
  readonly kind: RowChangeKind;
  readonly fields: readonly ValueChange[];
  /** Id of the user who wrote last, and when: of the later reading. */
  readonly by?: string;
  /** Name of that user, where the org was asked or the backup holds it. */
  readonly byName?: string;
  readonly at?: string;
}

/** Written by the org with every write: no change of their own. */
const stamps = new Set([
  'Id',
  'SystemModstamp',
  'LastModifiedDate',
  'LastModifiedById',
  'IsDeleted',
  'LastViewedDate',
  'LastReferencedDate',
]);

const isLive = (row: CsvRow | undefined): row is CsvRow => row !== undefined && row['IsDeleted'] !== 'true';

/** Compares the fields that both readings have; undefined when nothing changed. `only` names fields, none = all. */
export const rowChange = (
  object: string,
  { id, left, right }: JoinedRow,
  only: ReadonlySet<string> = new Set(),
): RowChange | undefined => {
  const kind = kindOf(left, right);
  if (kind === undefined) return undefined;
  const fields = kind === 'updated' ? changedFields(left ?? {}, right ?? {}, only) : [];
  if (kind === 'updated' && fields.length === 0) return undefined;
  const { LastModifiedById: by, SystemModstamp: at } = right ?? {};
  return { object, id, kind, fields, ...(by === undefined ? {} : { by }), ...(at === undefined ? {} : { at }) };
};

const kindOf = (left: CsvRow | undefined, right: CsvRow | undefined): RowChangeKind | undefined => {
  if (isLive(left)) return isLive(right) ? 'updated' : 'deleted';
  return isLive(right) ? 'created' : undefined;
};

const changedFields = (left: CsvRow, right: CsvRow, only: ReadonlySet<string>): readonly ValueChange[] =>
  Object.keys(left)
    .filter((field) => !stamps.has(field) && right[field] !== undefined && left[field] !== right[field])
    .filter((field) => only.size === 0 || only.has(field.toLowerCase()))
    .map((field) => ({ field, from: left[field] ?? '', to: right[field] ?? '' }));

/** How all changes are written to a file, one after the other: none of it is held. */
export interface ChangesForm {
  readonly begin: string;
  readonly change: (change: RowChange, isFirst: boolean) => string;
  readonly end: string;
}
