import { expect } from 'chai';
import { writeRows, type RowsToWrite, type WrittenRows } from '../../../src/actions/data/write-rows.ts';
import type { IngestResult } from '../../../src/gateways/org/bulk-ingest.ts';
import type { BulkJobState } from '../../../src/gateways/org/bulk-job.ts';
import type { Org } from '../../../src/gateways/org/org.ts';

interface Said {
  readonly state: BulkJobState;
  readonly lists?: Partial<Record<IngestResult, string>>;
}

interface Written extends WrittenRows {
  readonly jobs: number;
  /** Lists of results that were fetched. */
  readonly fetched: readonly IngestResult[];
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

/** Writes rows to an org that says the same of every job. */
const written = async (
  given: Omit<RowsToWrite, 'object' | 'columns'>,
  { state, lists = {} }: Said,
): Promise<Written> => {
  let jobs = 0;
  const fetched: IngestResult[] = [];
  const org = {
    prepareBulkWrite: () => Promise.resolve(`job ${(jobs += 1)}`),
    startBulkWrite: () => Promise.resolve(),
    awaitBulkWrite: () => Promise.resolve(state),
    bulkWriteResult: async (
      _: string,
      which: IngestResult,
      take: (bytes: AsyncIterable<Uint8Array>) => Promise<void>,
    ) => {
      fetched.push(which);
      await take(bytesOf(lists[which] ?? ''));
    },
  } as unknown as Org;
  const journal = { intend: () => Promise.resolve(1), finish: () => Promise.resolve() };
  const rows = await writeRows(
    { org, orgId: '00D', journal },
    { object: 'Thing__c', columns: ['Id', 'Text__c'], ...given },
  );
  return { ...rows, jobs, fetched };
};

const one = { savedId: 'a01', cells: { Id: 'a01', Text__c: 'one' } };
const two = { savedId: 'a02', cells: { Id: 'a02', Text__c: 'two' } };
const updates = { operation: 'update', rows: [one, two] } as const;

describe('writing rows', () => {
  it('does not fetch what became of each row when the org says that it updated all', async () => {
    const outcome = await written(updates, { state: { state: 'JobComplete', processed: 2, failed: 0 } });
    expect(outcome).to.deep.include({ jobs: 1, fetched: [], failed: [] });
    expect(outcome.written.map(({ id }) => id)).to.deep.equal(['a01', 'a02']);
  });

  for (const [what, state] of Object.entries({
    'it does not say how many failed': { state: 'JobComplete', processed: 2 },
    'it was not at all of them': { state: 'JobComplete', processed: 1, failed: 0 },
    'one failed': { state: 'JobComplete', processed: 2, failed: 1 },
    'the job did not come to its end': { state: 'Aborted', processed: 2, failed: 0, message: 'InvalidBatch : no' },
  } satisfies Record<string, BulkJobState>))
    it(`asks what became of each row when ${what}`, async () => {
      const lists = {
        successfulResults: '"sf__Id","sf__Created","Id","Text__c"\n"a01","false","a01","one"\n',
        failedResults: '"sf__Id","sf__Error","Id","Text__c"\n"a02","ENTITY_IS_DELETED:gone","a02","two"\n',
      };
      const outcome = await written(updates, { state, lists });
      expect(outcome.fetched).to.deep.equal(['successfulResults', 'failedResults']);
      expect(outcome.written).to.deep.equal([{ savedId: 'a01', id: 'a01' }]);
      expect(outcome.failed).to.deep.equal([{ object: 'Thing__c', id: 'a02', code: 'ENTITY_IS_DELETED' }]);
    });

  it('sends a row again that the org names in no list, and never one whose result it may not have recognised', async () => {
    const inserts = { operation: 'insert', rows: [{ savedId: 'a01', cells: { Text__c: 'one\r\n' } }] } as const;
    const state = { state: 'JobComplete', processed: 1, failed: 0 };
    expect(await written(inserts, { state })).to.deep.include({ jobs: 4, written: [] });
    const lists = { successfulResults: '"sf__Id","sf__Created","Text__c"\n"a09","true","one\n"\n' };
    const outcome = await written(inserts, { state, lists });
    expect(outcome.jobs).to.equal(1);
    expect(outcome.failed).to.deep.equal([{ object: 'Thing__c', id: 'a01', code: 'RESULT_NOT_RECOGNISED' }]);
  });
});
