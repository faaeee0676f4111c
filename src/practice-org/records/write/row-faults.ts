import type { Database } from '../database.ts';
import { rowError } from './row-errors.ts';
import type { PendingWrite, RowError } from '../types.ts';

/** Which rows are to be refused, and how often. */
export interface RowFault {
  /** Absent: every object. */
  readonly object?: string;
  readonly kind?: PendingWrite['kind'];
  /** Only every n-th row that fits. Default 1: each. */
  readonly every?: number;
  /** After so many refusals the rows pass again. Default: never. */
  readonly times?: number;
  /** Default: the row is locked by somebody else (UNABLE_TO_LOCK_ROW), as under parallel loads. */
  readonly error?: RowError;
}

/** "Somebody else is writing this row" (seen in public logs of bulk loads). */
export const lockedRow = (ids: readonly string[]): RowError =>
  rowError(
    'UNABLE_TO_LOCK_ROW',
    `unable to obtain exclusive access to this record or ${ids.length} records: ${ids.join(',')}`,
  );

const fits = (fault: RowFault, write: PendingWrite): boolean =>
  (fault.object === undefined || fault.object.toLowerCase() === write.object.toLowerCase()) &&
  (fault.kind === undefined || fault.kind === write.kind);

/** Makes writes of rows fail one by one, as locks do. Answers the way to stop it. */
export const refuseRows = (database: Database, fault: RowFault = {}): (() => void) => {
  const { every = 1, times = Infinity } = fault;
  let [seen, refused] = [0, 0];
  return database.hook((write) => {
    if (refused >= times || !fits(fault, write) || ++seen % every !== 0) return undefined;
    refused++;
    return fault.error ?? lockedRow([write.id ?? database.context.identity.user.id]);
  });
};
