import { expect } from 'chai';
import { at, pluck, restOrg } from './client.ts';

const account = (referenceId: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  attributes: { type: 'Account', referenceId },
  Name: `Account ${referenceId}`,
  ...more,
});
const contact = (referenceId: string, LastName?: string): Record<string, unknown> => ({
  attributes: { type: 'Contact', referenceId },
  ...(LastName === undefined ? {} : { LastName }),
});

describe('the sObject tree', () => {
  it('writes parents and their children in one call', async () => {
    await using rest = await restOrg();
    const records = [account('a', { Contacts: { records: [contact('c', 'One'), contact('d', 'Two')] } }), account('b')];
    const { status, body } = await rest.send('POST', '/composite/tree/Account', { records });
    expect(status).to.equal(201);
    expect(at(body, 'hasErrors')).to.equal(false);
    expect(pluck(at(body, 'results'), 'referenceId')).to.deep.equal(['a', 'c', 'd', 'b']);
    const contacts = at((await rest.query('SELECT Account.Name FROM Contact')).body, 'records');
    expect(pluck(contacts, 'Account', 'Name')).to.deep.equal(['Account a', 'Account a']);
  });

  it('writes nothing when one record is refused, and says which', async () => {
    await using rest = await restOrg();
    const records = [account('a', { Contacts: { records: [contact('c')] } }), account('b')];
    const { status, body } = await rest.send('POST', '/composite/tree/Account', { records });
    expect(status).to.equal(400);
    expect(body).to.deep.equal({
      hasErrors: true,
      results: [
        {
          referenceId: 'c',
          errors: [
            {
              statusCode: 'REQUIRED_FIELD_MISSING',
              message: 'Required fields are missing: [LastName]',
              fields: ['LastName'],
            },
          ],
        },
      ],
    });
    expect(rest.org.database.count('Account')).to.equal(0);
  });

  it('takes 200 records and no more', async () => {
    await using rest = await restOrg();
    const send = (count: number) =>
      rest.send('POST', '/composite/tree/Account', {
        records: Array.from({ length: count }, (_, at) => account(`r${at}`)),
      });
    expect(at((await send(201)).body, 'results', 0, 'errors', 0, 'statusCode')).to.equal('INVALID_INPUT');
    expect((await send(200)).status).to.equal(201);
    expect(rest.org.database.count('Account')).to.equal(200);
  });

  it('refuses a reference id twice, none, a wrong type, and a relationship that does not exist', async () => {
    await using rest = await restOrg();
    const code = async (records: unknown[]) =>
      at(
        (await rest.send('POST', '/composite/tree/Account', { records })).body,
        'results',
        0,
        'errors',
        0,
        'message',
      ) as string;
    expect(await code([account('a'), account('a')])).to.equal('Duplicate ReferenceId provided in the request: a.');
    expect(await code([{ Name: 'x' }])).to.equal('Include a reference ID for each record in the request.');
    expect(await code([contact('c', 'x')])).to.contain('does not match');
    expect(await code([account('a', { Nopes: { records: [] } })])).to.equal('Unknown relationship Nopes on Account.');
  });
});
