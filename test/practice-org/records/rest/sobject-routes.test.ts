import { expect } from 'chai';
import { readFields } from '../../../../src/practice-org/records/schema/notation.ts';
import { at, pluck, textAt, restOrg } from './client.ts';

const KEYED = {
  name: 'Account',
  fields: readFields('Code__c string 20 externalId unique\nKind__c string 20 externalId'),
};

describe('sObject resources', () => {
  it('create, read, change and delete a record', async () => {
    await using rest = await restOrg();
    const created = await rest.send('POST', '/sobjects/Account', { Name: 'Acme' });
    expect(created.status).to.equal(201);
    expect(created.body).to.deep.equal({ id: at(created.body, 'id'), success: true, errors: [] });
    const path = `/sobjects/Account/${textAt(created.body, 'id')}`;
    expect((await rest.send('PATCH', path, { Name: 'Acme 2', Site: 'HQ' })).status).to.equal(204);
    const read = await rest.get(`${path}?fields=Name,Site`);
    expect(read.body).to.deep.equal({
      attributes: { type: 'Account', url: `/services/data/v67.0${path}` },
      Id: at(created.body, 'id'),
      Name: 'Acme 2',
      Site: 'HQ',
    });
    expect((await rest.send('DELETE', path)).status).to.equal(204);
    const gone = await rest.get(path);
    expect([gone.status, at(gone.body, 0, 'errorCode')]).to.deep.equal([404, 'ENTITY_IS_DELETED']);
  });

  it('answer 400 with code, words and fields when a record is refused', async () => {
    await using rest = await restOrg();
    const { status, body } = await rest.send('POST', '/sobjects/Account', {});
    expect(status).to.equal(400);
    expect(body).to.deep.equal([
      { message: 'Required fields are missing: [Name]', errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] },
    ]);
  });

  it('upsert by external id: 201 when made, 200 when found, 300 when several', async () => {
    await using rest = await restOrg();
    rest.org.database.define(KEYED);
    const upsert = (name: string, key = 'Code__c/A%201') =>
      rest.send('PATCH', `/sobjects/Account/${key}`, { Name: name });
    const made = await upsert('one');
    expect([made.status, at(made.body, 'created')]).to.deep.equal([201, true]);
    const found = await upsert('two');
    expect([found.status, found.body]).to.deep.equal([
      200,
      { id: at(made.body, 'id'), success: true, errors: [], created: false },
    ]);
    expect((await rest.get('/sobjects/Account/Code__c/A%201')).body).to.include({ Name: 'two', Code__c: 'A 1' });
    rest.org.database.insert('Account', [
      { Name: 'x', Kind__c: 'k' },
      { Name: 'y', Kind__c: 'k' },
    ]);
    const several = await upsert('z', 'Kind__c/k');
    expect(several.status).to.equal(300);
    expect(several.body).to.have.length(2);
    expect(at(several.body, 0)).to.match(/^\/services\/data\/v67\.0\/sobjects\/Account\/001/);
  });

  it('refuse an upsert by a field that is no external id', async () => {
    await using rest = await restOrg();
    const { status, body } = await rest.send('PATCH', '/sobjects/Account/Site/x', { Name: 'A' });
    expect([status, at(body, 0, 'message')]).to.deep.equal([
      404,
      'Provided external ID field does not exist or is not accessible: Site',
    ]);
  });

  it('take a PATCH disguised as POST', async () => {
    await using rest = await restOrg();
    const [id] = rest.org.database.insert('Account', [{ Name: 'A' }]);
    expect((await rest.send('POST', `/sobjects/Account/${id}?_HttpMethod=PATCH`, { Name: 'B' })).status).to.equal(204);
    expect((await rest.send('POST', `/sobjects/Account/${id}`, { Name: 'B' })).status).to.equal(404);
  });

  it('list every object, and describe one in full', async () => {
    await using rest = await restOrg();
    rest.org.database.define(KEYED);
    const { body: all } = await rest.get('/sobjects');
    expect(all).to.include({ encoding: 'UTF-8', maxBatchSize: 200 });
    expect(pluck(at(all, 'sobjects'), 'name')).to.include.members(['Account', 'Organization', 'User']);
    const { body } = await rest.get('/sobjects/account/describe');
    expect(body).to.include({ name: 'Account', keyPrefix: '001', createable: true, queryable: true });
    const field = (name: string) => pluck(at(body, 'fields')).find((one) => at(one, 'name') === name);
    expect(field('Name')).to.include({ type: 'string', length: 255, nillable: false, nameField: true });
    expect(field('Code__c')).to.include({ externalId: true, unique: true, custom: true, idLookup: true });
    expect(field('ParentId')).to.deep.include({
      type: 'reference',
      referenceTo: ['Account'],
      relationshipName: 'Parent',
    });
    expect(field('Description')).to.include({ filterable: false, extraTypeInfo: 'plaintextarea' });
    expect(field('SystemModstamp')).to.include({ createable: false, updateable: false, type: 'datetime' });
    const contacts = pluck(at(body, 'childRelationships')).find((one) => at(one, 'relationshipName') === 'Contacts');
    expect(contacts).to.include({
      childSObject: 'Contact',
      field: 'AccountId',
      cascadeDelete: true,
    });
  });

  it('list what was deleted and updated in a span of time', async () => {
    await using rest = await restOrg();
    const [id, other] = rest.org.database.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
    rest.org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id: id }] });
    const now = rest.org.clock.now().getTime();
    const span = `start=${new Date(now - 3_600_000).toISOString()}&end=${new Date(now + 60_000).toISOString()}`;
    const deleted = (await rest.get(`/sobjects/Account/deleted?${span}`)).body;
    expect(pluck(at(deleted, 'deletedRecords'), 'id')).to.deep.equal([id]);
    expect(at((await rest.get(`/sobjects/Account/updated?${span}`)).body, 'ids')).to.deep.equal([other]);
  });

  it('give a blob back byte by byte', async () => {
    await using rest = await restOrg();
    const [account] = rest.org.database.insert('Account', [{ Name: 'A' }]);
    const Body = Buffer.from('héllo').toString('base64');
    const created = await rest.send('POST', '/sobjects/Attachment', { ParentId: account, Name: 'a.txt', Body });
    expect((await rest.get(`/sobjects/Attachment/${textAt(created.body, 'id')}/Body`)).text).to.equal('héllo');
  });

  it('hand a Tooling change to whoever keeps the rows', async () => {
    await using rest = await restOrg();
    const seen: unknown[] = [];
    const Id = '300000000000001AAA';
    rest.org.database.virtual(
      { name: 'FlowDefinition', fields: readFields('DeveloperName string 80\nMetadata complexvalue') },
      {
        api: 'tooling',
        rows: () => [{ Id, DeveloperName: 'F', Metadata: { activeVersionNumber: 1 } }],
        patch: (id, fields) => void seen.push([id, fields]),
      },
    );
    const change = { Metadata: { activeVersionNumber: 3 } };
    expect((await rest.send('PATCH', `/tooling/sobjects/FlowDefinition/${Id}`, change)).status).to.equal(204);
    expect(seen).to.deep.equal([[Id, change]]);
    const created = await rest.send('POST', '/tooling/sobjects/FlowDefinition', {});
    expect(at(created.body, 0, 'errorCode')).to.equal('INVALID_TYPE_FOR_OPERATION');
  });

  const refused: readonly (readonly [string, string, string, unknown, number, string])[] = [
    ['an unknown object', 'GET', '/sobjects/Nope__c/describe', undefined, 404, 'NOT_FOUND'],
    ['no source tracking', 'GET', '/tooling/sobjects/SourceMember/describe', undefined, 404, 'NOT_FOUND'],
    ['an id that is none', 'GET', '/sobjects/Account/xyz', undefined, 404, 'NOT_FOUND'],
    ['an id of nobody', 'GET', '/sobjects/Account/001000000000001AAA', undefined, 404, 'NOT_FOUND'],
    ['a body that is no JSON', 'POST', '/sobjects/Account', '{"Name":', 400, 'JSON_PARSER_ERROR'],
    ['a body that is a list', 'POST', '/sobjects/Account', [], 400, 'JSON_PARSER_ERROR'],
    ['no body', 'POST', '/sobjects/Account', undefined, 400, 'JSON_PARSER_ERROR'],
    ['an unknown field', 'POST', '/sobjects/Account', { Name: 'A', Nope: 1 }, 400, 'INVALID_FIELD'],
    ['a field called constructor', 'POST', '/sobjects/Account', { Name: 'A', constructor: 1 }, 400, 'INVALID_FIELD'],
    ['a field called __proto__', 'POST', '/sobjects/Account', '{"Name":"A","__proto__":{"x":1}}', 400, 'INVALID_FIELD'],
    ['an object as a value', 'POST', '/sobjects/Account', { Name: { a: 1 } }, 400, 'JSON_PARSER_ERROR'],
    ['an Id in a change', 'PATCH', '/sobjects/Account/001000000000001AAA', { Id: 'x' }, 400, 'INVALID_FIELD'],
    ['an unknown field to read', 'GET', '/sobjects/Organization/00D?fields=Nope', undefined, 404, 'NOT_FOUND'],
    ['a user to delete', 'DELETE', '/sobjects/User/005000000000001AAA', undefined, 400, 'INVALID_TYPE_FOR_OPERATION'],
    ['an object called constructor', 'GET', '/sobjects/constructor/describe', undefined, 404, 'NOT_FOUND'],
  ];
  for (const [what, method, path, body, status, code] of refused)
    it(`answer ${status} ${code} to ${what}`, async () => {
      await using rest = await restOrg();
      const answer = await rest.send(method, path, body);
      expect([answer.status, at(answer.body, 0, 'errorCode')]).to.deep.equal([status, code]);
    });

  it('answer 415 to a record that is not sent as JSON', async () => {
    await using rest = await restOrg();
    const { status } = await rest.send('POST', '/sobjects/Account', 'Name\nA', { 'content-type': 'text/csv' });
    expect(status).to.equal(415);
  });
});
