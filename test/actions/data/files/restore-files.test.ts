import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { setTheDataStage } from '../data-stage.ts';
import {
  accounts,
  attach,
  filesSay,
  link,
  publish,
  publishAgain,
  remove,
  restored,
  restoring,
  savedWithFiles,
  withOrg,
} from './files-stage.ts';

describe('restoring files', function () {
  this.timeout(120_000);

  it('brings back byte for byte what went with a record that is made anew, of no bytes and of many', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    attach(stage, one, 'nothing.txt', Buffer.alloc(0));
    attach(stage, one, 'some.bin', randomBytes(3000));
    attach(stage, one, 'large.bin', randomBytes(2_500_000));
    attach(stage, two, 'two.txt', Buffer.from('two'));
    const shared = publish(stage, one, 'shared.pdf', randomBytes(2_200_000));
    link(stage, shared, two);
    publish(stage, one, 'only.txt', Buffer.from('only on one'));
    const before = filesSay(stage);
    await savedWithFiles(stage);
    remove(stage, 'ContentDocument', [shared], true);
    remove(stage, 'Account', [one], true);
    expect(filesSay(stage)).to.have.length(1);
    const planned = await restored(stage, { dryRun: true });
    expect(planned.plan.files).to.deep.equal([
      {
        object: 'Account',
        attachments: { same: 1, changed: 0, undelete: 0, insert: 3, gone: 0 },
        files: { same: 0, conflict: 0, undelete: 0, insert: 1, gone: 0, link: 2 },
        bytes: 3000 + 2_500_000 + 2_200_000,
      },
    ]);
    expect(filesSay(stage), 'a dry run').to.have.length(1);
    const outcome = await restored(stage);
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
    expect(outcome).to.have.nested.property('files.different', 0);
    expect(filesSay(stage)).to.deep.equal(before);
    expect(await restored(stage)).to.have.property('kind', 'restored');
    expect(filesSay(stage), 'a second time').to.deep.equal(before);
  });

  it('prefers what the Recycle Bin holds', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    const alone = attach(stage, one, 'alone.txt', Buffer.from('alone'));
    const along = attach(stage, two, 'along.txt', Buffer.from('along'));
    const document = publish(stage, one, 'file.txt', Buffer.from('file'));
    const before = filesSay(stage);
    await savedWithFiles(stage);
    remove(stage, 'Attachment', [alone]);
    remove(stage, 'ContentDocument', [document]);
    remove(stage, 'Account', [two]);
    const outcome = await restored(stage);
    expect(outcome.plan.files[0]).to.deep.include({ bytes: 0 });
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
    expect(filesSay(stage)).to.deep.equal(before);
    const ids = stage.org.database.query('SELECT Id FROM Attachment').map(({ Id }) => Id);
    expect(ids).to.have.members([alone, along]);
    expect(stage.org.database.count('ContentVersion')).to.equal(1);
  });

  it('links a document again that is there, and leaves alone how others are shared', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    const document = publish(stage, one, 'file.txt', Buffer.from('file'));
    link(stage, document, two);
    await savedWithFiles(stage);
    const { database } = stage.org;
    const links = database.query(
      `SELECT Id, LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = '${document}'`,
    );
    const idOf = (record: string) => String(links.find(({ LinkedEntityId }) => LinkedEntityId === record)?.['Id']);
    database.write({ object: 'ContentDocumentLink', kind: 'update', rows: [{ Id: idOf(one), ShareType: 'C' }] });
    remove(stage, 'ContentDocumentLink', [idOf(two)], true);
    const outcome = await restored(stage);
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
    expect(outcome.plan.files[0]?.files).to.include({ link: 1, same: 1 });
    const shares = `SELECT LinkedEntityId, ShareType FROM ContentDocumentLink WHERE LinkedEntityId IN ('${one}', '${two}')`;
    expect(
      database.query(shares).map(({ LinkedEntityId, ShareType }) => [LinkedEntityId, ShareType]),
    ).to.have.deep.members([
      [one, 'C'],
      [two, 'V'],
    ]);
  });

  it('makes the saved content the newest version only where that is asked for', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    const document = publish(stage, one, 'file.txt', Buffer.from('saved'));
    const before = filesSay(stage);
    await savedWithFiles(stage);
    publishAgain(stage, document, Buffer.from('newer'));
    const newer = filesSay(stage);
    expect(await restoring(stage)).to.have.nested.property('refusal.reason', 'fileConflict');
    expect(await restored(stage, { onConflict: 'skip' })).to.include({ kind: 'restored', written: 0 });
    expect(await restored(stage, { files: false })).to.include({ kind: 'restored', written: 0 });
    expect(filesSay(stage)).to.deep.equal(newer);
    const outcome = await restored(stage, { onConflict: 'overwrite' });
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
    expect(filesSay(stage).map((text) => text.split(' ').at(-1))).to.deep.equal(
      before.map((text) => text.split(' ').at(-1)),
    );
    expect(stage.org.database.count('ContentVersion')).to.equal(3);
    expect(await restored(stage, { onConflict: 'overwrite' })).to.include({ kind: 'restored', written: 0 });
    expect(stage.org.database.count('ContentVersion'), 'a second time').to.equal(3);
  });

  it('reads bodies from all backups that an incremental one goes on from', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    attach(stage, one, 'first.txt', Buffer.from('first'));
    const changed = attach(stage, one, 'changed.txt', Buffer.from('before'));
    const deleted = attach(stage, one, 'deleted.txt', Buffer.from('deleted on purpose'));
    await savedWithFiles(stage);
    stage.org.database.write({ object: 'Attachment', kind: 'update', rows: [{ Id: changed, Body: 'YWZ0ZXI=' }] });
    remove(stage, 'Attachment', [deleted], true);
    attach(stage, one, 'second.txt', Buffer.from('second'));
    const before = filesSay(stage);
    await savedWithFiles(stage, { incremental: true });
    await savedWithFiles(stage, { incremental: true, files: false });
    remove(stage, 'Account', [one], true);
    const outcome = await restored(stage);
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
    expect(filesSay(stage)).to.deep.equal(before);
  });

  it('restores the files of the records that are meant, and none when fields are', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    const ids = [one, two].map((account, at) => attach(stage, account, `${at}.txt`, Buffer.from('x')));
    await savedWithFiles(stage);
    remove(stage, 'Attachment', ids, true);
    expect(await restored(stage, { fields: ['Industry'] })).to.include({ kind: 'restored', written: 0 });
    expect(stage.org.database.count('Attachment')).to.equal(0);
    expect((await restored(stage, { insert: false })).plan.files[0]?.attachments).to.include({ gone: 2, insert: 0 });
    await restored(stage, { ids: [two] });
    expect(filesSay(stage).map((text) => text.split(' ')[0])).to.deep.equal(['Two']);
  });

  for (const kind of ['answerLost', 'reset'] as const)
    it(`makes nothing twice when an answer meets ${kind}`, async () => {
      await using stage = await setTheDataStage();
      const [one = '', two = ''] = accounts(stage, 'One', 'Two');
      attach(stage, one, 'same.txt', Buffer.from('abc'));
      attach(stage, one, 'same.txt', Buffer.from('abc'));
      const document = publish(stage, one, 'file.txt', Buffer.from('file'));
      link(stage, document, two);
      const before = filesSay(stage);
      await savedWithFiles(stage);
      remove(stage, 'ContentDocument', [document], true);
      remove(stage, 'Account', [one], true);
      for (const on of [1, 3]) stage.org.faults.force({ operation: 'sobjectCreate', fault: { kind }, on: { nth: on } });
      const outcome = await restored(stage);
      expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
      expect(filesSay(stage)).to.deep.equal(before);
    });

  it('goes on where it was cut off', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    for (const name of ['a', 'b', 'c']) {
      attach(stage, one, `${name}.txt`, Buffer.from(name));
      publish(stage, one, `${name}.pdf`, Buffer.from(name));
    }
    const before = filesSay(stage);
    await savedWithFiles(stage);
    const documents = stage.org.database.query('SELECT Id FROM ContentDocument').map(({ Id }) => String(Id));
    remove(stage, 'ContentDocument', documents, true);
    remove(stage, 'Account', [one], true);
    let made = 0;
    const cut = withOrg(stage, (org) => ({
      createFile: (...given) => {
        made += 1;
        if (made > 3) throw new Error('the machine died');
        return org.createFile(...given);
      },
    }));
    expect(await restoring(stage, {}, cut)).to.include({ kind: 'restoredInPart' });
    const outcome = await restored(stage);
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored', failed: [] });
    expect(filesSay(stage)).to.deep.equal(before);
  });

  it('names the record of a file that the org does not take, and never calls one restored that it changed', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    const refused = attach(stage, one, 'refused.txt', Buffer.from('refused'));
    const spoilt = attach(stage, two, 'spoilt.txt', Buffer.from('spoilt'));
    await savedWithFiles(stage);
    remove(stage, 'Attachment', [refused, spoilt], true);
    const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'refused.txt is secret', fields: [] };
    stage.org.database.hook((write) => {
      if (write.object !== 'Attachment' || write.kind !== 'insert') return undefined;
      if (write.to['Name'] === 'refused.txt') return error;
      write.to['Body'] = Buffer.from('SPOILT').toString('base64');
      return undefined;
    });
    const outcome = await restored(stage, { failedFile: 'left.csv' });
    if (outcome.kind !== 'restoredInPart') throw new Error(outcome.kind);
    expect(outcome.failed.map(({ id, code }) => `${id} ${code}`)).to.have.members([
      `${refused} FIELD_CUSTOM_VALIDATION_EXCEPTION`,
      `${spoilt} NOT_AS_SAVED`,
    ]);
    expect(JSON.stringify(outcome)).not.to.contain('secret');
    expect(await readFile(path.join(stage.directory, 'left.csv'), 'utf8')).to.contain(
      `"Account","${one}","FIELD_CUSTOM_VALIDATION_EXCEPTION"`,
    );
  });

  it('sends nothing from a backup that is damaged, of another org, or locked to somebody else', async () => {
    await using stage = await setTheDataStage();
    await using other = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    attach(stage, one, 'a.txt', Buffer.from('a'));
    const { backup, folder } = await savedWithFiles(stage);
    remove(stage, 'Account', [one], true);
    expect(await restoring(stage, { identity: other.keyFile })).to.include({
      kind: 'outside',
      reason: 'identityWrong',
    });
    expect(await restoring(stage, { targetOrg: other.alias })).to.have.nested.property('refusal.reason', 'orgMismatch');
    const [pack] = backup.files?.packs ?? [];
    for (const name of [pack?.file ?? '', pack?.index.file ?? '']) {
      const file = path.join(folder, backup.id, name);
      const bytes = await readFile(file);
      const flipped = Buffer.from(bytes);
      flipped[flipped.length - 2] = flipped[flipped.length - 2]! ^ 1;
      await writeFile(file, flipped);
      expect(await restoring(stage)).to.include({ kind: 'outside', reason: 'damagedBackup' });
      await writeFile(file, bytes);
    }
    expect(stage.org.database.count('Account')).to.equal(0);
  });
});
