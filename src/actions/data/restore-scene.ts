import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Manifest, SavedField, SavedObject } from '../../release/data/manifest.ts';
import type { ObjectFacts } from '../../release/data/object-facts.ts';
import {
  decideRow,
  type CsvRow,
  type OnConflict,
  type RestoreColumns,
  type RowDecision,
} from '../../release/data/restore-rules.ts';
import { joinById, lookupInOrder, type RowBatches } from '../../release/data/row-join.ts';
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
  readonly rowsOf: (backup: Manifest, object: string) => RowBatches;
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
  readonly chosen?: (() => RowBatches) | undefined;
}

export interface DecidedRow {
  readonly saved: CsvRow;
  readonly decision: RowDecision;
}

/** New ids by those that were saved, of rows that were gone for good. */
export type NewIds = ReadonlyMap<string, string>;

/**
 * The fields to write of a row that is in the org, or was in its Recycle Bin: those that differ, and those that name a
 * row which came back under a new id, even where the org still holds the former one. Nobody is made to own what an
 * inactive user cannot.
 */
export const fieldsToWrite = (
  { scene, newIds }: { readonly scene: RestoreScene; readonly newIds: NewIds },
  { columns }: ObjectToRestore,
  { saved, decision }: DecidedRow,
): readonly string[] => {
  if (decision.kind === 'conflict' && scene.wishes.onConflict !== 'overwrite') return [];
  const differing = 'fields' in decision ? decision.fields : [];
  const named = newIds.size === 0 ? [] : columns.updateable.filter((field) => namesNewRow(field, saved, newIds));
  return [...new Set([...differing, ...named.map(({ name }) => name)])].filter(
    (name) => name !== 'OwnerId' || !scene.inactive.has(saved[name] ?? ''),
  );
};

const namesNewRow = ({ name, type }: SavedField, saved: CsvRow, newIds: NewIds): boolean =>
  type === 'reference' && newIds.has(saved[name] ?? '');

/** Every saved row that was asked for, with what has to be done for it, in the order of the ids: holds one batch. */
export async function* decidedRows(
  scene: RestoreScene,
  { saved, columns }: ObjectToRestore,
): AsyncGenerator<DecidedRow> {
  const { source, before, wishes, chosen } = scene;
  const isWanted = rowSelector(wishes);
  const met = chosen === undefined ? undefined : lookupInOrder(chosen());
  const rows = scene.rowsOf(source, saved.object);
  const now = scene.rowsOf(before, saved.object);
  for await (const pairs of joinById(rows, now))
    for (const { id, left, right } of pairs) {
      if (left === undefined || left['IsDeleted'] === 'true' || !isWanted(left, right)) continue;
      if (met !== undefined && (await met(id)) === undefined) continue;
      yield { saved: left, decision: decideRow(left, right, columns) };
    }
}
