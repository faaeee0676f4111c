import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { backup, type BackupRequest } from '../../../src/actions/data/backup.ts';
import { verify, type VerifyRequest } from '../../../src/actions/data/verify.ts';
import type { BackedUp } from '../../../src/release/data/data-outcome.ts';
import { rowsIn } from '../../../src/release/data/manifest.ts';
import { backedUpWords } from '../../../src/report/data/backup-words.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';

const backedUp = async (stage: DataStage, given: Partial<BackupRequest> = {}): Promise<BackedUp> => {
  const request = { targetOrg: stage.alias, objects: [], incremental: false, plain: false, resume: false, ...given };
  const outcome = await backup(stage.gateways, request);
  if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
  return outcome;
};

const verified = (stage: DataStage, given: Partial<VerifyRequest> = {}) =>
  verify(stage.gateways, { sample: 0, ...given });

describe('backing up', function () {
  this.timeout(60_000);

  it('saves what release.yaml lists, and says what it cannot save', async () => {
    await using stage = await setTheDataStage([
      { object: 'Account', where: "Name LIKE 'A%'" },
      { object: 'Contact', fields: ['Email', 'NoSuch__c'] },
    ]);
    stage.org.database.insert('Account', [{ Name: 'Alpha' }, { Name: 'Beta' }, { Name: 'Ada' }]);
    stage.org.database.insert('Contact', [{ LastName: 'Lovelace', Email: 'ada@example.com' }]);
    const { backup: manifest } = await backedUp(stage);
    expect(manifest.objects.map(({ object, rows }) => `${object} ${rows}`)).to.deep.equal(['Account 2', 'Contact 1']);
    expect(manifest.objects[1]?.notSaved).to.deep.equal([{ field: 'NoSuch__c', because: 'unknownField' }]);
    expect(manifest.orgId).to.equal(stage.org.orgId);
    expect(await verified(stage, { identity: stage.keyFile })).to.deep.include({ kind: 'verified', problems: [] });
  });

  it('saves only what was written or deleted since, on top of the backup before', async () => {
    await using stage = await setTheDataStage([{ object: 'Account' }]);
    const [first = '', second = ''] = stage.org.database.insert('Account', [
      { Name: 'One' },
      { Name: 'Two' },
      { Name: 'Three' },
    ]);
    stage.org.clock.advance(60 * 60_000);
    const { backup: full } = await backedUp(stage);
    const later = await backedUp(stage, { incremental: true });
    expect(later.backup).to.deep.include({ kind: 'incremental', base: { id: full.id, sha256: full.sha256 } });
    expect(rowsIn(later.backup)).to.equal(0);
    stage.org.clock.advance(60 * 60_000);
    stage.org.database.write({ object: 'Account', kind: 'update', rows: [{ Id: first, Name: 'Uno' }] });
    stage.org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id: second }] });
    const last = await backedUp(stage, { incremental: true });
    expect(rowsIn(last.backup)).to.equal(2);
    expect(await verified(stage)).to.deep.include({ kind: 'verified' });
  });

  it('reads all of an object of which the backup before lacks a field, deleted records too', async () => {
    await using stage = await setTheDataStage([{ object: 'Account', fields: ['Industry'] }]);
    const [first = ''] = stage.org.database.insert('Account', [
      { Name: 'One', Description: 'typed long ago' },
      { Name: 'Two', Description: 'typed long ago' },
    ]);
    stage.org.clock.advance(60 * 60_000);
    await backedUp(stage);
    stage.org.database.write({ object: 'Account', kind: 'delete', rows: [{ Id: first }] });
    stage.org.clock.advance(60 * 60_000);
    const { data } = (await stage.gateways()).configuration;
    const objects = [{ object: 'Account', fields: ['Industry', 'Description'] }];
    await stage.commit({ 'release.yaml': JSON.stringify({ data: { ...data, objects } }) }, 'save descriptions too');
    const wider = await backedUp(stage, { incremental: true });
    expect(wider.backup.kind).to.equal('incremental');
    expect(rowsIn(wider.backup)).to.equal(2);
    expect(rowsIn((await backedUp(stage, { incremental: true })).backup)).to.equal(0);
  });

  it('counts the files of the saved records that it does not save, and says when nobody knows', async () => {
    await using stage = await setTheDataStage([
      { object: 'Account', where: "Name = 'One'" },
      { object: 'Contact', where: "AccountId IN (SELECT Id FROM Account WHERE Name = 'One')" },
      { object: 'Thing__c' },
    ]);
    await stage.deploy('1.0.0');
    const { database } = stage.org;
    const [one, two] = database.insert('Account', [{ Name: 'One' }, { Name: 'Two' }]);
    const [document] = database.insert('ContentDocument', [{ Title: 'Contract' }]);
    database.insert(
      'ContentDocumentLink',
      [one, two].map((LinkedEntityId) => ({ LinkedEntityId, ContentDocumentId: document })),
    );
    const attachment = { Name: 'a.txt', Body: Buffer.from('a').toString('base64') };
    database.insert('Attachment', [
      { ...attachment, ParentId: one },
      { ...attachment, ParentId: one },
    ]);
    const outcome = await backedUp(stage);
    expect(outcome.filesNotSaved).to.deep.equal([
      { object: 'Account', files: 1, attachments: 2 },
      // a semi-join inside another one is refused
      { object: 'Contact', files: 'unknown', attachments: 'unknown' },
    ]);
    expect(backedUpWords(outcome))
      .to.contain('Account: 1 file, 2 attachments')
      .and.contain('Contact: an unknown number of files, an unknown number of attachments');
  });

  it('refuses to store values in clear unless told to', async () => {
    await using stage = await setTheDataStage();
    await stage.commit({ 'release.yaml': 'data: {objects: [{object: Account}]}\n' });
    const request = { targetOrg: stage.alias, objects: [], incremental: false, plain: false, resume: false };
    expect(await backup(stage.gateways, request)).to.deep.equal({
      kind: 'refused',
      refusal: { reason: 'backupNotConfigured', objects: ['Account'] },
    });
    stage.org.database.insert('Account', [{ Name: 'Alpha' }]);
    expect((await backedUp(stage, { plain: true })).backup.recipients).to.deep.equal([]);
    expect(await verified(stage)).to.have.nested.property('backups[0].depth', 'inside');
  });

  it('does not call an empty folder good', async () => {
    await using stage = await setTheDataStage();
    const outcome = await verified(stage);
    expect(outcome).to.have.nested.property('refusal.reason', 'noBackups');
    expect(outcome).to.have.nested.property('refusal.folder').that.includes('production');
  });

  it('says which file is damaged, and that a manifest was edited', async () => {
    await using stage = await setTheDataStage([{ object: 'Account' }]);
    stage.org.database.insert('Account', [{ Name: 'Alpha' }]);
    const { backup: first, folder } = await backedUp(stage);
    const { backup: second } = await backedUp(stage);
    const file = path.join(folder, second.id, second.objects[0]!.parts[0]!.file);
    const bytes = await readFile(file);
    bytes[bytes.length - 5] = bytes[bytes.length - 5]! ^ 4;
    await writeFile(file, bytes);
    const manifest = path.join(folder, first.id, 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"kind": "full"', '"kind": "watch"'));
    const outcome = await verified(stage);
    if (outcome.kind !== 'damaged') throw new Error(outcome.kind);
    expect(outcome.problems.map(({ backup: id, file: name }) => [id, name])).to.deep.equal([
      [first.id, undefined],
      [second.id, undefined],
      [second.id, second.objects[0]!.parts[0]!.file],
    ]);
  });

  it('is never seen by Git', async () => {
    await using stage = await setTheDataStage([{ object: 'Account' }]);
    await backedUp(stage);
    expect(await readdir(path.join(stage.directory, '.release-backups'))).to.include('production');
    expect(await stage.git('status', '--porcelain')).to.equal('');
  });

  it('names the objects the org does not have', async () => {
    await using stage = await setTheDataStage([{ object: 'Nothing__c' }]);
    const request = { targetOrg: stage.alias, objects: [], incremental: false, plain: false, resume: false };
    expect(await backup(stage.gateways, request)).to.include({ kind: 'outside', reason: 'refusedByOrg' });
  });
});
