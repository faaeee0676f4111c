import type { Database } from '../database.ts';
import { isRecordId } from './record-ids.ts';
import { rowError } from './row-errors.ts';
import { GONE } from '../store/store.ts';
import type { WriteResult } from '../types.ts';
import { refused, written } from './write-session.ts';

const objectOf = (database: Database, id: string): string | undefined =>
  isRecordId(id)
    ? database.tables.all().find(({ kind, entity }) => kind === 'stored' && entity.keyPrefix === id.slice(0, 3))?.entity
        .name
    : undefined;

const malformed = (id: string): WriteResult => refused(rowError('MALFORMED_ID', `malformed id ${id}`));

/**
 * SOAP `undelete()`: brings records of any object back from the Recycle Bin under their ids, with the children that
 * went with them. At most 200 ids a call is for the caller to check (SOAP API guide, "undelete()"; documented).
 */
export const undelete = (database: Database, ids: readonly string[]): readonly WriteResult[] => {
  database.settle();
  return ids.map((id) => {
    const object = objectOf(database, id);
    if (object === undefined) return malformed(id);
    return database.write({ object, kind: 'undelete', rows: [{ Id: id }] })[0] ?? malformed(id);
  });
};

/** SOAP `emptyRecycleBin()`: what is in the bin is gone for good. */
export const emptyRecycleBin = (database: Database, ids: readonly string[]): readonly WriteResult[] =>
  ids.map((id) => {
    const object = objectOf(database, id);
    const store = object === undefined ? undefined : database.tables.store(object);
    const slot = store?.slotOf(id) ?? -1;
    if (store?.isDeleted(slot) !== true) return refused(rowError('INVALID_ID_FIELD', 'no recycle bin entry found'), id);
    store.setState(slot, GONE, 0);
    return written(id, false);
  });
