import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Manifest, SavedObject } from '../../release/data/manifest.ts';
import type { ObjectFacts } from '../../release/data/object-facts.ts';
import {
  decideRow,
  type CsvRow,
  type OnConflict,
  type RestoreColumns,
  type RowDecision,
} from '../../release/data/restore-rules.ts';
import { joinById, lookupInOrder } from '../../release/data/row-join.ts';
import { rowSelector, type RowSelection } from '../../release/data/row-selection.ts';

/** What a person wants back. */
export interface RestoreWishes extends RowSelection {
  readonly onConflict: OnConflict;
  /** Rows that are gone for good are made anew. */
  readonly insert: boolean;
}

/** An object on its way back. */
export interface ObjectToRestore {
  readonly saved: SavedObject;
  readonly columns: RestoreColumns;
  readonly facts: ObjectFacts;
}

/** Everything that a restore needs once it is decided. */
export interface RestoreScene {
  readonly gateways: Gateways;
  readonly org: Org;
  readonly orgId: string;
  /** Rows of the source or of `before`, in the order of their ids. */
  readonly rowsOf: (backup: Manifest, object: string) => AsyncIterable<CsvRow>;
  readonly identities: readonly string[];
  readonly source: Manifest;
  /** What the org held just before: saved, so that the restore can itself be undone. */
  readonly before: Manifest;
  /** Parents first. */
  readonly objects: readonly ObjectToRestore[];
  readonly wishes: RestoreWishes;
  /** Users that a row cannot be given to. */
  readonly inactive: ReadonlySet<string>;
  /** Rows of the org that met a person's condition, in the order of their ids; absent without one. */
  readonly chosen?: (() => AsyncIterable<CsvRow>) | undefined;
}

export interface DecidedRow {
  readonly saved: CsvRow;
  readonly decision: RowDecision;
}

/**
 * Fields that name a row which came back under a new id: written even where the org still holds the former one, as a row
 * from the Recycle Bin does.
 */
export const fieldsToName = (
  { columns }: ObjectToRestore,
  saved: CsvRow,
  newIds: ReadonlyMap<string, string>,
): readonly string[] =>
  columns.updateable
    .filter(({ name, type }) => type === 'reference' && newIds.has(saved[name] ?? ''))
    .map(({ name }) => name);

/** Every saved row that was asked for, with what has to be done for it, in the order of the ids: holds one at a time. */
export async function* decidedRows(
  scene: RestoreScene,
  { saved, columns }: ObjectToRestore,
): AsyncGenerator<DecidedRow> {
  const { source, before, wishes, chosen } = scene;
  const isWanted = rowSelector(wishes);
  const isChosen = chosen === undefined ? undefined : lookupInOrder(chosen());
  const rows = scene.rowsOf(source, saved.object);
  const now = scene.rowsOf(before, saved.object);
  for await (const { id, left, right } of joinById(rows, now)) {
    if (left === undefined || left['IsDeleted'] === 'true' || !isWanted(left, right)) continue;
    if (isChosen !== undefined && !(await isChosen(id))) continue;
    yield { saved: left, decision: decideRow(left, right, columns) };
  }
}
