import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { at, type RestOrg, restOrg } from '../rest/client.ts';
import { withProjects } from '../test-database.ts';
import { exported, ingest } from './bulk-client.ts';

// What an org can hold: no blanks at the ends (they are trimmed), no empty text, not the word for null.
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', maxLength })
    .map((value) => value.replaceAll('\0', '').slice(0, maxLength).trim())
    .filter((value) => value !== '' && value !== '#N/A' && value.isWellFormed());

const optional = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(values, { nil: undefined });

const project = fc.record({
  Name: text(80),
  Notes__c: optional(text(200)),
  Budget__c: optional(fc.integer({ min: -1e15, max: 1e15 }).map((cents) => cents / 100)),
  Start__c: optional(
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  Kickoff__c: optional(
    fc
      .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  ),
  Hot__c: fc.boolean().map(String),
  Stage__c: optional(fc.constantFrom('Idea', 'Plan', 'Done')),
  Tags__c: optional(fc.subarray(['Red', 'Green', 'Blue'], { minLength: 1 }).map((tags) => tags.join(';'))),
});

const FIELDS = ['Name', 'Notes__c', 'Budget__c', 'Start__c', 'Kickoff__c', 'Hot__c', 'Stage__c', 'Tags__c'] as const;
type Project = Partial<Record<(typeof FIELDS)[number], string | number | undefined>>;

const csvOf = (rows: readonly Project[]): string =>
  stringify(
    rows.map((row) => FIELDS.map((field) => row[field] ?? '')),
    { header: true, columns: [...FIELDS], quoted: true },
  );

const load = async (rest: RestOrg, rows: readonly Project[]): Promise<void> => {
  const { job, failed } = await ingest(rest, { object: 'Project__c', operation: 'insert' }, csvOf(rows));
  expect(at(job, 'numberRecordsFailed'), failed).to.equal(0);
};

const readBack = async (rest: RestOrg): Promise<Record<string, string>[]> => {
  const { pages } = await exported(rest, `SELECT ${FIELDS.join(', ')} FROM Project__c`, { maxRecords: 7 });
  return pages.flatMap(({ text: page }) => parse<Record<string, string>>(page, { columns: true }));
};

const asText = (row: Project): Record<string, unknown> =>
  Object.fromEntries(FIELDS.map((field) => [field, row[field] ?? '']));

describe('rows through bulk ingest and bulk query', () => {
  it('come back as they were sent, numbers by value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(project, { minLength: 1, maxLength: 30 }), async (rows) => {
        await using rest = await restOrg();
        withProjects(rest.org.database);
        await load(rest, rows);
        const back = await readBack(rest);
        const numbers = back.map((row) => (row['Budget__c'] === '' ? undefined : Number(row['Budget__c'])));
        expect(numbers).to.deep.equal(rows.map((row) => row.Budget__c));
        const others = back.map((row) => ({ ...row, Budget__c: '' }));
        expect(others).to.deep.equal(rows.map((row) => ({ ...asText(row), Budget__c: '' })));
      }),
      { numRuns: 25 },
    );
  });
});
