import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { doubleText } from '../../../../src/practice-org/records/bulk/csv.ts';
import { withProjects } from '../test-database.ts';
import { at, pluck, textAt, restOrg } from '../rest/client.ts';
import { exported } from './bulk-client.ts';

describe('bulk query', () => {
  it('writes values as Bulk API does: always quoted, doubles as Java prints them, moments with Z, null as nothing', async () => {
    await using rest = await restOrg();
    withProjects(rest.org.database);
    rest.org.database.insert('Project__c', [
      {
        Name: 'a "b", c',
        Budget__c: 16147805824397,
        Size__c: 5,
        Start__c: '2026-01-02',
        Kickoff__c: '2026-01-02T03:04:05Z',
        Hot__c: true,
      },
      { Name: 'two\nlines' },
    ]);
    const soql = 'SELECT Name, Budget__c, Size__c, Start__c, Kickoff__c, Hot__c, Owner.Alias FROM Project__c';
    const { job, pages } = await exported(rest, soql);
    expect(job).to.include({
      state: 'JobComplete',
      numberRecordsProcessed: 2,
      object: 'Project__c',
      jobType: 'V2Query',
    });
    expect(pages.map(({ text }) => text).join('')).to.equal(
      '"Name","Budget__c","Size__c","Start__c","Kickoff__c","Hot__c","Owner.Alias"\n' +
        '"a ""b"", c","1.6147805824397E13","5.0","2026-01-02","2026-01-02T03:04:05.000Z","true","admin"\n' +
        '"two\nlines","","","","","false","admin"\n',
    );
    expect(pages[0]?.headers.get('sforce-numberofrecords')).to.equal('2');
    expect(pages[0]?.headers.get('content-type')).to.equal('text/csv');
  });

  it('pages by locator, each page with the header, the last with the word null', async () => {
    await using rest = await restOrg();
    rest.org.database.insert(
      'Account',
      Array.from({ length: 25 }, (_, at) => ({ Name: `n${at}` })),
    );
    const { pages } = await exported(rest, 'SELECT Name FROM Account', { maxRecords: 10 });
    expect(pages.map(({ headers }) => headers.get('sforce-numberofrecords'))).to.deep.equal(['10', '10', '5']);
    expect(pages.at(-1)?.headers.get('sforce-locator')).to.equal('null');
    const names = pages.flatMap(({ text }) => pluck(parse(text, { columns: true }), 'Name'));
    expect(names).to.deep.equal(Array.from({ length: 25 }, (_, at) => `n${at}`));
  });

  it('answers the header alone when nothing matches', async () => {
    await using rest = await restOrg();
    const { pages } = await exported(rest, 'SELECT Id, Name FROM Account');
    expect(pages.map(({ text }) => text)).to.deep.equal(['"Id","Name"\n']);
  });

  it('answers what the rows held when the job ran', async () => {
    await using rest = await restOrg();
    const [Id] = rest.org.database.insert('Account', [{ Name: 'before' }]);
    const { job } = await exported(rest, 'SELECT Name FROM Account');
    rest.org.database.write({ object: 'Account', kind: 'update', rows: [{ Id, Name: 'after' }] });
    expect((await rest.get(`/jobs/query/${textAt(job, 'id')}/results`)).text).to.equal('"Name"\n"before"\n');
  });

  it('reads objects of the Tooling API there', async () => {
    await using rest = await restOrg();
    const query = { operation: 'query', query: 'SELECT Id, DeveloperName FROM FlowDefinition' };
    expect((await rest.send('POST', '/tooling/jobs/query', query)).status).to.equal(200);
    const elsewhere = await rest.send('POST', '/jobs/query', query);
    expect(at(elsewhere.body, 0, 'errorCode')).to.equal('INVALID_TYPE');
  });

  it('shows deleted rows to queryAll', async () => {
    await using rest = await restOrg();
    const [Id] = rest.org.database.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
    rest.org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id }] });
    const { pages } = await exported(rest, 'SELECT Name, IsDeleted FROM Account', { operation: 'queryAll' });
    expect(pages[0]?.text).to.equal('"Name","IsDeleted"\n"A","true"\n"B","false"\n');
  });

  it('sorts, limits and takes long text', async () => {
    await using rest = await restOrg();
    rest.org.database.insert('Account', [{ Name: 'A', Description: 'x'.repeat(3000) }, { Name: 'B' }]);
    const { pages } = await exported(rest, 'SELECT Name, Description FROM Account ORDER BY Name DESC LIMIT 1');
    expect(pages[0]?.text).to.equal('"Name","Description"\n"B",""\n');
  });

  const refused: readonly (readonly [string, string])[] = [
    ['SELECT COUNT() FROM Account', 'Aggregate functions not supported in Bulk Query'],
    ['SELECT Industry FROM Account GROUP BY Industry', 'GROUP BY not supported in Bulk Query'],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'Aggregate Relationships not supported in Bulk Query'],
    ['SELECT Id, BillingAddress FROM Account', 'Selecting compound data not supported in Bulk Query'],
    ['SELECT Id, Body FROM Attachment', 'Selecting binary data not supported in Bulk Query'],
    ['SELECT Id FROM Account OFFSET 5', 'OFFSET not supported in Bulk Query'],
  ];
  for (const [soql, message] of refused)
    it(`refuses ${soql}`, async () => {
      await using rest = await restOrg();
      const { status, body } = await rest.send('POST', '/jobs/query', { operation: 'query', query: soql });
      expect([status, at(body, 0, 'errorCode'), at(body, 0, 'message')]).to.deep.equal([400, 'API_ERROR', message]);
    });

  it('refuses a broken query, an unknown operation, a locator and a page size that make no sense', async () => {
    await using rest = await restOrg();
    const create = async (body: unknown) => at((await rest.send('POST', '/jobs/query', body)).body, 0, 'errorCode');
    expect(await create({ operation: 'query', query: 'SELECT' })).to.equal('MALFORMED_QUERY');
    expect(await create({ operation: 'read', query: 'SELECT Id FROM Account' })).to.equal('INVALIDJOB');
    expect(await create({ operation: 'query' })).to.equal('INVALIDJOB');
    const { job } = await exported(rest, 'SELECT Id FROM Account');
    const page = async (query: string) =>
      at((await rest.get(`/jobs/query/${textAt(job, 'id')}/results?${query}`)).body, 0, 'errorCode');
    expect(await page('locator=zzz')).to.equal('INVALID_QUERY_LOCATOR');
    expect(await page('maxRecords=0')).to.equal('INVALID_ARGUMENT');
    expect((await rest.get('/jobs/query/750000000000001AAA')).status).to.equal(404);
  });

  it('can be aborted, deleted, listed, and counts against the daily limit', async () => {
    await using rest = await restOrg();
    const limit = async () => at((await rest.get('/limits')).body, 'DailyBulkV2QueryJobs', 'Remaining') as number;
    const before = await limit();
    const { job } = await exported(rest, 'SELECT Id FROM Account');
    expect(await limit()).to.equal(before - 1);
    expect(
      at((await rest.send('PATCH', `/jobs/query/${textAt(job, 'id')}`, { state: 'Aborted' })).body, 0, 'errorCode'),
    ).to.equal('INVALIDJOBSTATE');
    expect(at((await rest.get('/jobs/query')).body, 'records')).to.have.length(1);
    expect((await rest.send('DELETE', `/jobs/query/${textAt(job, 'id')}`)).status).to.equal(204);
    expect((await rest.get(`/jobs/query/${textAt(job, 'id')}`)).status).to.equal(404);
  });
});

describe('numbers in bulk results', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0.0'],
    [5, '5.0'],
    [-1.25, '-1.25'],
    [9_999_999, '9999999.0'],
    [1e7, '1.0E7'],
    [99_213_206, '9.9213206E7'],
    [1.6147805824397e13, '1.6147805824397E13'],
    [0.001, '0.001'],
    [0.0005, '5.0E-4'],
  ];
  for (const [value, text] of cases)
    it(`${value} is ${text}`, () => {
      expect(doubleText(value)).to.equal(text);
    });
});
