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
import { newDecisions, type Decisions } from '../../release/data/decisions.ts';
import { joinById, lookupInOrder, type RowBatches, type RowLookup } from '../../release/data/row-join.ts';
import { newWriteMark } from '../../release/data/write-mark.ts';
import type { ReadableBackup } from './chain-rows.ts';
import { rowSelector, type RowSelection } from '../../release/data/row-selection.ts';

/** What a person wants back. */
export interface RestoreWishes extends RowSelection {
  readonly onConflict: OnConflict;
  /** Rows that are gone for good are made anew. */
  readonly insert: boolean;
  /** Whether attachments and files come back too, where the backup holds them. Default: unless fields are named. */
  readonly files?: boolean | undefined;
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
  /** The source, read on top of the backups that it goes on from. */
  readonly saved: ReadableBackup;
  /** What the org held just before: saved, so that the restore can itself be undone. */
  readonly before: Manifest;
  /** Parents first. */
  readonly objects: readonly ObjectToRestore[];
  readonly wishes: RestoreWishes;
  /** Users that a row cannot be given to. */
  readonly inactive: ReadonlySet<string>;
  /** Rows of the org that met a person's condition, in the order of their ids; absent without one. */
  readonly chosen?: (() => RowBatches) | undefined;
  /** SHA-256 of bodies that were read so far, by the fingerprints of saved ones and the ids of those in the org. */
  readonly hashes: Map<string, string>;
  /** By object, of those whose rows were walked over once. */
  readonly decided: Map<string, DecidedObject>;
}

/** What a walk over all rows of an object found. */
export interface DecidedObject {
  /** Of each row of the source. */
  readonly decisions: Decisions;
  /** Of the rows that the org held. */
  readonly writeMark: string;
}

export interface DecidedRow {
  readonly saved: CsvRow;
  /** Among the rows of the source, from 0. */
  readonly place: number;
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
  const fields = named.length === 0 ? differing : [...new Set([...differing, ...named.map(({ name }) => name)])];
  return scene.inactive.has(saved['OwnerId'] ?? '') ? fields.filter((name) => name !== 'OwnerId') : fields;
};

const namesNewRow = ({ name, type }: SavedField, saved: CsvRow, newIds: NewIds): boolean =>
  type === 'reference' && newIds.has(saved[name] ?? '');

/**
 * Every saved row that was asked for, with what has to be done for it, in the order of the ids: holds one batch. It is
 * decided when they are walked over for the first time, and remembered.
 */
export const decidedRows = (scene: RestoreScene, object: ObjectToRestore): AsyncGenerator<DecidedRow> => {
  const decided = scene.decided.get(object.saved.object);
  return decided === undefined ? decideRows(scene, object) : rememberedRows(scene, object, decided);
};

async function* decideRows(scene: RestoreScene, { saved, columns }: ObjectToRestore): AsyncGenerator<DecidedRow> {
  const { source, before, chosen } = scene;
  await using met = chosen === undefined ? undefined : lookupInOrder(chosen());
  const isMeant = meantRows(scene.wishes, met);
  const decisions = newDecisions();
  const writeMark = newWriteMark(before.objects.find(({ object }) => object === saved.object)?.until ?? before.begunAt);
  const rows = scene.rowsOf(source, saved.object);
  const now = scene.rowsOf(before, saved.object);
  let place = -1;
  for await (const pairs of joinById(rows, now))
    for (const { left, right } of pairs) {
      if (right !== undefined) writeMark.add(right);
      if (left === undefined) continue;
      place += 1;
      const decision = (await isMeant(left, right)) ? decideRow(left, right, columns) : undefined;
      decisions.add(decision);
      if (decision !== undefined) yield { saved: left, decision, place };
    }
  scene.decided.set(saved.object, { decisions, writeMark: writeMark.digest() });
}

/**
 * Whether a saved row was asked for, given that of the org, and those that met a person's condition; asked in the order
 * of the ids.
 */
const meantRows = (
  wishes: RestoreWishes,
  met: RowLookup | undefined,
): ((saved: CsvRow, now: CsvRow | undefined) => Promise<boolean>) => {
  const isWanted = rowSelector(wishes);
  return async (saved, now) =>
    saved['IsDeleted'] !== 'true' &&
    isWanted(saved, now) &&
    (met === undefined || (await met.find(saved['Id'] ?? '')) !== undefined);
};

async function* rememberedRows(
  { source, rowsOf }: RestoreScene,
  { saved: { object } }: ObjectToRestore,
  { decisions }: DecidedObject,
): AsyncGenerator<DecidedRow> {
  let place = -1;
  for await (const rows of rowsOf(source, object))
    for (const saved of rows) {
      place += 1;
      const decision = decisions.at(place);
      if (decision !== undefined) yield { saved, decision, place };
    }
}
