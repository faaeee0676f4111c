import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { setTheDataStage } from '../data-stage.ts';
import {
  accounts,
  attach,
  filesSay,
  publish,
  publishAgain,
  remove,
  restored,
  restoring,
  savedWithFiles,
  withOrg,
} from './files-stage.ts';

describe('restoring files of which not all is well', function () {
  this.timeout(120_000);

  for (const object of ['Attachment', 'ContentDocument'] as const)
    it(`names what the org does not let out of the Recycle Bin, where nothing is to be made anew: ${object}`, async () => {
      await using stage = await setTheDataStage();
      const [one = ''] = accounts(stage, 'One');
      const id = (object === 'Attachment' ? attach : publish)(stage, one, 'locked.txt', Buffer.from('locked'));
      await savedWithFiles(stage);
      remove(stage, object, [id]);
      const locked = withOrg(stage, () => ({
        undelete: (ids) => Promise.resolve(ids.map((each) => ({ id: each, isBack: false, code: 'ENTITY_IS_LOCKED' }))),
      }));
      const outcome = await restored(stage, { insert: false }, locked);
      if (outcome.kind !== 'restoredInPart') throw new Error(outcome.kind);
      expect(outcome.failed).to.deep.equal([
        { object: 'File', id, code: 'ENTITY_IS_LOCKED', record: { object: 'Account', id: one } },
      ]);
      expect(outcome.files).to.deep.equal({ equal: 0, different: 0, examples: [] });
    });

  it('never takes another body for a saved one because of its name and length', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    const ids = [one, two].map((account) => attach(stage, account, 'a.txt', Buffer.from('saved')));
    const before = filesSay(stage);
    await savedWithFiles(stage);
    remove(stage, 'Attachment', ids, true);
    const other = attach(stage, one, 'a.txt', Buffer.from('other'));
    attach(stage, two, 'a.txt', Buffer.from('saved'));
    expect((await restored(stage, { dryRun: true })).plan.files[0]?.attachments).to.include({ same: 1, insert: 1 });
    expect(await restored(stage)).to.deep.include({ kind: 'restored', failed: [] });
    remove(stage, 'Attachment', [other], true);
    expect(filesSay(stage)).to.deep.equal(before);
    expect(await restored(stage)).to.include({ kind: 'restored', written: 0 });
    expect(filesSay(stage)).to.deep.equal(before);
  });

  it('says each time that the org makes another body of one, and makes it once in a run', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    const id = attach(stage, one, 'a.txt', Buffer.from('spoilt'));
    const document = publish(stage, one, 'b.txt', Buffer.from('spoilt'));
    await savedWithFiles(stage);
    remove(stage, 'Attachment', [id], true);
    remove(stage, 'ContentDocument', [document], true);
    const spoilt = Buffer.from('SPOILT').toString('base64');
    stage.org.database.hook((write) => {
      if (write.kind !== 'insert') return undefined;
      if (write.object === 'Attachment') write.to['Body'] = spoilt;
      if (write.object === 'ContentVersion') write.to['VersionData'] = spoilt;
      return undefined;
    });
    for (const times of [1, 2]) {
      const outcome = await restored(stage);
      if (outcome.kind !== 'restoredInPart') throw new Error(`run ${times}: ${outcome.kind}`);
      expect(outcome.failed.map((each) => `${each.id} ${each.code}`)).to.have.members([
        `${id} NOT_AS_SAVED`,
        `${document} NOT_AS_SAVED`,
      ]);
      expect(stage.org.database.count('Attachment')).to.equal(times);
      expect(stage.org.database.count('ContentVersion')).to.equal(times);
    }
  });

  it('makes no version and no document twice where the org tells no checksum', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    const replaced = publish(stage, one, 'a.txt', Buffer.from('saved'));
    const gone = publish(stage, one, 'b.txt', Buffer.from('gone'));
    const silent = withOrg(stage, (org) => ({
      query: async (soql) => withoutChecksums(await org.query(soql)),
      queryWithDeleted: async (soql) => withoutChecksums(await org.queryWithDeleted(soql)),
    }));
    await savedWithFiles(stage);
    publishAgain(stage, replaced, Buffer.from('newer'));
    remove(stage, 'ContentDocument', [gone], true);
    for (const _ of ['', 'again']) {
      expect(await restored(stage, { onConflict: 'overwrite' }, silent)).to.deep.include({
        kind: 'restored',
        failed: [],
      });
      expect(stage.org.database.count('ContentVersion')).to.equal(4);
      expect(stage.org.database.count('ContentDocument')).to.equal(2);
    }
  });

  it('still says what became of the records when the connection breaks in the middle of the files', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    attach(stage, one, 'a.txt', Buffer.from('a'));
    await savedWithFiles(stage);
    remove(stage, 'Account', [one, two], true);
    const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no', fields: [] };
    stage.org.database.hook(({ object, to }) => (object === 'Account' && to['Name'] === 'Two' ? error : undefined));
    const cut = withOrg(stage, () => ({ createFile: () => Promise.reject(new Error('the line is dead')) }));
    const outcome = await restored(stage, { failedFile: 'left.csv' }, cut);
    expect(outcome, JSON.stringify(outcome)).to.include({ kind: 'restoredInPart', detail: 'the line is dead' });
    expect(outcome).to.have.deep.property('failed', [{ object: 'Account', id: two, code: error.statusCode }]);
    expect(outcome).to.have.deep.nested.property('proof.equal', 1);
    const left = await readFile(path.join(stage.directory, 'left.csv'), 'utf8');
    expect(left)
      .to.contain(`"Account","${two}","${error.statusCode}"`)
      .and.to.contain(`"Account","${one}","NOT_KNOWN"`);
  });

  it('still says which records the org refused when the connection stays broken', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    attach(stage, one, 'a.txt', Buffer.from('a'));
    await savedWithFiles(stage);
    remove(stage, 'Account', [one, two], true);
    const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no', fields: [] };
    stage.org.database.hook(({ object, to }) => (object === 'Account' && to['Name'] === 'Two' ? error : undefined));
    let isDead = false;
    const dead = withOrg(stage, (org) => ({
      createFile: () => {
        isDead = true;
        return Promise.reject(new Error('the line is dead'));
      },
      expectOrg: (...given) => (isDead ? Promise.reject(new Error('the line is dead')) : org.expectOrg(...given)),
    }));
    const outcome = await restored(stage, { failedFile: 'left.csv' }, dead);
    expect(outcome, JSON.stringify(outcome)).to.include({ kind: 'restoredInPart', detail: 'the line is dead' });
    expect(outcome).to.have.deep.property('failed', [{ object: 'Account', id: two, code: error.statusCode }]);
    expect(await readFile(path.join(stage.directory, 'left.csv'), 'utf8')).to.contain(`"Account","${two}"`);
  });

  it('names files with other versions, in a plan and in a refusal', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    const document = publish(stage, one, 'a.txt', Buffer.from('saved'));
    await savedWithFiles(stage);
    publishAgain(stage, document, Buffer.from('newer'));
    const named = [`File ${document} of Account ${one}`];
    expect((await restored(stage, { dryRun: true })).plan).to.have.deep.property('fileConflicts', named);
    expect(await restoring(stage)).to.have.deep.property('refusal', {
      reason: 'fileConflict',
      files: 1,
      examples: named,
    });
  });

  it('asks again only for files of records of which some were not as saved', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = accounts(stage, 'One', 'Two');
    const ids = [one, two].map((account) => attach(stage, account, 'a.txt', Buffer.from('saved')));
    await savedWithFiles(stage);
    remove(stage, 'Attachment', ids.slice(0, 1), true);
    const asked: string[] = [];
    const counting = withOrg(stage, (org) => ({
      queryWithDeleted: (soql) => {
        asked.push(soql);
        return org.queryWithDeleted(soql);
      },
    }));
    expect(await restored(stage, {}, counting)).to.deep.include({ kind: 'restored', failed: [] });
    const about = (id = ''): number => asked.filter((soql) => soql.includes(`'${id}'`)).length;
    expect(about(ids[1]), 'for the plan, and when it is begun').to.equal(2);
    expect(about(ids[0]), 'and for the proof').to.equal(3);
  });

  it('asks for no file where the backup holds none', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = accounts(stage, 'One');
    attach(stage, one, 'a.txt', Buffer.from('not saved'));
    await savedWithFiles(stage, { files: false });
    remove(stage, 'Account', [one], true);
    const asked: string[] = [];
    const counting = withOrg(stage, (org) => ({
      query: (soql) => org.query((asked.push(soql), soql)),
      queryWithDeleted: (soql) => org.queryWithDeleted((asked.push(soql), soql)),
    }));
    expect(await restored(stage, {}, counting)).to.deep.include({ kind: 'restored', failed: [] });
    expect(asked.filter((soql) => /FROM (?:Attachment|Content)/u.test(soql))).to.deep.equal([]);
  });
});

/** Rows as an org tells them that computed no checksum. */
const withoutChecksums = <Rows>(rows: Rows): Rows =>
  JSON.parse(JSON.stringify(rows), (name, value: unknown) => (name === 'Checksum' ? null : value)) as Rows;
