import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import type { NewRows } from './story.ts';

const objects = ['Account', 'Claim__c'];

type Field = NonNullable<ReturnType<PracticeOrg['database']['describe']>>['fields'][number];

/** A value that a field takes; undefined for what is computed or points elsewhere. */
const exampleFor = ({ type, picklistValues = [] }: Field): string | number | undefined => {
  if (type === 'picklist') return picklistValues.find(({ active }) => active !== false)?.value;
  return type === 'string' ? 'x' : type === 'double' ? 1 : undefined;
};

/** Makes rows of every object that the org has, as people would. */
export const makeRows = ({ database }: PracticeOrg, { count, filled }: NewRows): void => {
  for (const object of objects) {
    const fields: readonly Field[] = database.describe(object)?.fields ?? [];
    const custom = fields.filter(({ name }) => name.endsWith('__c') && (filled || name === 'Note__c'));
    const values = Object.fromEntries(
      custom.filter(({ calculated }) => calculated !== true).map((field) => [field.name, exampleFor(field)]),
    );
    if (fields.length === 0 || count === 0) continue;
    database.insert(
      object,
      Array.from({ length: count }, (_, index) => ({ Name: `${object} ${index}`, ...values })),
    );
  }
};

/** Every value of every row: object, id and field → value. */
export const valuesIn = ({ database }: PracticeOrg): ReadonlyMap<string, unknown> => {
  const values = new Map<string, unknown>();
  for (const object of objects) {
    const fields = (database.describe(object)?.fields ?? []).map(({ name }) => name);
    const asked = fields.filter((name) => name === 'Name' || name.endsWith('__c'));
    if (asked.length === 0) continue;
    for (const row of database.query(`SELECT Id, ${asked.join(', ')} FROM ${object}`))
      for (const name of asked) if (row[name] !== null) values.set(`${object} ${String(row['Id'])} ${name}`, row[name]);
  }
  return values;
};
