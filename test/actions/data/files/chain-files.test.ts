import { expect } from 'chai';
import { restore } from '../../../../src/actions/data/restore.ts';
import type { Restored } from '../../../../src/release/data/data-outcome.ts';
import { setTheDataStage, type DataStage } from '../data-stage.ts';
import { attach, filesSay, publish, savedWithFiles } from './files-stage.ts';

const restoredLatest = async (stage: DataStage): Promise<Restored> => {
  const request = { backup: 'latest', targetOrg: stage.alias, objects: [], fields: [], ids: [] };
  const wishes = { identity: stage.keyFile, onConflict: 'stop', insert: true, dryRun: false } as const;
  const outcome = await restore(stage.gateways, { ...request, ...wishes }, () => Promise.resolve());
  if (!('plan' in outcome)) throw new Error(JSON.stringify(outcome));
  expect(outcome).to.include({ kind: 'restored' });
  return outcome;
};

const removeForGood = ({ org: { database } }: DataStage, object: string, id: string): void => {
  database.write({ object, kind: 'hardDelete', rows: [{ Id: id }], options: { system: true } });
};

/** Accounts with an attachment and a document each. */
const furnished = (stage: DataStage, ...names: readonly string[]): readonly string[] => {
  const ids = stage.org.database.insert(
    'Account',
    names.map((Name) => ({ Name })),
  );
  for (const [at, id] of ids.entries()) {
    attach(stage, id, `${names[at] ?? ''}.txt`, Buffer.from(`attached to ${names[at] ?? ''}`));
    publish(stage, id, `${names[at] ?? ''}.pdf`, Buffer.from(`published on ${names[at] ?? ''}`));
  }
  return ids;
};

describe('files of an incremental backup', function () {
  this.timeout(60_000);

  it('are those of the backups before it, for a record that was gone when it was made', async () => {
    await using stage = await setTheDataStage();
    const [gone = '', lost = ''] = furnished(stage, 'Gone', 'Lost', 'There');
    const before = filesSay(stage);
    await savedWithFiles(stage);
    removeForGood(stage, 'Account', gone);
    await savedWithFiles(stage, { incremental: true });
    removeForGood(stage, 'Account', lost);
    await savedWithFiles(stage, { incremental: true });
    expect(filesSay(stage)).to.have.length(2);
    const { plan } = await restoredLatest(stage);
    expect(plan.files.map(({ attachments, files }) => [attachments.insert, files.link])).to.deep.equal([[2, 2]]);
    expect(filesSay(stage)).to.deep.equal(before);
  });

  it('are those of the backups before it, for a record that does not meet its condition any more', async () => {
    await using stage = await setTheDataStage([{ object: 'Account', where: "Name LIKE 'Meant%'" }]);
    const { database } = stage.org;
    const [aged = '', kept = ''] = furnished(stage, 'Meant but aged', 'Meant');
    await savedWithFiles(stage);
    database.write({ object: 'Account', kind: 'update', rows: [{ Id: aged, Name: 'Aged' }] });
    const attachmentOf = (id: string): string =>
      String(database.query(`SELECT Id FROM Attachment WHERE ParentId = '${id}'`)[0]?.['Id']);
    removeForGood(stage, 'Attachment', attachmentOf(kept));
    await savedWithFiles(stage, { incremental: true });
    database.write({ object: 'Account', kind: 'update', rows: [{ Id: aged, Name: 'Meant but aged' }] });
    removeForGood(stage, 'Attachment', attachmentOf(aged));
    const { plan } = await restoredLatest(stage);
    expect(plan.files[0]?.attachments, 'one went before the newest backup, on purpose').to.include({ insert: 1 });
    expect(filesSay(stage).filter((line) => line.includes('attachment'))).to.have.length(1);
  });

  it('are listed anew when nobody says so again: what people deleted since stays deleted', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'One' }]);
    const attachment = attach(stage, one, 'unwanted.txt', Buffer.from('unwanted'));
    await savedWithFiles(stage);
    removeForGood(stage, 'Attachment', attachment);
    const { backup } = await savedWithFiles(stage, { incremental: true, files: false });
    expect(backup.files?.lists.map(({ kind, rows }) => [kind, rows])).to.deep.equal([
      ['attachments', 0],
      ['links', 0],
    ]);
    const { plan } = await restoredLatest(stage);
    expect(plan.files[0]?.attachments).to.include({ insert: 0, gone: 0 });
    expect(filesSay(stage)).to.deep.equal([]);
  });
});
