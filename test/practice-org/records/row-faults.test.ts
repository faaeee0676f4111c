import { expect } from 'chai';
import { refuseRows } from '../../../src/practice-org/records/write/row-faults.ts';
import { refusals, testDatabase } from './test-database.ts';

const rows = (count: number): readonly Record<string, unknown>[] =>
  Array.from({ length: count }, (_, at) => ({ Name: `n${at}` }));

describe('rows that are refused on demand', () => {
  it('are locked, every third, until it is enough', () => {
    const database = testDatabase();
    refuseRows(database, { object: 'account', every: 3, times: 2 });
    const errors = refusals(database, 'Account', 'insert', rows(12));
    expect(errors.map(({ statusCode }) => statusCode)).to.deep.equal(['UNABLE_TO_LOCK_ROW', 'UNABLE_TO_LOCK_ROW']);
    expect(database.count('Account')).to.equal(10);
  });

  it('name the row, leave other objects and kinds alone, and pass again when told to', () => {
    const database = testDatabase();
    const [Id = ''] = database.insert('Account', rows(1));
    const stop = refuseRows(database, { object: 'Account', kind: 'update' });
    expect(refusals(database, 'Account', 'update', [{ Id, Name: 'x' }])[0]?.message).to.equal(
      `unable to obtain exclusive access to this record or 1 records: ${Id}`,
    );
    expect(refusals(database, 'Account', 'insert', rows(1))).to.deep.equal([]);
    stop();
    expect(refusals(database, 'Account', 'update', [{ Id, Name: 'x' }])).to.deep.equal([]);
  });
});
