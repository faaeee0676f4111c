import { expect } from 'chai';
import { at, pluck, textAt, type RestOrg, restOrg } from './client.ts';

const seed = ({ org }: RestOrg, count: number): readonly string[] =>
  org.database.insert(
    'Account',
    Array.from({ length: count }, (_, at) => ({ Name: `Account ${at}`, AnnualRevenue: at })),
  );

describe('the query resource', () => {
  it('answers all records of a small result at once', async () => {
    await using rest = await restOrg();
    seed(rest, 3);
    const { status, body } = await rest.query('SELECT Id, Name FROM Account');
    expect(status).to.equal(200);
    expect(body).to.include({ totalSize: 3, done: true }).and.not.have.property('nextRecordsUrl');
    expect(at(body, 'records')).to.have.length(3);
  });

  it('pages a large result by 2,000, through nextRecordsUrl', async () => {
    await using rest = await restOrg();
    seed(rest, 4500);
    const pages: number[] = [];
    let { body } = await rest.query('SELECT Id FROM Account');
    const ids = new Set<unknown>();
    for (;;) {
      const page = pluck(at(body, 'records'), 'Id');
      pages.push(page.length);
      for (const id of page) ids.add(id);
      if (at(body, 'done') === true) break;
      expect(at(body, 'nextRecordsUrl')).to.match(/^\/services\/data\/v67\.0\/query\/01g\w{15}-\d+$/);
      ({ body } = await rest.get(textAt(body, 'nextRecordsUrl').replace('/services/data/v67.0', '')));
    }
    expect(pages).to.deep.equal([2000, 2000, 500]);
    expect(ids.size).to.equal(4500);
  });

  it('takes a batch size from the header, within 200 and 2,000', async () => {
    await using rest = await restOrg();
    seed(rest, 600);
    const size = async (batchSize: number): Promise<number> => {
      const headers = { 'Sforce-Query-Options': `batchSize=${batchSize}` };
      const { body } = await rest.send(
        'GET',
        `/query?q=${encodeURIComponent('SELECT Id FROM Account')}`,
        undefined,
        headers,
      );
      return pluck(at(body, 'records')).length;
    };
    expect([await size(250), await size(1), await size(5000)]).to.deep.equal([250, 200, 600]);
  });

  it('refuses a locator that is not open any more', async () => {
    await using rest = await restOrg();
    seed(rest, 2001);
    const first = textAt((await rest.query('SELECT Id FROM Account')).body, 'nextRecordsUrl');
    for (let more = 0; more < 10; more++) await rest.query('SELECT Id FROM Account');
    const { status, body } = await rest.get(first.replace('/services/data/v67.0', ''));
    expect([status, at(body, 0, 'errorCode')]).to.deep.equal([400, 'INVALID_QUERY_LOCATOR']);
    expect(at((await rest.get('/query/nonsense')).body, 0, 'errorCode')).to.equal('INVALID_QUERY_LOCATOR');
  });

  it('answers COUNT() with a number and no records', async () => {
    await using rest = await restOrg();
    seed(rest, 7);
    expect((await rest.query('SELECT COUNT() FROM Account')).body).to.deep.equal({
      totalSize: 7,
      done: true,
      records: [],
    });
  });

  it('shows deleted rows to queryAll only', async () => {
    await using rest = await restOrg();
    const [Id] = seed(rest, 2);
    rest.org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id }] });
    const soql = encodeURIComponent('SELECT Id, IsDeleted FROM Account');
    expect(at((await rest.get(`/query?q=${soql}`)).body, 'totalSize')).to.equal(1);
    const { body } = await rest.get(`/queryAll?q=${soql}`);
    expect(pluck(at(body, 'records'), 'IsDeleted')).to.deep.equal([true, false]);
  });

  it('describes the columns of a query as the CLI wants to know them', async () => {
    await using rest = await restOrg();
    const soql = 'SELECT Id, Name, Owner.Name, (SELECT LastName FROM Contacts) FROM Account';
    const { body } = await rest.get(`/query?q=${encodeURIComponent(soql)}&columns=true`);
    const columns = at(body, 'columnMetadata');
    const names = ['columnName', 'aggregate', 'apexType', 'foreignKeyName'] as const;
    const shown = pluck(columns).map((column) => [
      ...names.map((name) => at(column, name)),
      pluck(at(column, 'joinColumns'), 'columnName'),
    ]);
    expect(shown).to.deep.equal([
      ['Id', false, 'Id', null, []],
      ['Name', false, 'String', null, []],
      ['Owner', false, null, 'OwnerId', ['Name']],
      ['Contacts', true, null, null, ['LastName']],
    ]);
  });

  it('names aggregates in the columns as they were written', async () => {
    await using rest = await restOrg();
    const soql = 'SELECT Industry, COUNT(Id), MAX(AnnualRevenue) top FROM Account GROUP BY Industry';
    const { body } = await rest.get(`/query?q=${encodeURIComponent(soql)}&columns=true`);
    const names = ['columnName', 'displayName', 'aggregate', 'numberType'] as const;
    const shown = pluck(at(body, 'columnMetadata')).map((column) => names.map((name) => at(column, name)));
    expect(shown).to.deep.equal([
      ['Industry', 'Industry', false, false],
      ['expr0', 'count(Id)', true, true],
      ['top', 'max(AnnualRevenue)', true, true],
    ]);
  });

  it('refuses a broken query with 400, code and words', async () => {
    await using rest = await restOrg();
    const { status, body } = await rest.query('SELECT Nope FROM Account');
    expect([status, at(body, 0, 'errorCode')]).to.deep.equal([400, 'INVALID_FIELD']);
    expect(at((await rest.get('/query')).body, 0)).to.include({ errorCode: 'MALFORMED_QUERY' });
  });

  it('is no Dev Hub: ScratchOrgInfo is no object', async () => {
    await using rest = await restOrg();
    expect((await rest.query('SELECT Id FROM ScratchOrgInfo limit 1')).status).to.equal(400);
  });

  it('shows objects of the Tooling API there, and not business objects', async () => {
    await using rest = await restOrg();
    const tooling = (soql: string) => rest.get(`/tooling/query?q=${encodeURIComponent(soql)}`);
    expect((await tooling('SELECT Id, Status FROM DeployRequest')).status).to.equal(200);
    expect(at((await tooling('SELECT Id FROM User')).body, 'totalSize')).to.be.greaterThan(0);
    expect(at((await tooling('SELECT Id FROM Account')).body, 0, 'errorCode')).to.equal('INVALID_TYPE');
    expect(at((await rest.query('SELECT Id FROM DeployRequest')).body, 0, 'errorCode')).to.equal('INVALID_TYPE');
  });

  it('tells production, sandbox and scratch apart by the Organization', async () => {
    await using rest = await restOrg();
    const { body } = await rest.query(
      'SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization',
    );
    const row = at(body, 'records', 0);
    expect(row).to.include({ IsSandbox: false, TrialExpirationDate: null, NamespacePrefix: null });
  });
});
