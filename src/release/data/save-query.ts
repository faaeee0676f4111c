import type { SavedObject } from './manifest.ts';
import { isWanted, type FieldFacts, type ObjectFacts } from './object-facts.ts';

export interface SaveQuery {
  readonly facts: ObjectFacts;
  /** The columns, `Id` first. */
  readonly fields: readonly FieldFacts[];
  readonly where?: string | undefined;
  /** Names of the fields that were asked for; none = all. */
  readonly asked: readonly string[];
  /** Only rows that hold something in one of those. */
  readonly onlyWithValues?: boolean | undefined;
  /** Developer names: rows of these record types too, whatever they hold. */
  readonly recordTypes?: readonly string[] | undefined;
  /** ISO 8601. */
  readonly since?: string | undefined;
}

/**
 * Minutes that an incremental backup reads again: `SystemModstamp` is given when a row is written, but a row can be
 * seen only when its transaction ends, which the platform allows ten minutes (Apex governor limits; documented).
 */
const overlapMinutes = 15;

/**
 * The SOQL that reads the rows of a backup. In the order of their ids, so that two backups are compared row beside row
 * without holding either.
 */
export const saveQuery = (query: SaveQuery): string => {
  const { facts, fields, since, where } = query;
  const conditions = [...(where === undefined ? [] : [where]), ...valuesCondition(query), ...sinceCondition(since)];
  const filter = conditions.map((condition) => `(${condition})`).join(' AND ');
  const columns = fields.map(({ name }) => name).join(', ');
  return `SELECT ${columns} FROM ${facts.name}${filter === '' ? '' : ` WHERE ${filter}`} ORDER BY Id`;
};

/** What the records of a saved object are asked of, in SOQL: more can follow its condition, whatever that is. */
export const savedRecords = ({ object, where }: Pick<SavedObject, 'object' | 'where'>): string =>
  `${object}${where === undefined ? '' : ` WHERE (${where})`}`;

/**
 * Rows that hold something. Long text and encrypted fields cannot be filtered by (SOQL guide, "filterable";
 * documented): with one of them all rows are read.
 */
const valuesCondition = ({ onlyWithValues = false, fields, asked, recordTypes = [] }: SaveQuery): readonly string[] => {
  const values = fields.filter((field) => field.name !== 'RecordTypeId' && isWanted(field, asked));
  if (!onlyWithValues || asked.length === 0 || values.some(({ filterable }) => !filterable)) return [];
  const conditions = [
    ...values.map(({ name }) => `${name} != null`),
    ...recordTypes.map((name) => `RecordType.DeveloperName = '${name}'`),
  ];
  return conditions.length === 0 ? [] : [conditions.join(' OR ')];
};

const sinceCondition = (since: string | undefined): readonly string[] =>
  since === undefined ? [] : [`SystemModstamp >= ${readAgainFrom(since)}`];

/** Where a reading of what was written since a moment begins: both ISO 8601. */
export const readAgainFrom = (since: string): string =>
  new Date(Date.parse(since) - overlapMinutes * 60_000).toISOString();
