import { readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { expect } from 'chai';
import { backup } from '../../../src/actions/data/backup.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import type { RestoreRequest } from '../../../src/actions/data/restore-request.ts';
import type { Gateways } from '../../../src/gateways/open.ts';
import type { RestoreOutcome } from '../../../src/release/data/data-outcome.ts';
import type { Manifest } from '../../../src/release/data/manifest.ts';
import { lastRun } from '../../../src/release/journal-entry.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';

const backedUp = async (stage: DataStage, objects: readonly string[]): Promise<Manifest> => {
  const wishes = { incremental: false, plain: false, resume: false };
  const outcome = await backup(stage.gateways, { targetOrg: stage.alias, objects, ...wishes });
  if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
  stage.org.clock.advance(60_000);
  return outcome.backup;
};

const restoring = (
  stage: DataStage,
  given: Partial<RestoreRequest> = {},
  open: () => Promise<Gateways> = stage.gateways,
): Promise<RestoreOutcome> => {
  const wishes = { objects: [], fields: [], ids: [], onConflict: 'overwrite', insert: true, dryRun: false } as const;
  const request = { backup: 'latest', targetOrg: stage.alias, identity: stage.keyFile, ...wishes, ...given };
  return restore(open, request, () => Promise.resolve());
};

const fileOf = (stage: DataStage, { id, objects }: Manifest): string =>
  path.join(stage.directory, '.release-backups', 'production', id, objects[0]?.parts[0]?.file ?? '');

/** Three accounts, saved and then spoilt. */
const spoilt = async (): Promise<DataStage & { readonly saved: Manifest; readonly ids: readonly string[] }> => {
  const stage = await setTheDataStage();
  const { database } = stage.org;
  const ids = database.insert('Account', [
    { Name: 'One', Industry: 'Energy', Description: 'a\n"b",=1+1' },
    { Name: 'Two', Industry: 'Energy' },
    { Name: 'Three', Industry: 'Energy' },
  ]);
  const saved = await backedUp(stage, ['Account']);
  database.write({ object: 'Account', kind: 'update', rows: ids.map((Id) => ({ Id, Industry: null })) });
  return Object.assign(stage, { saved, ids });
};

const industries = ({ org }: DataStage): readonly unknown[] =>
  org.database.query('SELECT Industry FROM Account ORDER BY Id').map(({ Industry }) => Industry);

/** Nothing came back, and no restore is in the journal. */
const expectUntouched = async (stage: DataStage): Promise<void> => {
  expect(industries(stage)).to.deep.equal([null, null, null]);
  const gateways = await stage.gateways();
  expect(await gateways.journal('production/data').entries()).to.deep.equal([]);
};

describe('a restore that is given something wrong', function () {
  this.timeout(180_000);

  it('names the wrong key, and touches nothing', async () => {
    await using stage = await spoilt();
    const other = path.join(stage.directory, '..', 'other.txt');
    await writeFile(other, `${await generateX25519Identity()}\n`);
    expect(await restoring(stage, { identity: other })).to.include({ kind: 'outside', reason: 'identityWrong' });
    await writeFile(other, 'not a key\n');
    expect(await restoring(stage, { identity: other })).to.include({ reason: 'unreadableIdentity' });
    await expectUntouched(stage);
  });

  it('refuses a file of ids that is no CSV, or names something else', async () => {
    await using stage = await spoilt();
    const idFile = path.join(stage.directory, 'ids.csv');
    for (const text of [
      `Id\n"${stage.ids[0] ?? ''}\n`,
      `Id,Name\n${stage.ids[0] ?? ''}\n`,
      'Id\nno id\n',
      'Name\nOne\n',
    ]) {
      await writeFile(idFile, text);
      const refusal = { reason: 'noIdsInFile', file: idFile };
      expect(await restoring(stage, { idFile }), text).to.deep.equal({ kind: 'refused', refusal });
    }
    await expectUntouched(stage);
  });

  it('names the file that is cut, before anything is asked of the org', async () => {
    await using stage = await spoilt();
    const file = fileOf(stage, stage.saved);
    await truncate(file, (await readFile(file)).length - 20);
    const outcome = await restoring(stage);
    expect(outcome).to.include({ kind: 'outside', reason: 'damagedBackup' });
    expect(outcome).to.have.property('message').that.contains(path.basename(file));
    await expectUntouched(stage);
  });

  it('never takes an older backup for the latest one, whose manifest was edited', async () => {
    await using stage = await spoilt();
    const later = await backedUp(stage, ['Account']);
    const manifest = path.join(path.dirname(fileOf(stage, later)), 'manifest.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"rows": 3', '"rows": 2'));
    for (const named of ['latest', later.id])
      expect(await restoring(stage, { backup: named })).to.deep.include({
        kind: 'refused',
        refusal: {
          reason: 'backupUnreadable',
          backup: later.id,
          detail: `${manifest} cannot be used: it was edited after the backup was made.`,
        },
      });
    await expectUntouched(stage);
    expect(await restoring(stage, { backup: stage.saved.id })).to.include({ kind: 'restored' });
  });

  it('names the object that is gone', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    database.define({ name: 'Gone__c', fields: [{ name: 'Text__c', type: 'string', length: 10 }] });
    database.insert('Gone__c', [{ Text__c: 'x' }]);
    await backedUp(stage, ['Gone__c']);
    database.drop('Gone__c');
    expect(await restoring(stage)).to.deep.equal({
      kind: 'refused',
      refusal: { reason: 'objectGone', object: 'Gone__c' },
    });
  });

  it('brings back what it can where a field is gone, and says which one', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const fields = ['Stays__c', 'Goes__c'].map((name) => ({ name, type: 'string', length: 10 }) as const);
    database.define({ name: 'Thing__c', fields });
    const [Id = ''] = database.insert('Thing__c', [{ Stays__c: 'one', Goes__c: 'two' }]);
    await backedUp(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'update', rows: [{ Id, Stays__c: null }] });
    database.dropField('Thing__c', 'Goes__c');
    const outcome = await restoring(stage);
    expect(outcome).to.include({ kind: 'restored', written: 1 });
    expect(outcome)
      .to.have.nested.property('plan.objects[0].notRestored')
      .that.deep.includes({ field: 'Goes__c', because: 'fieldGone' });
    expect(database.query('SELECT Stays__c FROM Thing__c')[0]?.['Stays__c']).to.equal('one');
  });

  it('names the record whose parent is gone and in no backup, and brings back the others', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const [account = ''] = database.insert('Account', [{ Name: 'Parent' }]);
    const contacts = database.insert('Contact', [{ LastName: 'Child', AccountId: account }, { LastName: 'Other' }]);
    await backedUp(stage, ['Contact']);
    database.write({ object: 'Contact', kind: 'hardDelete', rows: contacts.map((Id) => ({ Id })) });
    database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: account }] });
    const outcome = await restoring(stage);
    expect(outcome.kind).to.equal('restoredInPart');
    expect(outcome).to.have.property('failed').that.has.length(1);
    expect(outcome).to.have.nested.property('failed[0].id', contacts[0]);
    expect(database.query('SELECT LastName FROM Contact').map(({ LastName }) => LastName)).to.deep.equal(['Other']);
  });

  it('names the record that is longer than a bulk job takes, before and afterwards, and brings back the others', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const names = ['A__c', 'B__c', 'C__c', 'D__c'];
    database.define({
      name: 'Thing__c',
      fields: names.map((name) => ({ name, type: 'textarea', length: 131_072 }) as const),
    });
    const long = Object.fromEntries(names.map((name) => [name, name.repeat(27_000)]));
    const ids = database.insert('Thing__c', [{ A__c: 'short' }, long, { D__c: 'short' }]);
    await backedUp(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'hardDelete', rows: ids.map((Id) => ({ Id })) });
    const outcome = await restoring(stage);
    expect(outcome).to.have.nested.property('plan.objects[0].tooLong', 1);
    expect(outcome)
      .to.have.property('failed')
      .that.deep.equals([{ object: 'Thing__c', id: ids[1], code: 'RECORD_TOO_LONG' }]);
    expect(database.count('Thing__c')).to.equal(2);
  });

  it('says why when the org fails a whole job, without the words that could quote a value', async () => {
    await using stage = await spoilt();
    const opened = async (): Promise<Gateways> => {
      const gateways = await stage.gateways();
      return {
        ...gateways,
        openOrg: async (alias) => ({
          ...(await gateways.openOrg(alias)),
          startBulkWrite: () => Promise.resolve(),
          awaitBulkWrite: () =>
            Promise.resolve({ state: 'Failed', processed: 0, failed: 0, message: 'InvalidBatch : Energy is wrong' }),
          bulkWriteResult: () => Promise.resolve(),
        }),
      };
    };
    const outcome = await restoring(stage, {}, opened);
    expect(outcome).to.include({ kind: 'restoredInPart' });
    expect(outcome).to.have.nested.property('failed[0].code', 'InvalidBatch');
    expect(JSON.stringify(outcome)).not.to.contain('Energy');
    const gateways = await stage.gateways();
    const run = lastRun(await gateways.journal('production/data').entries());
    expect(run?.ending).to.equal('failed');
    expect(run?.entries.filter(({ kind }) => kind === 'intended')).to.have.length(1);
  });

  it('sends nothing when the disk is full before what would be replaced is saved, and the journal says so', async () => {
    await using stage = await spoilt();
    expect(await restoring(stage, {}, () => onFullDisk(stage))).to.include({
      kind: 'outside',
      reason: 'unwritableBackup',
    });
    expect(industries(stage)).to.deep.equal([null, null, null]);
    const gateways = await stage.gateways();
    const run = lastRun(await gateways.journal('production/data').entries());
    expect(run?.ending).to.equal('nothingSent');
    expect((await (await gateways.backups('production')).list()).complete).to.have.length(1);
    expect(await restoring(stage)).to.include({ kind: 'restored' });
  });
});

/** Gateways to a store in which the next file of rows meets the end of the disk. */
const onFullDisk = async (stage: DataStage): Promise<Gateways> => {
  const gateways = await stage.gateways();
  return {
    ...gateways,
    backups: async (environment) => {
      const store = await gateways.backups(environment);
      return {
        ...store,
        write: async (draft) => {
          const writing = await store.write(draft);
          const file = path.join(store.folder, draft.body.id, 'Account-0001.csv.gz.age.partial');
          await symlink('/dev/full', file);
          return writing;
        },
      };
    },
  };
};
