import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import type { Cell, Field } from '../schema/entity.ts';

/** One ORDER BY item, compiled: the cell to compare of a subject, and how. */
export interface SortKey<Subject> {
  readonly cell: (subject: Subject) => Cell;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** Ids are ordered by their characters, capitals first: clients page with "Id > last ORDER BY Id" (folklore). */
  readonly byCharacters: boolean;
}

const collator = new Intl.Collator('en');

const compareCells = (left: Cell, right: Cell): number => {
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  return Number(left) - Number(right);
};

/**
 * Nulls come first when ascending and last when descending, unless the query says otherwise (SOQL reference,
 * "ORDER BY"; documented for ascending, community guides agree on descending).
 */
export const sortKey = <Subject>(
  clause: OrderByClause,
  cell: (subject: Subject) => Cell,
  byCharacters = false,
): SortKey<Subject> => {
  const descending = clause.order === 'DESC';
  const nullsFirst = clause.nulls === undefined ? !descending : clause.nulls === 'FIRST';
  return { cell, descending, nullsFirst, byCharacters };
};

const compareCharacters = (left: string, right: string): number => (left < right ? -1 : Number(left > right));

const compareBy = (key: Omit<SortKey<unknown>, 'cell'>, left: Cell, right: Cell): number => {
  if (left === null || right === null) {
    if (left === right) return 0;
    return (left === null) === key.nullsFirst ? -1 : 1;
  }
  const areTexts = typeof left === 'string' && typeof right === 'string';
  const order = key.byCharacters && areTexts ? compareCharacters(left, right) : compareCells(left, right);
  return key.descending ? -order : order;
};

/** The subjects in order; equal ones stay as they were. Each key is read once per subject. */
export const sorted = <Subject>(
  subjects: readonly Subject[],
  keys: readonly SortKey<Subject>[],
): readonly Subject[] => {
  if (keys.length === 0) return subjects;
  const columns = keys.map((key) => subjects.map((subject) => key.cell(subject)));
  const order = subjects.map((_, at) => at);
  order.sort((left, right) => {
    for (const [at, key] of keys.entries()) {
      const column = columns[at] ?? [];
      const difference = compareBy(key, column[left] ?? null, column[right] ?? null);
      if (difference !== 0) return difference;
    }
    return left - right;
  });
  return order.map((at) => subjects[at] as Subject);
};

/** Whether the platform can sort by a field. */
export const canSort = (field: Field): boolean => field.sortable;

/** The clause as a list: the parser gives one item bare. */
export const orderItems = (clause: OrderByClause | OrderByClause[] | undefined): readonly OrderByClause[] =>
  clause === undefined ? [] : Array.isArray(clause) ? clause : [clause];
