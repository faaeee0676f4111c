import { createHash } from 'node:crypto';
import type { CsvRow } from './restore-rules.ts';
import { readAgainFrom } from './save-query.ts';
import { stampField } from './stamps.ts';

/** Which rows were written lately, and when and by whom each was, as one hash: when two are the same, nobody wrote in between. */
export interface WriteMark {
  /** In the order of the ids; rows that were written earlier do not count. */
  add(row: CsvRow): void;
  /** 64 hex digits. */
  digest(): string;
}

/** Of the rows that an incremental reading since a moment (ISO 8601) brings. */
export const newWriteMark = (since: string): WriteMark => {
  const from = readAgainFrom(since);
  const hash = createHash('sha256');
  return {
    add: (row) => {
      const { Id = '', [stampField]: stamp = '', IsDeleted = '', LastModifiedById = '' } = row;
      if (stamp >= from) hash.update(`${Id} ${stamp} ${IsDeleted} ${LastModifiedById}\n`);
    },
    digest: () => hash.copy().digest('hex'),
  };
};
