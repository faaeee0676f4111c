import { expect } from 'chai';
import { to18 } from '../../../src/practice-org/identity/ids.ts';
import { readFields } from '../../../src/practice-org/records/schema/notation.ts';
import { pendingApexJobs, recordQuestions } from '../../../src/practice-org/records/questions.ts';
import { inactiveUser, testDatabase, withProjects } from './test-database.ts';

describe('what a deploy asks of the data', () => {
  it('counts live rows, values and record types', () => {
    const database = withProjects(testDatabase());
    const type = to18(`012${database.context.identity.pod}000001`);
    database.virtual(
      { name: 'RecordType', keyPrefix: '012', fields: readFields('DeveloperName string 80') },
      {
        api: 'both',
        rows: () => [{ Id: type, DeveloperName: 'Big' }],
      },
    );
    database.define({ name: 'Project__c', fields: [], recordTypes: [{ name: 'Big', id: type }] });
    const ids = database.insert('Project__c', [
      { Name: 'A', Budget__c: 1, RecordTypeId: type },
      { Name: 'B', Budget__c: 2 },
      { Name: 'C' },
    ]);
    database.write({ object: 'Project__c', kind: 'delete', rows: [{ Id: ids[1] }] });
    const asked = recordQuestions(database);
    expect(asked.rowCount('Project__c')).to.equal(2);
    expect(asked.rowsWithValue('Project__c', 'Budget__c')).to.equal(1);
    expect(asked.rowsWithRecordType('Project__c', 'Big')).to.equal(1);
    expect(asked.rowsWithRecordType('Project__c', 'Small')).to.equal(0);
    expect(asked.rowCount('Nope__c')).to.equal(0);
  });

  it('counts users of a profile, members of nothing, and rows a queue owns', () => {
    const database = testDatabase();
    inactiveUser(database);
    const queue = to18(`00G${database.context.identity.pod}000001`);
    database.virtual(
      { name: 'Group', keyPrefix: '00G', fields: readFields('DeveloperName string 80') },
      { api: 'data', rows: () => [{ Id: queue, DeveloperName: 'Q1' }] },
    );
    database.insert('Case', [{ Subject: 's', OwnerId: queue }]);
    const asked = recordQuestions(database);
    database.settle();
    expect(asked.usersWithProfile('System Administrator')).to.be.at.least(2);
    expect(asked.usersWithProfile("O'Hara")).to.equal(0);
    expect(asked.permissionSetAssignments('Nope')).to.equal(0);
    expect(asked.rowsOwnedBy('Q1')).to.equal(1);
    expect(asked.rowsOwnedBy('Q2')).to.equal(0);
  });

  it('counts paused interviews of a flow version', () => {
    const database = testDatabase();
    const version = to18(`301${database.context.identity.pod}000001`);
    database.virtual(
      { name: 'FlowVersionView', fields: readFields('DurableId string 18') },
      {
        api: 'data',
        rows: () => [{ Id: '000000000000000AAA', DurableId: version.slice(0, 15) }],
      },
    );
    database.insert('FlowInterview', [{ Name: 'i', FlowVersionViewId: version }]);
    expect(recordQuestions(database).pausedInterviews(version)).to.equal(1);
  });

  it('names classes with a job that is queued, running or scheduled', () => {
    const database = testDatabase();
    const ids = ['A', 'B', 'C', 'D'].map((_, at) => to18(`01p${database.context.identity.pod}00000${at}`));
    database.virtual(
      { name: 'ApexClass', keyPrefix: '01p', fields: readFields('Name string 255') },
      {
        api: 'both',
        rows: () => ids.map((Id, at) => ({ Id, Name: `Class${at}` })),
      },
    );
    const [detail] = database.insert('CronJobDetail', [{ Name: 'nightly', JobType: '7' }]);
    const [trigger] = database.insert('CronTrigger', [{ CronJobDetailId: detail, State: 'WAITING' }]);
    database.insert('AsyncApexJob', [
      { ApexClassId: ids[0], Status: 'Queued', JobType: 'Queueable' },
      { ApexClassId: ids[1], Status: 'Completed', JobType: 'BatchApex' },
      { ApexClassId: ids[2], Status: 'Queued', JobType: 'ScheduledApex', CronTriggerId: trigger },
    ]);
    expect(pendingApexJobs(database)).to.deep.equal(['Class0', 'Class2']);
  });
});
