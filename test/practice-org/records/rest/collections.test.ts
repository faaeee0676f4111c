import { expect } from 'chai';
import { readFields } from '../../../../src/practice-org/records/schema/notation.ts';
import { at, pluck, restOrg } from './client.ts';

const account = (Name: string | undefined, more: Record<string, unknown> = {}) => ({
  attributes: { type: 'Account' },
  Name,
  ...more,
});

describe('sObject collections', () => {
  it('write records of several types, each with its own result', async () => {
    await using rest = await restOrg();
    const records = [account('A'), { attributes: { type: 'Contact' }, LastName: 'C' }, account(undefined)];
    const { status, body } = await rest.send('POST', '/composite/sobjects', { records });
    expect(status).to.equal(200);
    expect(pluck(body, 'success')).to.deep.equal([true, true, false]);
    expect(at(body, 2, 'errors', 0, 'statusCode')).to.equal('REQUIRED_FIELD_MISSING');
  });

  it('write nothing when all or none is asked for and one is refused', async () => {
    await using rest = await restOrg();
    const records = [account('A'), { attributes: { type: 'Contact' } }, account('B')];
    const { body } = await rest.send('POST', '/composite/sobjects', { allOrNone: true, records });
    expect(pluck(body, 'errors', 0, 'statusCode')).to.deep.equal([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    ]);
    expect(rest.org.database.count('Account')).to.equal(0);
  });

  it('change, read and delete', async () => {
    await using rest = await restOrg();
    const ids = rest.org.database.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
    const records = ids.map((id) => ({ attributes: { type: 'Account' }, id, Site: 'S' }));
    expect(pluck((await rest.send('PATCH', '/composite/sobjects', { records })).body, 'id')).to.deep.equal(ids);
    const read = await rest.get(`/composite/sobjects/Account?ids=${ids.join(',')},001000000000001AAA&fields=Name,Site`);
    expect(pluck(read.body, 'Name')).to.deep.equal(['A', 'B', undefined]);
    expect(at(read.body, 2)).to.equal(null);
    const posted = await rest.send('POST', '/composite/sobjects/Account', { ids, fields: ['Name'] });
    expect(posted.body).to.have.length(2);
    const deleted = await rest.send('DELETE', `/composite/sobjects?ids=${ids.join(',')}`);
    expect(pluck(deleted.body, 'success')).to.deep.equal([true, true]);
    expect(rest.org.database.count('Account')).to.equal(0);
  });

  it('upsert by external id', async () => {
    await using rest = await restOrg();
    rest.org.database.define({ name: 'Account', fields: readFields('Code__c string 20 externalId unique') });
    rest.org.database.insert('Account', [{ Name: 'A', Code__c: '1' }]);
    const records = [account('A2', { Code__c: '1' }), account('B', { Code__c: '2' })];
    const { body } = await rest.send('PATCH', '/composite/sobjects/Account/Code__c', { records });
    expect(pluck(body, 'created')).to.deep.equal([false, true]);
    expect((await rest.send('PATCH', '/composite/sobjects/Account/Site', { records })).status).to.equal(404);
  });

  it('refuse more than 200 records to write', async () => {
    await using rest = await restOrg();
    const records = Array.from({ length: 201 }, () => account('A'));
    const { status, body } = await rest.send('POST', '/composite/sobjects', { records });
    expect([status, at(body, 0, 'errorCode')]).to.deep.equal([400, 'LIMIT_EXCEEDED']);
  });

  it('refuse an unknown type record by record, and a record without a type at all', async () => {
    await using rest = await restOrg();
    const unknown = await rest.send('POST', '/composite/sobjects', { records: [{ attributes: { type: 'Nope__c' } }] });
    expect(at(unknown.body, 0, 'errors', 0, 'statusCode')).to.equal('INVALID_TYPE');
    expect((await rest.send('POST', '/composite/sobjects', { records: [{ Name: 'A' }] })).status).to.equal(400);
    expect((await rest.send('POST', '/composite/sobjects', { records: 'x' })).status).to.equal(400);
  });
});
