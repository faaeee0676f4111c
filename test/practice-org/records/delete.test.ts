import { expect } from 'chai';
import type { Database } from '../../../src/practice-org/records/database.ts';
import { emptyRecycleBin, undelete } from '../../../src/practice-org/records/write/recycle-bin.ts';
import { column, DAY, refusal, testDatabase, withProjects } from './test-database.ts';

const remove = (database: Database, object: string, Id: string | undefined) =>
  database.write({ object, kind: 'delete', rows: [{ Id }] })[0];

const all = (database: Database, soql: string): readonly unknown[] => database.query(soql).map(({ Name }) => Name);

describe('deleting rows', () => {
  it('takes master-detail children along and brings them back together', () => {
    const database = withProjects(testDatabase());
    const [project = ''] = database.insert('Project__c', [{ Name: 'P' }]);
    database.insert('Task__c', [
      { Name: 'one', Project__c: project },
      { Name: 'two', Project__c: project },
    ]);
    remove(database, 'Project__c', project);
    expect(database.count('Task__c')).to.equal(0);
    expect(undelete(database, [project])[0]).to.include({ success: true, id: project });
    expect(all(database, 'SELECT Name FROM Task__c ORDER BY Name')).to.deep.equal(['one', 'two']);
  });

  it('does not bring back children that were deleted before their parent', () => {
    const database = withProjects(testDatabase());
    const [project = ''] = database.insert('Project__c', [{ Name: 'P' }]);
    const [first] = database.insert('Task__c', [
      { Name: 'one', Project__c: project },
      { Name: 'two', Project__c: project },
    ]);
    remove(database, 'Task__c', first);
    remove(database, 'Project__c', project);
    undelete(database, [project]);
    expect(all(database, 'SELECT Name FROM Task__c')).to.deep.equal(['two']);
  });

  it('empties lookups to the row, and fills them again with an undelete where nobody wrote since', () => {
    const database = withProjects(testDatabase());
    const [project] = database.insert('Project__c', [{ Name: 'P' }]);
    const [blocker = '', waiting, changed, other] = database.insert('Task__c', [
      { Name: 'blocker', Project__c: project },
      { Name: 'waiting', Project__c: project },
      { Name: 'changed', Project__c: project },
      { Name: 'other', Project__c: project },
    ]);
    const rows = [waiting, changed].map((Id) => ({ Id, Blocker__c: blocker }));
    database.write({ object: 'Task__c', kind: 'update', rows });
    remove(database, 'Task__c', blocker);
    const blockers = "SELECT Blocker__c FROM Task__c WHERE Name IN ('waiting', 'changed') ORDER BY Name";
    expect(column(database, blockers, 'Blocker__c')).to.deep.equal([null, null]);
    database.write({ object: 'Task__c', kind: 'update', rows: [{ Id: changed, Blocker__c: other }] });
    undelete(database, [blocker]);
    expect(column(database, blockers, 'Blocker__c')).to.deep.equal([other, blocker]);
  });

  it('refuses to delete a row that a restricting lookup points to', () => {
    const database = testDatabase();
    const [account] = database.insert('Account', [{ Name: 'A' }]);
    database.insert('Case', [{ AccountId: account, Subject: 'S' }]);
    expect(refusal(database, 'Account', 'delete', { Id: account }).statusCode).to.equal('DELETE_FAILED');
    expect(database.count('Account')).to.equal(1);
  });

  it('shows deleted rows to queryAll only, for 15 days of the org', () => {
    const database = withProjects(testDatabase());
    const [id = ''] = database.insert('Project__c', [{ Name: 'P' }]);
    remove(database, 'Project__c', id);
    expect(database.query('SELECT Id FROM Project__c')).to.deep.equal([]);
    database.clock.advance(15 * DAY + 1000);
    database.settle();
    expect(undelete(database, [id])[0]?.errors[0]).to.deep.include({
      statusCode: 'UNDELETE_FAILED',
      message: 'Entity is not in the recycle bin',
    });
  });

  it('keeps the id and all values of an undeleted row', () => {
    const database = withProjects(testDatabase());
    const [id = ''] = database.insert('Project__c', [{ Name: 'P', Budget__c: 12.5, Tags__c: 'Red;Blue' }]);
    const before = database.query('SELECT Id, Name, Budget__c, Tags__c, CreatedDate FROM Project__c');
    remove(database, 'Project__c', id);
    undelete(database, [id]);
    expect(database.query('SELECT Id, Name, Budget__c, Tags__c, CreatedDate FROM Project__c')).to.deep.equal(before);
  });

  it('cannot undelete what was deleted for good', () => {
    const database = withProjects(testDatabase());
    const [id = ''] = database.insert('Project__c', [{ Name: 'P' }]);
    database.write({ object: 'Project__c', kind: 'hardDelete', rows: [{ Id: id }] });
    expect(undelete(database, [id])[0]?.success).to.equal(false);
  });

  it('cannot undelete what the emptied bin held', () => {
    const database = withProjects(testDatabase());
    const [id = ''] = database.insert('Project__c', [{ Name: 'P' }]);
    remove(database, 'Project__c', id);
    expect(emptyRecycleBin(database, [id])[0]?.success).to.equal(true);
    expect(undelete(database, [id])[0]?.success).to.equal(false);
  });

  it('cannot undelete a child whose master is still in the bin', () => {
    const database = withProjects(testDatabase());
    const [project] = database.insert('Project__c', [{ Name: 'P' }]);
    const [task = ''] = database.insert('Task__c', [{ Project__c: project }]);
    remove(database, 'Project__c', project);
    expect(undelete(database, [task])[0]?.errors[0]?.statusCode).to.equal('UNDELETE_FAILED');
  });

  it('says of a row that is deleted already, was never there, or is no id, what is wrong with it', () => {
    const database = withProjects(testDatabase());
    const [id = ''] = database.insert('Project__c', [{ Name: 'P' }]);
    remove(database, 'Project__c', id);
    const codes = [id, id.slice(0, 3) + '000000000001', 'x'].map(
      (Id) => refusal(database, 'Project__c', 'delete', { Id }).statusCode,
    );
    expect(codes).to.deep.equal(['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'MALFORMED_ID']);
  });

  it('takes a whole deletion back when it is all or none', () => {
    const database = withProjects(testDatabase());
    const [project] = database.insert('Project__c', [{ Name: 'P' }]);
    database.insert('Task__c', [{ Name: 'T', Project__c: project }]);
    const rows = [{ Id: project }, { Id: 'x' }];
    database.write({ object: 'Project__c', kind: 'delete', rows, options: { allOrNone: true } });
    expect([database.count('Project__c'), database.count('Task__c')]).to.deep.equal([1, 1]);
  });
});
