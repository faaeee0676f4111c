import { expect } from 'chai';
import { setTimeout as wait } from 'node:timers/promises';
import { anywhere, deletion, field, object, onlyHere, type ContractOrg, type Json } from './contract-org.ts';

const EXTERNAL = field(
  'Key__c',
  '<externalId>true</externalId><length>40</length><type>Text</type><unique>true</unique>',
);

/** A custom object with an external id, and a profile that sees it, deployed. Gives its name. */
const things = async (org: ContractOrg): Promise<string> => {
  const name = `${org.name('Thing')}__c`;
  const { status, problems } = await org.deploy(object(name, EXTERNAL, field('Risk__c')));
  if (status !== 'Succeeded') throw new Error(problems);
  return name;
};

const create = async (org: ContractOrg, type: string, row: Json): Promise<string> => {
  const answer = await org.rest('POST', `sobjects/${type}`, row);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.json()['id']);
};

const errorOf = (text: string): unknown => (JSON.parse(text) as Json[])[0]?.['errorCode'];

/** Runs a Bulk API 2.0 ingest job to its end. */
const ingest = async (org: ContractOrg, job: Json, csv: string): Promise<Json> => {
  const created = (await org.rest('POST', 'jobs/ingest', { contentType: 'CSV', lineEnding: 'LF', ...job })).json();
  const id = String(created['id']);
  const sent = await org.rest('PUT', `jobs/ingest/${id}/batches`, csv);
  expect(sent.status).to.equal(201);
  await org.rest('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  for (;;) {
    const state = (await org.rest('GET', `jobs/ingest/${id}`)).json();
    if (['JobComplete', 'Failed', 'Aborted'].includes(String(state['state']))) return state;
    await wait(500);
  }
};

describe('contract: records one by one', () => {
  anywhere('are created with 201 and an id', async (org) => {
    const answer = await org.rest('POST', 'sobjects/Account', { Name: org.name('Acme') });
    expect(answer.status).to.equal(201);
    expect(answer.json()).to.deep.include({ success: true, errors: [] });
    expect(answer.json()['id']).to.match(/^001\w{15}$/);
  });

  anywhere('are read by id, whole and by field', async (org) => {
    const id = await create(org, 'Account', { Name: org.name('Acme'), Phone: '1' });
    expect((await org.rest('GET', `sobjects/Account/${id}`)).json()).to.include({ Id: id, Phone: '1' });
    expect((await org.rest('GET', `sobjects/Account/${id}?fields=Phone`)).json())
      .to.include({ Phone: '1' })
      .and.not.have.property('Industry');
  });

  anywhere('are updated with 204 and no body', async (org) => {
    const id = await create(org, 'Account', { Name: org.name('Acme') });
    const answer = await org.rest('PATCH', `sobjects/Account/${id}`, { Phone: '2' });
    expect([answer.status, answer.text]).to.deep.equal([204, '']);
    expect((await org.query(`SELECT Phone FROM Account WHERE Id = '${id}'`))[0]).to.include({ Phone: '2' });
  });

  anywhere('are deleted with 204, and then ENTITY_IS_DELETED', async (org) => {
    const id = await create(org, 'Account', { Name: org.name('Acme') });
    expect((await org.rest('DELETE', `sobjects/Account/${id}`)).status).to.equal(204);
    const again = await org.rest('DELETE', `sobjects/Account/${id}`);
    expect([again.status, errorOf(again.text)]).to.deep.equal([404, 'ENTITY_IS_DELETED']);
  });

  anywhere('are upserted by an external id: 201 when new, 200 when not', async (org) => {
    const thing = await things(org);
    const upsert = (risk: string): Promise<{ status: number }> =>
      org.rest('PATCH', `sobjects/${thing}/Key__c/k1`, { Risk__c: risk });
    expect([(await upsert('low')).status, (await upsert('high')).status]).to.deep.equal([201, 200]);
    expect(await org.query(`SELECT Risk__c FROM ${thing} WHERE Key__c = 'k1'`)).to.have.length(1);
  });

  anywhere('of an unknown object are NOT_FOUND', async (org) => {
    const answer = await org.rest('POST', 'sobjects/Nonsense__c', {});
    expect([answer.status, errorOf(answer.text)]).to.deep.equal([404, 'NOT_FOUND']);
  });

  for (const [what, row, code] of [
    ['an unknown field', { Name: 'x', Nonsense__c: 1 }, 'INVALID_FIELD'],
    ['a missing required field', {}, 'REQUIRED_FIELD_MISSING'],
    ['too long a text', { Name: 'x'.repeat(256) }, 'STRING_TOO_LONG'],
    ['a foreign id', { Name: 'x', ParentId: 'nonsense' }, 'MALFORMED_ID'],
    ['the wrong type', { Name: 'x', NumberOfEmployees: 'many' }, 'JSON_PARSER_ERROR'],
  ] as const)
    anywhere(`with ${what} are refused: ${code}`, async (org) => {
      const answer = await org.rest('POST', 'sobjects/Account', row);
      expect([answer.status, errorOf(answer.text)]).to.deep.equal([400, code]);
    });

  anywhere('with a value twice in a unique field are refused: DUPLICATE_VALUE', async (org) => {
    const thing = await things(org);
    await create(org, thing, { Key__c: 'once' });
    const answer = await org.rest('POST', `sobjects/${thing}`, { Key__c: 'once' });
    expect([answer.status, errorOf(answer.text)]).to.deep.equal([400, 'DUPLICATE_VALUE']);
  });

  anywhere('come in trees', async (org) => {
    const answer = await org.rest('POST', 'composite/tree/Account', {
      records: [
        {
          attributes: { type: 'Account', referenceId: 'a' },
          Name: org.name('Tree'),
          Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'c' }, LastName: 'Leaf' }] },
        },
      ],
    });
    expect([answer.status, answer.json()['hasErrors']]).to.deep.equal([201, false]);
    const [row] = await org.query(
      `SELECT Name, (SELECT LastName FROM Contacts) FROM Account WHERE Name = '${org.name('Tree')}'`,
    );
    expect((row?.['Contacts'] as Json)['totalSize']).to.equal(1);
  });
});

describe('contract: queries', () => {
  const accounts = async (org: ContractOrg): Promise<string> => {
    const prefix = org.name('Q');
    for (const [name, employees] of [
      ['A', 1],
      ['B', 2],
      ['C', 3],
    ] as const)
      await create(org, 'Account', {
        Name: `${prefix} ${name}`,
        NumberOfEmployees: employees,
        Industry: employees > 1 ? 'Banking' : 'Energy',
      });
    return prefix;
  };

  for (const [what, tail, names] of [
    ['compares numbers', 'AND NumberOfEmployees >= 2', 'B C'],
    ['knows lists', "AND Industry IN ('Energy')", 'A'],
    ['negates', "AND NOT Industry = 'Energy'", 'B C'],
    ['knows OR and brackets', 'AND (NumberOfEmployees = 1 OR NumberOfEmployees = 3)', 'A C'],
    ['limits and skips', 'ORDER BY Name LIMIT 1 OFFSET 1', 'B'],
    ['sorts downwards', 'ORDER BY NumberOfEmployees DESC', 'C B A'],
    ['knows null', 'AND Phone = null', 'A B C'],
  ] as const)
    anywhere(what, async (org) => {
      const prefix = await accounts(org);
      const order = tail.includes('ORDER') ? '' : ' ORDER BY Name';
      const rows = await org.query(`SELECT Name FROM Account WHERE Name LIKE '${prefix}%' ${tail}${order}`);
      expect(rows.map(({ Name }) => String(Name).slice(-1)).join(' ')).to.equal(names);
    });

  anywhere('counts', async (org) => {
    const prefix = await accounts(org);
    const answer = await org.rest(
      'GET',
      `query?q=${encodeURIComponent(`SELECT COUNT() FROM Account WHERE Name LIKE '${prefix}%'`)}`,
    );
    expect(answer.json()).to.deep.equal({ totalSize: 3, done: true, records: [] });
  });

  anywhere('groups', async (org) => {
    const prefix = await accounts(org);
    const rows = await org.query(
      `SELECT Industry, COUNT(Id) n, MAX(NumberOfEmployees) m FROM Account WHERE Name LIKE '${prefix}%' GROUP BY Industry ORDER BY Industry`,
    );
    expect(rows.map(({ Industry, n, m }) => [Industry, n, m])).to.deep.equal([
      ['Banking', 2, 3],
      ['Energy', 1, 1],
    ]);
  });

  anywhere('goes up to parents and says what type they are', async (org) => {
    const parent = await create(org, 'Account', { Name: org.name('Parent') });
    const id = await create(org, 'Contact', { LastName: 'L', AccountId: parent });
    const [row] = await org.query(`SELECT Account.Name FROM Contact WHERE Id = '${id}'`);
    expect(row?.['Account']).to.deep.include({ Name: org.name('Parent') });
    expect((row?.['Account'] as Json)['attributes']).to.include({ type: 'Account' });
  });

  anywhere('joins by a subquery', async (org) => {
    const parent = await create(org, 'Account', { Name: org.name('Parent') });
    await create(org, 'Contact', { LastName: org.name('L'), AccountId: parent });
    const rows = await org.query(
      `SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = '${org.name('L')}')`,
    );
    expect(rows.map(({ Id }) => Id)).to.deep.equal([parent]);
  });

  anywhere('tells its columns when asked', async (org) => {
    const answer = await org.rest(
      'GET',
      `query?columns=true&q=${encodeURIComponent('SELECT Id, Name, Owner.Name FROM Account LIMIT 1')}`,
    );
    const columns = answer.json()['columnMetadata'] as Json[];
    expect(columns.map(({ columnName }) => columnName)).to.deep.equal(['Id', 'Name', 'Owner']);
    expect(((columns[2]?.['joinColumns'] as Json[])[0] ?? {})['columnName']).to.equal('Name');
  });

  anywhere('pages by nextRecordsUrl', async (org) => {
    const thing = await things(org);
    const csv = `Key__c\n${Array.from({ length: 2_001 }, (_, index) => `k${index}`).join('\n')}\n`;
    await ingest(org, { object: thing, operation: 'insert' }, csv);
    const first = (await org.rest('GET', `query?q=${encodeURIComponent(`SELECT Id FROM ${thing}`)}`)).json();
    expect(first).to.include({ totalSize: 2_001, done: false });
    const rest = (await org.rest('GET', String(first['nextRecordsUrl']))).json();
    expect([rest['done'], (rest['records'] as Json[]).length + (first['records'] as Json[]).length]).to.deep.equal([
      true,
      2_001,
    ]);
  });

  anywhere('sees deleted rows by queryAll only', async (org) => {
    const id = await create(org, 'Account', { Name: org.name('Gone') });
    await org.rest('DELETE', `sobjects/Account/${id}`);
    const soql = encodeURIComponent(`SELECT Id, IsDeleted FROM Account WHERE Id = '${id}'`);
    expect((await org.rest('GET', `query?q=${soql}`)).json()['totalSize']).to.equal(0);
    expect((await org.rest('GET', `queryAll?q=${soql}`)).json()['totalSize']).to.equal(1);
  });
});

describe('contract: Bulk API 2.0', () => {
  anywhere('inserts, and tells the ids', async (org) => {
    const job = await ingest(
      org,
      { object: 'Account', operation: 'insert' },
      `Name,Phone\n${org.name('A')},1\n${org.name('B')},2\n`,
    );
    expect(job).to.include({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 0 });
    const results = await org.rest('GET', `jobs/ingest/${String(job['id'])}/successfulResults`);
    expect(results.headers.get('content-type')).to.match(/^text\/csv/);
    expect(results.text.split('\n')[0]).to.equal('"sf__Id","sf__Created","Name","Phone"');
  });

  anywhere('tells which rows failed and why', async (org) => {
    const job = await ingest(
      org,
      { object: 'Account', operation: 'insert' },
      `Name,NumberOfEmployees\n${org.name('A')},1\n${org.name('B')},many\n`,
    );
    expect(job).to.include({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    const { text } = await org.rest('GET', `jobs/ingest/${String(job['id'])}/failedResults`);
    expect(text.split('\n')[0]).to.equal('"sf__Id","sf__Error","Name","NumberOfEmployees"');
    expect(text)
      .to.contain(org.name('B'))
      .and.not.contain(`${org.name('A')}"`);
  });

  anywhere('upserts by an external id', async (org) => {
    const thing = await things(org);
    const job = { object: thing, operation: 'upsert', externalIdFieldName: 'Key__c' };
    await ingest(org, job, 'Key__c,Risk__c\nk1,low\n');
    await ingest(org, job, 'Key__c,Risk__c\nk1,high\nk2,low\n');
    const rows = await org.query(`SELECT Key__c, Risk__c FROM ${thing} ORDER BY Key__c`);
    expect(rows.map(({ Key__c, Risk__c }) => `${String(Key__c)} ${String(Risk__c)}`)).to.deep.equal([
      'k1 high',
      'k2 low',
    ]);
  });

  anywhere('deletes by id', async (org) => {
    const id = await create(org, 'Account', { Name: org.name('A') });
    expect(await ingest(org, { object: 'Account', operation: 'delete' }, `Id\n${id}\n`)).to.include({
      state: 'JobComplete',
      numberRecordsFailed: 0,
    });
    expect(await org.query(`SELECT Id FROM Account WHERE Id = '${id}'`)).to.deep.equal([]);
  });

  anywhere('fails a job whose header names a field that is not there', async (org) => {
    expect(await ingest(org, { object: 'Account', operation: 'insert' }, 'Nonsense__c\n1\n')).to.include({
      state: 'Failed',
    });
  });

  anywhere('has a job that cannot be closed twice', async (org) => {
    const job = await ingest(org, { object: 'Account', operation: 'insert' }, `Name\n${org.name('A')}\n`);
    expect((await org.rest('PATCH', `jobs/ingest/${String(job['id'])}`, { state: 'UploadComplete' })).status).to.equal(
      400,
    );
  });

  anywhere('queries by pages, the last of which has the locator "null"', async (org) => {
    const thing = await things(org);
    await ingest(org, { object: thing, operation: 'insert' }, 'Key__c\nk1\nk2\nk3\n');
    const { id } = (
      await org.rest('POST', 'jobs/query', { operation: 'query', query: `SELECT Key__c FROM ${thing} ORDER BY Key__c` })
    ).json();
    for (;;) {
      const { state } = (await org.rest('GET', `jobs/query/${String(id)}`)).json();
      if (state === 'JobComplete') break;
      await wait(500);
    }
    const first = await org.rest('GET', `jobs/query/${String(id)}/results?maxRecords=2`);
    expect([first.text, first.headers.get('sforce-numberofrecords')]).to.deep.equal(['"Key__c"\n"k1"\n"k2"\n', '2']);
    const last = await org.rest(
      'GET',
      `jobs/query/${String(id)}/results?maxRecords=2&locator=${first.headers.get('sforce-locator') ?? ''}`,
    );
    expect([last.text, last.headers.get('sforce-locator')]).to.deep.equal(['"Key__c"\n"k3"\n', 'null']);
  });
});

describe('contract: records and metadata', () => {
  anywhere('a field that is deleted takes its values, and comes back empty', async (org) => {
    const thing = await things(org);
    await create(org, thing, { Key__c: 'k1', Risk__c: 'high' });
    await org.deploy(deletion({ CustomField: [`${thing}.Risk__c`] }));
    expect((await org.rest('GET', `query?q=${encodeURIComponent(`SELECT Risk__c FROM ${thing}`)}`)).status).to.equal(
      400,
    );
    await org.deploy(object(thing, field('Risk__c')));
    expect((await org.query(`SELECT Risk__c FROM ${thing}`))[0]).to.include({ Risk__c: null });
  });

  anywhere('an object that is deleted takes its rows', async (org) => {
    const thing = await things(org);
    await create(org, thing, { Key__c: 'k1' });
    await org.deploy(deletion({ CustomObject: [thing] }));
    expect((await org.rest('GET', `query?q=${encodeURIComponent(`SELECT Id FROM ${thing}`)}`)).status).to.equal(400);
  });

  anywhere('a new default does not reach rows that are there', async (org) => {
    const thing = await things(org);
    await create(org, thing, { Key__c: 'k1' });
    await org.deploy(
      object(
        thing,
        field('Level__c', '<defaultValue>&quot;low&quot;</defaultValue><length>10</length><type>Text</type>'),
      ),
    );
    expect((await org.query(`SELECT Level__c FROM ${thing}`))[0]).to.include({ Level__c: null });
  });

  onlyHere(
    'a deleted field keeps its values for fifteen days under another name',
    { why: 'Deleted Fields has no API', kind: 'sandbox' },
    async (org) => {
      const thing = await things(org);
      await create(org, thing, { Key__c: 'k1', Risk__c: 'high' });
      await org.deploy(deletion({ CustomField: [`${thing}.Risk__c`] }));
      expect(org.here.database.deletedDefinitions().map(({ deletedName }) => deletedName)).to.deep.equal([
        'Risk_del__c',
      ]);
      org.here.clock.advance(16 * 24 * 60 * 60 * 1000);
      expect(org.here.database.deletedDefinitions()).to.deep.equal([]);
    },
  );
});
