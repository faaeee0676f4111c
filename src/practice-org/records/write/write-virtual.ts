import type { Table } from '../schema/catalogue.ts';
import { isRowError, rowError } from './row-errors.ts';
import type { Row, RowError, WriteKind, WriteResult } from '../types.ts';
import { refused, written } from './write-session.ts';

type VirtualTable = Extract<Table, { kind: 'virtual' }>;

const NAMES: Readonly<Record<WriteKind, string>> = {
  insert: 'create',
  update: 'update',
  upsert: 'upsert',
  delete: 'delete',
  hardDelete: 'delete',
  undelete: 'undelete',
};

const unsupported = (table: VirtualTable, kind: WriteKind): RowError =>
  rowError('INVALID_TYPE_FOR_OPERATION', `entity type ${table.entity.name} does not support ${NAMES[kind]}`);

const withoutId = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name.toLowerCase() !== 'id' && name !== 'attributes'));

const one = (table: VirtualTable, kind: WriteKind, row: Row): WriteResult => {
  const { virtual } = table;
  const given = row['Id'] ?? row['id'];
  const id = typeof given === 'string' ? given : '';
  if (kind === 'insert' && virtual.create !== undefined) {
    const made = virtual.create(withoutId(row));
    return isRowError(made) ? refused(made) : written(made, true);
  }
  if (kind === 'update' && virtual.patch !== undefined) {
    const error = virtual.patch(id, withoutId(row));
    return error === undefined ? written(id, false) : refused(error, id);
  }
  if (kind === 'delete' && virtual.remove !== undefined) {
    const error = virtual.remove(id);
    return error === undefined ? written(id, false) : refused(error, id);
  }
  return refused(unsupported(table, kind));
};

/** Hands writes on a virtual table to whoever keeps its rows. */
export const writeVirtual = (table: VirtualTable, kind: WriteKind, rows: readonly Row[]): readonly WriteResult[] =>
  rows.map((row) => one(table, kind, row));
