import { isBinned, type CsvRow } from '../../release/data/restore-rules.ts';
import { decidedRows, type ObjectToRestore, type RestoreScene } from './restore-scene.ts';

/** A row of the org that somebody made in place of one that is gone for good, under the same external id. */
export interface MadeAgain {
  /** Its own id. */
  readonly id: string;
  /** Those in which a value would be replaced. */
  readonly fields: readonly string[];
}

/**
 * Rows that are gone for good and were made again with other values: bringing them back would replace those, so each is a
 * conflict. Unless conflicts are overwritten they stay gone. For an object whose rows were all decided.
 */
export const settleMadeAgain = async (scene: RestoreScene, object: ObjectToRestore): Promise<readonly MadeAgain[]> => {
  const there = await rowsInPlaceOf(scene, object, await goneKeys(scene, object));
  if (there.size === 0) return [];
  const renamed = await renamedIds(scene, object);
  const found: MadeAgain[] = [];
  for await (const { saved, place } of decidedRows(scene, object)) {
    const now = there.get(place);
    const fields = now === undefined ? [] : replacedFields(object, { saved, now }, renamed);
    if (now === undefined || fields.length === 0) continue;
    found.push({ id: now['Id'] ?? '', fields });
    if (scene.wishes.onConflict !== 'overwrite')
      scene.decided.get(object.saved.object)?.decisions.change(place, { kind: 'gone' });
  }
  return found;
};

/** Unless a field is case sensitive, an org takes `a` and `A` for one external id: a doubt is a conflict. */
const sameKey = (value: string): string => value.toLowerCase();

/** The places of rows that are gone for good, by their external ids. */
const goneKeys = async (scene: RestoreScene, object: ObjectToRestore): Promise<ReadonlyMap<string, number>> => {
  const { key } = object.columns;
  const keys = new Map<string, number>();
  if (key === undefined) return keys;
  for await (const { saved, decision, place } of decidedRows(scene, object)) {
    const value = saved[key] ?? '';
    if (decision.kind === 'insert' && value !== '') keys.set(sameKey(value), place);
  }
  return keys;
};

/** By the place of the row that is gone. */
const rowsInPlaceOf = async (
  { before, rowsOf }: RestoreScene,
  { saved, columns: { key = '' } }: ObjectToRestore,
  keys: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<number, CsvRow>> => {
  const there = new Map<number, CsvRow>();
  if (keys.size === 0) return there;
  for await (const rows of rowsOf(before, saved.object))
    for (const row of rows) {
      const place = keys.get(sameKey(row[key] ?? ''));
      if (place !== undefined && row['IsDeleted'] !== 'true') there.set(place, row);
    }
  return there;
};

/** Saved ids of rows that come back under other ones, of the objects that an object refers to. */
const renamedIds = async (scene: RestoreScene, { columns }: ObjectToRestore): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>();
  const referredTo = new Set(columns.replaceable.flatMap(({ referenceTo }) => referenceTo));
  for (const object of scene.objects.filter(({ saved }) => referredTo.has(saved.object)))
    for await (const { saved, decision } of decidedRows(scene, object))
      if (decision.kind === 'insert' || isBinned(decision)) ids.add(saved['Id'] ?? '');
  return ids;
};

interface Pair {
  readonly saved: CsvRow;
  readonly now: CsvRow;
}

/** An empty cell replaces nothing, and what is named anew is another id in a row that an earlier try made. */
const replacedFields = (
  { columns: { replaceable, key } }: ObjectToRestore,
  { saved, now }: Pair,
  renamed: ReadonlySet<string>,
): readonly string[] =>
  replaceable.flatMap(({ name }) => {
    const [then = '', there = ''] = [saved[name], now[name]];
    return name === key || then === '' || there === '' || then === there || renamed.has(then) ? [] : [name];
  });
