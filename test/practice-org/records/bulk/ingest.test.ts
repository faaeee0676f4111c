import { expect } from 'chai';
import { withProjects } from '../test-database.ts';
import { at, pluck, textAt, type RestOrg, restOrg } from '../rest/client.ts';
import { close, ended, ingest, upload } from './bulk-client.ts';

const projects = async (): Promise<RestOrg> => {
  const rest = await restOrg();
  withProjects(rest.org.database);
  return rest;
};

const INSERT = { object: 'Project__c', operation: 'insert' };

describe('bulk ingest', () => {
  it('inserts rows and tells their ids beside what was sent', async () => {
    await using rest = await projects();
    const { job, successful, failed } = await ingest(rest, INSERT, 'Name,Budget__c\n"A, ""the"" first",1.5\nB,\n');
    expect(job).to.include({
      state: 'JobComplete',
      numberRecordsProcessed: 2,
      numberRecordsFailed: 0,
      jobType: 'V2Ingest',
    });
    const { body } = await rest.query('SELECT Id FROM Project__c');
    const [first, second] = [0, 1].map((row) => textAt(body, 'records', row, 'Id'));
    expect(successful).to.equal(
      `"sf__Id","sf__Created","Name","Budget__c"\n"${first}","true","A, ""the"" first","1.5"\n"${second}","true","B",""\n`,
    );
    expect(failed).to.equal('"sf__Id","sf__Error","Name","Budget__c"\n');
  });

  it('fails rows one by one, with code, words and field', async () => {
    await using rest = await projects();
    const csv = 'Name,Stage__c,Budget__c\nA,Idea,1\nB,Never,1\nC,Plan,much\n';
    const { job, failed } = await ingest(rest, INSERT, csv);
    expect(job).to.include({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 });
    expect(failed.split('\n').slice(1)).to.deep.equal([
      '"","INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Stage__c: bad value for restricted picklist field: Never:Stage__c --","B","Never","1"',
      '"","INVALID_TYPE_ON_FIELD_IN_RECORD:Budget__c: value not of required type: much:Budget__c --","C","Plan","much"',
      '',
    ]);
    expect(rest.org.database.count('Project__c')).to.equal(1);
  });

  it('leaves a field alone when its cell is empty, and nulls it with #N/A', async () => {
    await using rest = await projects();
    const [id] = rest.org.database.insert('Project__c', [{ Name: 'A', Budget__c: 5, Code__c: 'c' }]);
    await ingest(rest, { object: 'Project__c', operation: 'update' }, `Id,Budget__c,Code__c\n${id},,#N/A\n`);
    expect(rest.org.database.query('SELECT Budget__c, Code__c FROM Project__c')[0]).to.include({
      Budget__c: 5,
      Code__c: null,
    });
  });

  it('upserts by external id, and tells what was created', async () => {
    await using rest = await projects();
    rest.org.database.insert('Project__c', [{ Name: 'old', Code__c: '1' }]);
    const job = { object: 'Project__c', operation: 'upsert', externalIdFieldName: 'Code__c' };
    const { successful } = await ingest(rest, job, 'Code__c,Name\n1,new\n2,made\n');
    expect(successful.split('\n').map((line) => line.split(',')[1])).to.deep.equal([
      '"sf__Created"',
      '"false"',
      '"true"',
      undefined,
    ]);
    expect(rest.org.database.count('Project__c')).to.equal(2);
  });

  it('finds parents by their external id, in the column header', async () => {
    await using rest = await projects();
    rest.org.database.insert('Project__c', [{ Code__c: 'P1' }]);
    const { job, failed } = await ingest(
      rest,
      { object: 'Task__c', operation: 'insert' },
      'Name,Project__r.Code__c\nT1,P1\nT2,P2\n',
    );
    expect(at(job, 'numberRecordsFailed')).to.equal(1);
    expect(failed).to.contain(
      'INVALID_FIELD:Foreign key external ID: p2 not found for field Code__c in entity Project__c:--',
    );
  });

  it('deletes to the bin, and for good when told to', async () => {
    await using rest = await projects();
    const [one, two] = rest.org.database.insert('Project__c', [{ Name: 'A' }, { Name: 'B' }]);
    await ingest(rest, { object: 'Project__c', operation: 'delete' }, `Id\n${one}\n`);
    await ingest(rest, { object: 'Project__c', operation: 'hardDelete' }, `Id\n${two}\n`);
    const kept = at(
      (await rest.get(`/queryAll?q=${encodeURIComponent('SELECT Name FROM Project__c')}`)).body,
      'records',
    );
    expect(pluck(kept, 'Name')).to.deep.equal(['A']);
  });

  it('reads a byte order mark, CRLF and other delimiters when told of them', async () => {
    await using rest = await projects();
    const job = { ...INSERT, lineEnding: 'CRLF', columnDelimiter: 'SEMICOLON' };
    const { job: state, successful } = await ingest(rest, job, '\ufeffName;Notes__c\r\nA;"two\r\nlines"\r\n');
    expect(at(state, 'state')).to.equal('JobComplete');
    expect(successful).to.match(/^"sf__Id";"sf__Created";"Name";"Notes__c"\r\n/);
    expect(rest.org.database.query('SELECT Notes__c FROM Project__c')[0]).to.include({ Notes__c: 'two\r\nlines' });
  });

  const failing: readonly (readonly [string, Record<string, string>, string, string])[] = [
    [
      'line endings are not those of the job',
      INSERT,
      'Name\r\nA\r\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ],
    [
      'line endings are LF where CRLF was said',
      { ...INSERT, lineEnding: 'CRLF' },
      'Name\nA\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF',
    ],
    ['a column is no field', INSERT, 'Name,Nope__c\nA,1\n', 'InvalidBatch : Field name not found : Nope__c'],
    [
      'a relationship is unknown',
      INSERT,
      'Name,Nope__r.Code__c\nA,1\n',
      'InvalidBatch : Unable to find relationship: Nope__r',
    ],
    [
      'a type is given where only one is possible',
      { object: 'Task__c', operation: 'insert' },
      'Name,Project__c:Project__r.Code__c\nA,1\n',
      'InvalidBatch : type is not needed for non polymorphic foreign key references: Project__r',
    ],
    ['a column comes twice', INSERT, 'Name,name\nA,B\n', 'InvalidBatch : Duplicate field name found : name'],
    [
      'a row has too many values',
      INSERT,
      'Name\nA\nB,2\n',
      'InvalidBatch : Failed to parse CSV. The number of values in a row is not the number of columns',
    ],
    [
      'a quote is not closed',
      INSERT,
      'Name\n"A\n',
      'InvalidBatch : Failed to parse CSV. EOF reached before closing an opened quote',
    ],
    [
      'a quote stands inside a value',
      INSERT,
      'Name\nA"B\n',
      'InvalidBatch : Failed to parse CSV. Found unescaped quote. A value with quote should be within a quote',
    ],
    ['the file is empty', INSERT, '\n', 'InvalidBatch : Unable to find the header row; the file is empty'],
  ];
  for (const [what, job, csv, message] of failing)
    it(`fails the whole job when ${what}`, async () => {
      await using rest = await projects();
      const { job: state } = await ingest(rest, job, csv);
      expect(state).to.include({ state: 'Failed', errorMessage: message });
      expect(rest.org.database.count('Project__c')).to.equal(0);
    });

  it('keeps what was written before a broken row, and gives back what was not looked at', async () => {
    await using rest = await projects();
    const good = Array.from({ length: 200 }, (_, at) => `n${at}`).join('\n');
    const { job, unprocessed } = await ingest(rest, INSERT, `Name\n${good}\nlate\nbad,row\n`);
    expect(job).to.include({ state: 'Failed', numberRecordsProcessed: 200 });
    expect(rest.org.database.count('Project__c')).to.equal(200);
    expect(unprocessed).to.equal('"Name"\n"late"\n');
  });

  it('gives all rows back as unprocessed when a column is wrong', async () => {
    await using rest = await projects();
    const { unprocessed } = await ingest(rest, INSERT, 'Name,Nope__c\nA,1\nB,2\n');
    expect(unprocessed).to.equal('"Name","Nope__c"\n"A","1"\n"B","2"\n');
  });

  it('can be aborted before it is closed, and then writes nothing', async () => {
    await using rest = await projects();
    const id = textAt((await rest.send('POST', '/jobs/ingest', INSERT)).body, 'id');
    await upload(rest, id, 'Name\nA\n');
    expect(at((await rest.send('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' })).body, 'state')).to.equal(
      'Aborted',
    );
    expect(at((await close(rest, id)).body, 0, 'errorCode')).to.equal('INVALIDJOBSTATE');
    expect(rest.org.database.count('Project__c')).to.equal(0);
  });

  it('gives back the rows an abort left unprocessed', async () => {
    await using rest = await projects();
    const id = textAt((await rest.send('POST', '/jobs/ingest', INSERT)).body, 'id');
    await upload(rest, id, `Name\n${Array.from({ length: 30_000 }, (_, at) => `n${at}`).join('\n')}\n`);
    await close(rest, id);
    await rest.send('PATCH', `/jobs/ingest/${id}`, { state: 'Aborted' });
    await ended(rest, `/jobs/ingest/${id}`);
    let left = -1;
    for (let tries = 0; tries < 200 && left !== 30_000; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      const lines = (await rest.get(`/jobs/ingest/${id}/unprocessedrecords`)).text.split('\n').length;
      left = rest.org.database.count('Project__c') + Math.max(0, lines - 2);
    }
    expect(left).to.equal(30_000);
  });

  it('lives for seven days', async () => {
    await using rest = await projects();
    const { job } = await ingest(rest, INSERT, 'Name\nA\n');
    rest.org.clock.advance(7 * 86_400_000 + 1);
    expect((await rest.get(`/jobs/ingest/${textAt(job, 'id')}`)).status).to.equal(404);
  });

  it('is listed and can be deleted once it has ended', async () => {
    await using rest = await projects();
    const { job } = await ingest(rest, INSERT, 'Name\nA\n');
    const open = textAt((await rest.send('POST', '/jobs/ingest', INSERT)).body, 'id');
    expect(pluck(at((await rest.get('/jobs/ingest')).body, 'records'), 'id')).to.deep.equal([at(job, 'id'), open]);
    expect((await rest.send('DELETE', `/jobs/ingest/${open}`)).status).to.equal(400);
    expect((await rest.send('DELETE', `/jobs/ingest/${textAt(job, 'id')}`)).status).to.equal(204);
    expect((await rest.get(`/jobs/ingest/${textAt(job, 'id')}`)).status).to.equal(404);
  });

  const refused: readonly (readonly [string, Record<string, string>, string, string])[] = [
    [
      'an unknown object',
      { object: 'Nope__c', operation: 'insert' },
      'INVALIDENTITY',
      "InvalidEntity : Entity 'Nope__c' is not supported by the Bulk API.",
    ],
    [
      'an object nobody can write',
      { object: 'Organization', operation: 'insert' },
      'INVALIDENTITY',
      "InvalidEntity : Entity 'Organization' is not supported by the Bulk API.",
    ],
    ['an unknown operation', { object: 'Account', operation: 'merge' }, 'INVALIDJOB', 'InvalidJob : Unknown operation'],
    [
      'an upsert without key',
      { object: 'Account', operation: 'upsert' },
      'INVALIDJOB',
      'InvalidJob : External ID was blank for Account. An External ID must be specified for upsert.',
    ],
    [
      'an upsert by a field that is no key',
      { object: 'Account', operation: 'upsert', externalIdFieldName: 'Site' },
      'INVALIDJOB',
      'InvalidJob : Field name provided, Site does not match an External ID, Salesforce Id, or indexed field for Account',
    ],
    [
      'JSON as content',
      { object: 'Account', operation: 'insert', contentType: 'JSON' },
      'INVALIDJOB',
      'InvalidJob : Unsupported content type; use CSV',
    ],
  ];
  for (const [what, job, code, message] of refused)
    it(`refuses a job for ${what}`, async () => {
      await using rest = await restOrg();
      const { status, body } = await rest.send('POST', '/jobs/ingest', job);
      expect([status, at(body, 0, 'errorCode'), at(body, 0, 'message')]).to.deep.equal([400, code, message]);
    });

  it('takes one upload per job, as CSV, and results only when it has ended', async () => {
    await using rest = await projects();
    const id = textAt((await rest.send('POST', '/jobs/ingest', INSERT)).body, 'id');
    expect((await rest.send('PUT', `/jobs/ingest/${id}/batches`, '{}')).status).to.equal(415);
    expect(at((await rest.get(`/jobs/ingest/${id}/successfulResults`)).body, 0, 'errorCode')).to.equal(
      'INVALIDJOBSTATE',
    );
    expect(at((await close(rest, id)).body, 0, 'errorCode')).to.equal('INVALIDJOBSTATE');
    expect((await upload(rest, id, 'Name\nA\n')).status).to.equal(201);
    expect(at((await upload(rest, id, 'Name\nB\n')).body, 0, 'message')).to.contain('Found multiple contents for job');
  });
});
