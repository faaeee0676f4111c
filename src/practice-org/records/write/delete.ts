import { childRelationships } from '../soql/children.ts';
import type { Entity, Field } from '../schema/entity.ts';
import { rowError } from './row-errors.ts';
import { DELETED, GONE, LIVE, type SlotState, type Store } from '../store/store.ts';
import type { Tables } from '../schema/tables.ts';
import type { RowError, WriteResult } from '../types.ts';
import { refused, type WriteSession, written } from './write-session.ts';

/** Rows of one table that refer to another table's rows. */
interface Children {
  readonly entity: Entity;
  readonly store: Store;
  readonly field: Field;
}

const childrenOf = (tables: Tables, parent: Entity): readonly Children[] =>
  childRelationships(tables.all(), parent.name).flatMap(({ child, field }) => {
    const table = tables.find(child.name);
    return table?.kind === 'stored' && table.store.column(field.key) !== undefined
      ? [{ entity: child, store: table.store, field }]
      : [];
  });

const slotsReferring = (children: Children, ids: ReadonlySet<unknown>, state: SlotState): readonly number[] => {
  const column = children.store.column(children.field.key) ?? [];
  const found: number[] = [];
  for (let slot = 0; slot < column.length; slot++)
    if (ids.has(column[slot]) && children.store.state(slot) === state) found.push(slot);
  return found;
};

const isAudit = (field: Field): boolean =>
  ['createdbyid', 'lastmodifiedbyid', 'ownerid', 'setupownerid'].includes(field.key);

/** One deletion as it spreads: which rows, in which state they end, and when. */
interface Spread {
  readonly session: WriteSession;
  readonly to: typeof DELETED | typeof GONE;
  readonly at: number;
}

const removeRow = (spread: Spread, store: Store, slot: number): void => {
  const from = store.state(slot);
  const kept = spread.to === GONE ? [...store.keys()].map((key) => [key, store.get(slot, key)] as const) : [];
  const deletedAt = store.deletedAt(slot) ?? spread.at;
  store.setState(slot, spread.to, spread.at);
  if (spread.to === DELETED) store.set(slot, 'systemmodstamp', Math.floor(spread.at));
  spread.session.undo.push(() => {
    store.setState(slot, from, deletedAt);
    for (const [key, value] of kept) store.set(slot, key, value);
  });
};

const clearLookups = (spread: Spread, children: Children, ids: ReadonlySet<unknown>): void => {
  for (const slot of slotsReferring(children, ids, LIVE)) {
    const { store, field } = children;
    const id = store.get(slot, field.key);
    store.set(slot, field.key, null);
    store.set(slot, 'systemmodstamp', Math.floor(spread.at));
    if (typeof id === 'string') spread.session.tables.cleared.add(id, { store, key: field.key, slot });
    spread.session.undo.push(() => {
      store.set(slot, field.key, id);
    });
  }
};

const deleteTree = (spread: Spread, entity: Entity, rows: { store: Store; slots: readonly number[] }): void => {
  const { store, slots } = rows;
  for (const slot of slots) removeRow(spread, store, slot);
  const ids = new Set<unknown>(slots.map((slot) => store.ids.at(slot)));
  for (const children of childrenOf(spread.session.tables, entity)) {
    if (isAudit(children.field)) continue;
    if (children.field.cascadeDelete !== true) {
      clearLookups(spread, children, ids);
      continue;
    }
    const dependents = slotsReferring(children, ids, LIVE);
    if (dependents.length > 0) deleteTree(spread, children.entity, { store: children.store, slots: dependents });
  }
};

const restricting = (session: WriteSession, ids: ReadonlySet<unknown>): ReadonlyMap<unknown, RowError> => {
  const errors = new Map<unknown, RowError>();
  for (const { entity, store, field } of childrenOf(session.tables, session.entity)) {
    if (field.restrictedDelete !== true) continue;
    for (const slot of slotsReferring({ entity, store, field }, ids, LIVE))
      errors.set(
        store.get(slot, field.key),
        rowError(
          'DELETE_FAILED',
          `Your attempt to delete this ${session.entity.label.toLowerCase()} could not be completed because it is ` +
            `associated with the following ${entity.pluralLabel.toLowerCase()}.: ${String(store.get(slot, 'name') ?? store.ids.at(slot))}\n`,
        ),
      );
  }
  return errors;
};

const notThere = (session: WriteSession, id: string, hard: boolean): RowError | undefined => {
  const slot = session.store.slotOf(id);
  if (slot >= 0 && (session.store.isLive(slot) || hard)) return undefined;
  if (slot >= 0) return rowError('ENTITY_IS_DELETED', 'entity is deleted');
  if (!/^\w{15}(\w{3})?$/.test(id)) return rowError('MALFORMED_ID', `malformed id ${id}`);
  return rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
};

/** Two deletions never have the same moment, so that an undelete brings back what went with the row and nothing else. */
const nextMoment = (session: WriteSession): number => session.tables.deletions.next(session.at);

const hookError = (session: WriteSession, slot: number): RowError | undefined => {
  if (session.hooks.length === 0) return undefined;
  const id = session.store.ids.at(slot);
  const from = Object.fromEntries(
    [...session.entity.fields.values()].map((field) => [field.name, session.store.get(slot, field.key)]),
  );
  return session.hooks
    .map((hook) => hook({ object: session.entity.name, kind: 'delete', id, from, to: {} }))
    .find((error) => error !== undefined);
};

/**
 * Deletes rows with their master-detail children; lookups to them are cleared, or forbid it. To the Recycle Bin, or
 * for good.
 */
export const deleteRows = (session: WriteSession, ids: readonly string[], hard: boolean): readonly WriteResult[] => {
  const { store } = session;
  const to = hard ? GONE : DELETED;
  const errors = restricting(session, new Set(ids.map((id) => store.ids.at(Math.max(store.slotOf(id), 0)))));
  const results: WriteResult[] = [];
  const batch: number[] = [];
  const chosen = new Set<number>();
  for (const id of ids) {
    const slot = store.slotOf(id);
    const error =
      notThere(session, id, hard) ??
      errors.get(store.ids.at(slot)) ??
      (chosen.has(slot) ? rowError('ENTITY_IS_DELETED', 'entity is deleted') : hookError(session, slot));
    results.push(error === undefined ? written(store.ids.at(slot), false) : refused(error, id));
    if (error !== undefined) continue;
    chosen.add(slot);
    batch.push(slot);
  }
  for (const slots of hard ? [batch] : batch.map((slot) => [slot]))
    deleteTree({ session, to, at: nextMoment(session) }, session.entity, { store, slots });
  return results;
};

const restoreTree = (
  session: WriteSession,
  entity: Entity,
  rows: { store: Store; slots: readonly number[]; at: number },
): void => {
  const { store, slots, at } = rows;
  for (const slot of slots) {
    store.setState(slot, LIVE, at);
    store.set(slot, 'systemmodstamp', session.at);
    session.undo.push(() => {
      store.setState(slot, DELETED, at);
    });
  }
  const ids = new Set<unknown>(slots.map((slot) => store.ids.at(slot)));
  for (const children of childrenOf(session.tables, entity)) {
    if (children.field.cascadeDelete !== true) continue;
    const together = slotsReferring(children, ids, DELETED).filter((slot) => children.store.deletedAt(slot) === at);
    if (together.length > 0) restoreTree(session, children.entity, { store: children.store, slots: together, at });
  }
};

const parentGone = (session: WriteSession, slot: number): boolean =>
  [...session.entity.fields.values()].some((field) => {
    if (field.cascadeDelete !== true) return false;
    const id = session.store.get(slot, field.key);
    return typeof id === 'string' && !(field.referenceTo ?? []).some((name) => isLive(session.tables, name, id));
  });

const isLive = (tables: Tables, object: string, id: string): boolean => {
  const table = tables.find(object);
  return table?.kind === 'stored' && table.store.isLive(table.store.slotOf(id));
};

/** Brings rows back from the Recycle Bin with their ids and the children that went with them; lookups too, where still empty. */
export const undeleteRows = (session: WriteSession, ids: readonly string[]): readonly WriteResult[] =>
  ids.map((id) => {
    const { store } = session;
    const slot = store.slotOf(id);
    const at = store.deletedAt(slot);
    if (at === undefined) return refused(rowError('UNDELETE_FAILED', 'Entity is not in the recycle bin'), id);
    if (parentGone(session, slot)) return refused(rowError('UNDELETE_FAILED', 'Entity is not in the recycle bin'), id);
    restoreTree(session, session.entity, { store, slots: [slot], at });
    session.tables.cleared.restore(store.ids.at(slot));
    return written(store.ids.at(slot), false);
  });
