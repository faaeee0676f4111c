import { expect } from 'chai';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { type Answer, call, faultCode, start, tag } from '../client.ts';

const partner = (org: PracticeOrg, body: string): Promise<Answer> =>
  call(org, '/services/Soap/u/67.0', {
    method: 'POST',
    headers: { 'content-type': 'text/xml', SOAPAction: '""' },
    body:
      '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:urn="urn:partner.soap.sforce.com">' +
      `<soapenv:Header><urn:SessionHeader><urn:sessionId>${org.accessToken}</urn:sessionId></urn:SessionHeader></soapenv:Header>` +
      `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  });

const ids = (operation: string, ...given: readonly string[]): string =>
  `<urn:${operation}>${given.map((id) => `<urn:ids>${id}</urn:ids>`).join('')}</urn:${operation}>`;

describe('the Partner API', () => {
  it('brings records back from the Recycle Bin under their ids', async () => {
    await using org = await start();
    const [one = '', two = ''] = org.database.insert('Account', [{ Name: 'A' }, { Name: 'B' }]);
    org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id: one }] });
    const answer = await partner(org, ids('undelete', one, two));
    expect(answer.status).to.equal(200);
    expect([...answer.text.matchAll(/<success>(\w+)<\/success>/g)].map((found) => found[1])).to.deep.equal([
      'true',
      'false',
    ]);
    expect(tag(answer, 'id')).to.equal(one);
    expect(tag(answer, 'statusCode')).to.equal('UNDELETE_FAILED');
    expect(tag(answer, 'message')).to.equal('Entity is not in the recycle bin');
    expect(org.database.count('Account')).to.equal(2);
  });

  it('empties the Recycle Bin of some records', async () => {
    await using org = await start();
    const [id = ''] = org.database.insert('Account', [{ Name: 'A' }]);
    org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id: id }] });
    expect(tag(await partner(org, ids('emptyRecycleBin', id)), 'success')).to.equal('true');
    expect(tag(await partner(org, ids('undelete', id)), 'success')).to.equal('false');
  });

  it('refuses more than 200 ids, and operations it does not have', async () => {
    await using org = await start();
    const many = Array.from({ length: 201 }, () => '001000000000001AAA');
    expect(faultCode(await partner(org, ids('undelete', ...many)))).to.equal('EXCEEDED_ID_LIMIT');
    expect(faultCode(await partner(org, ids('merge', 'x')))).to.equal('INVALID_TYPE');
  });

  it('refuses a session that is none', async () => {
    await using org = await start();
    const answer = await call(org, '/services/Soap/u/67.0', {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><undelete/></e:Body></e:Envelope>',
    });
    expect([answer.status, faultCode(answer)]).to.deep.equal([500, 'INVALID_SESSION_ID']);
  });
});
