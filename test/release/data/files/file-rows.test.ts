import { expect } from 'chai';
import { bodyIn, fileQuery } from '../../../../src/release/data/files/file-rows.ts';
import { parseSoql } from '../../../../src/practice-org/records/soql/parse.ts';

const org = '00D000000000001AAA';
const attachment = { Id: '00P000000000001AAA', BodyLength: '12', SystemModstamp: '2026-11-21T10:00:00.000Z' };
const latest = 'ContentDocument.LatestPublishedVersion';
const linked = {
  [`${latest}Id`]: '068000000000001AAA',
  [`${latest}.ContentSize`]: '0',
  [`${latest}.Checksum`]: 'D41D8CD98F00B204E9800998ECF8427E',
  [`${latest}.ContentLocation`]: 'S',
  [`${latest}.SystemModstamp`]: '2026-11-21T10:00:00.000Z',
};

const fingerprint = (kind: 'attachments' | 'links', row: Readonly<Record<string, string>>, of = org) =>
  bodyIn(of, kind, row)?.fingerprint;

describe('rows of lists of files', () => {
  it('are asked for by queries that say whose files they are', () => {
    for (const kind of ['attachments', 'links'] as const)
      for (const among of ["('001000000000001AAA')", '(SELECT Id FROM Account WHERE (Name = null))'])
        expect(() => parseSoql(fileQuery(kind, among))).not.to.throw();
    expect(fileQuery('links', '(…)')).to.match(/FROM ContentDocumentLink WHERE LinkedEntityId IN \(…\) ORDER BY/u);
  });

  it('say where a body is, how long it is and what it hashes to', () => {
    expect(bodyIn(org, 'attachments', attachment)).to.include({ object: 'Attachment', id: attachment.Id, size: 12 });
    expect(bodyIn(org, 'links', linked)).to.include({ size: 0, md5: 'd41d8cd98f00b204e9800998ecf8427e' });
    expect(bodyIn(org, 'links', { ...linked, [`${latest}.Checksum`]: '' })).not.to.have.property('md5');
  });

  it('have no body in this org where it is kept in another system, or where there is no version', () => {
    for (const location of ['E', 'L'])
      expect(bodyIn(org, 'links', { ...linked, [`${latest}.ContentLocation`]: location })).to.equal(undefined);
    expect(bodyIn(org, 'links', { ...linked, [`${latest}Id`]: '' })).to.equal(undefined);
  });

  it('give another fingerprint to every other body, and the same one to the same, however it is shared', () => {
    const all = [
      fingerprint('attachments', attachment),
      fingerprint('attachments', attachment, '00D000000000002AAA'),
      fingerprint('attachments', { ...attachment, Id: '00P000000000002AAA' }),
      fingerprint('attachments', { ...attachment, SystemModstamp: '2026-11-21T10:00:01.000Z' }),
      fingerprint('links', linked),
      fingerprint('links', { ...linked, [`${latest}Id`]: '068000000000002AAA' }),
      fingerprint('links', { ...linked, [`${latest}.Checksum`]: 'other' }),
    ];
    expect(new Set(all).size).to.equal(all.length);
    const renamed = { ...linked, ShareType: 'C', [`${latest}.SystemModstamp`]: '2026-11-22T10:00:00.000Z' };
    expect(fingerprint('links', renamed)).to.equal(fingerprint('links', linked));
  });
});
