import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { emptyRecycleBin, undelete } from '../../../src/practice-org/records/write/recycle-bin.ts';
import { call } from '../client.ts';
import { at, restOrg, textAt } from './rest/client.ts';
import { column, queryError, refusal, table, testDatabase } from './test-database.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const withContract = () => {
  const database = testDatabase();
  const [account = ''] = database.insert('Account', [{ Name: 'Acme' }]);
  const version = {
    PathOnClient: 'C:\\\\x/Contract.PDF',
    VersionData: base64('first'),
    FirstPublishLocationId: account,
  };
  const [first = ''] = database.insert('ContentVersion', [version], { system: false });
  const [document = ''] = column(database, `SELECT ContentDocumentId FROM ContentVersion`, 'ContentDocumentId');
  return { database, account, first, document: String(document) };
};

describe('files', () => {
  it('begin as a version, which makes its document, its checksum and its links', () => {
    const { database, account, first, document } = withContract();
    expect(
      database.query('SELECT Title, Checksum, ContentSize, VersionNumber, IsLatest FROM ContentVersion')[0],
    ).to.include({ Title: 'Contract', Checksum: md5('first'), ContentSize: 5, VersionNumber: '1', IsLatest: true });
    expect(database.query('SELECT Title, FileExtension, LatestPublishedVersionId FROM ContentDocument')[0]).to.include({
      Title: 'Contract',
      FileExtension: 'pdf',
      LatestPublishedVersionId: first,
    });
    const links = `SELECT LinkedEntityId, ShareType FROM ContentDocumentLink WHERE ContentDocumentId = '${document}'`;
    expect(
      database.query(links).map(({ LinkedEntityId, ShareType }) => [LinkedEntityId, ShareType]),
    ).to.have.deep.members([
      [database.context.identity.user.id, 'I'],
      [account, 'V'],
    ]);
  });

  it('get another version, which is the newest from then on', () => {
    const { database, first, document } = withContract();
    const [second] = database.insert('ContentVersion', [
      { ContentDocumentId: document, PathOnClient: 'Contract.pdf', VersionData: base64('second') },
    ]);
    expect(
      column(database, 'SELECT LatestPublishedVersionId FROM ContentDocument', 'LatestPublishedVersionId'),
    ).to.deep.equal([second]);
    expect(column(database, 'SELECT Id FROM ContentVersion WHERE IsLatest = false', 'Id')).to.deep.equal([first]);
  });

  it('lose their links with a record and stay; deleted themselves they take versions and links along, and bring them back', () => {
    const { database, account, document } = withContract();
    const links = () =>
      column(database, `SELECT Id FROM ContentDocumentLink WHERE ContentDocumentId = '${document}'`, 'Id').length;
    database.write({ object: 'Account', kind: 'delete', rows: [{ Id: account }] });
    expect([database.count('ContentDocument'), links()]).to.deep.equal([1, 1]);
    undelete(database, [account]);
    expect(links()).to.equal(2);
    database.write({ object: 'ContentDocument', kind: 'delete', rows: [{ Id: document }] });
    expect([database.count('ContentVersion'), links()]).to.deep.equal([0, 0]);
    undelete(database, [document]);
    expect([database.count('ContentVersion'), links()]).to.deep.equal([1, 2]);
    database.write({ object: 'ContentDocument', kind: 'delete', rows: [{ Id: document }] });
    emptyRecycleBin(database, [document]);
    expect(undelete(database, [document])[0]?.success).to.equal(false);
  });

  it('are not made as documents, deleted as versions, linked twice, or asked for without a name', () => {
    const { database, account, first, document } = withContract();
    expect(refusal(database, 'ContentDocument', 'insert', { Title: 'x' }).statusCode).to.equal(
      'INVALID_TYPE_FOR_OPERATION',
    );
    expect(refusal(database, 'ContentVersion', 'delete', { Id: first }).statusCode).to.equal(
      'INVALID_TYPE_FOR_OPERATION',
    );
    const link = { ContentDocumentId: document, LinkedEntityId: account };
    expect(refusal(database, 'ContentDocumentLink', 'insert', link).statusCode).to.equal('DUPLICATE_VALUE');
    for (const where of ['', " WHERE ShareType = 'V'", ` WHERE LinkedEntityId = '${account}' OR ShareType = 'V'`])
      expect(queryError(() => database.query(`SELECT Id FROM ContentDocumentLink${where}`)).message).to.contain(
        'requires a filter by a single Id',
      );
    const joined = 'SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId IN (SELECT Id FROM Account)';
    expect(database.query(joined)).to.have.length(1);
  });

  it('hang on custom objects too, and leave nothing of a version that was taken back', () => {
    const database = testDatabase();
    database.define(table('Claim__c', ''));
    const [claim] = database.insert('Claim__c', [{ Name: 'One' }]);
    const body = { PathOnClient: 'a.txt', VersionData: base64('a') };
    const options = { allOrNone: true };
    const rows = [{ ...body, FirstPublishLocationId: claim }, {}];
    database.write({ object: 'ContentVersion', kind: 'insert', rows, options });
    expect(
      ['ContentVersion', 'ContentDocument', 'ContentDocumentLink'].map((name) => database.count(name)),
    ).to.deep.equal([0, 0, 0]);
    database.insert('Attachment', [{ ParentId: claim, Name: 'a.txt', Body: base64('abc') }]);
    expect(column(database, 'SELECT BodyLength FROM Attachment', 'BodyLength')).to.deep.equal([3]);
  });

  it('travel as multipart messages of JSON and bytes', async () => {
    await using rest = await restOrg();
    const [account = ''] = rest.org.database.insert('Account', [{ Name: 'A' }]);
    const bytes = Buffer.from([0, 13, 10, 255, 45, 45, 10]);
    const form = new FormData();
    const fields = { PathOnClient: 'a.bin', FirstPublishLocationId: account };
    form.append('VersionData', new Blob([bytes], { type: 'application/octet-stream' }), 'a.bin');
    form.append('entity_content', new Blob([JSON.stringify(fields)], { type: 'application/json' }));
    const message = new Response(form);
    const created = await call(rest.org, '/services/data/v67.0/sobjects/ContentVersion', {
      method: 'POST',
      headers: { 'content-type': message.headers.get('content-type') ?? '' },
      body: Buffer.from(await message.arrayBuffer()),
    });
    expect(created.status, created.text).to.equal(201);
    const id = textAt(JSON.parse(created.text), 'id');
    const url = `${rest.org.url}/services/data/v67.0/sobjects/ContentVersion/${id}/VersionData`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${rest.org.accessToken}` } });
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).to.equal(true);
    const empty = await call(rest.org, '/services/data/v67.0/sobjects/ContentVersion', {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: 'nothing of the kind',
    });
    expect(at(JSON.parse(empty.text), 0, 'errorCode')).to.equal('INVALID_MULTIPART_REQUEST');
  });
});
