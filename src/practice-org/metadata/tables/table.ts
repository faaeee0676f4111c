import { createHash } from 'node:crypto';
import { to18 } from '../../identity/ids.ts';
import { readFields } from '../../records/schema/notation.ts';
import type { Api, Row, TableDefinition } from '../../records/types.ts';
import type { Authorship, EditOutcome, MetadataState, OrgContext } from '../types.ts';

/** An sObject whose rows are metadata. Writes are edits outside any deploy, as the Tooling API makes them. */
export interface MetadataTable {
  readonly definition: TableDefinition;
  readonly api: Api;
  readonly rows: (state: MetadataState) => readonly Row[];
  readonly patch?: (state: MetadataState, row: { id: string; fields: Row }, context: OrgContext) => EditOutcome;
  readonly remove?: (state: MetadataState, id: string, context: OrgContext) => EditOutcome;
}

/** A definition from one line per field, as in records/notation.ts. */
export const define = (name: string, keyPrefix: string, fields: string): TableDefinition => ({
  name,
  keyPrefix,
  fields: readFields(fields),
  owned: false,
  createable: false,
  updateable: false,
  deletable: false,
});

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id for a row that has none of its own, the same every time it is asked for. */
export const derivedId = (prefix: string, ...parts: readonly string[]): string => {
  const digest = createHash('sha256').update(parts.join('\0')).digest();
  const letters = [...digest.subarray(0, 12)].map((byte) => alphabet[byte % alphabet.length]);
  return to18(prefix + letters.join(''));
};

/** The audit fields every row has. */
export const audit = (by: Authorship): Row => ({
  CreatedById: by.createdById,
  CreatedDate: by.createdDate,
  LastModifiedById: by.lastModifiedById,
  LastModifiedDate: by.lastModifiedDate,
  SystemModstamp: by.lastModifiedDate,
});
