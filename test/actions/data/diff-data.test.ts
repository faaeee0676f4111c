import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { backup } from '../../../src/actions/data/backup.ts';
import { diffData, type DataDiffRequest } from '../../../src/actions/data/diff-data.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import type { DataCompared } from '../../../src/release/data/data-outcome.ts';
import { parseManifest, sealedManifest } from '../../../src/release/data/manifest.ts';
import { changesFormOf } from '../../../src/report/data/changes-forms.ts';
import { dataDiffWords } from '../../../src/report/data/data-diff-words.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';

const saved = async (stage: DataStage, incremental = false): Promise<string> => {
  const request = { targetOrg: stage.alias, objects: ['Account'], incremental, plain: false, resume: false };
  const outcome = await backup(stage.gateways, request);
  if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
  stage.org.clock.advance(60 * 60_000);
  return outcome.backup.id;
};

const compared = async (stage: DataStage, given: Partial<DataDiffRequest> = {}): Promise<DataCompared> => {
  const request = {
    from: 'latest',
    targetOrg: stage.alias,
    objects: [],
    fields: [],
    limit: 20,
    identity: stage.keyFile,
  };
  const outcome = await diffData(stage.gateways, { ...request, ...given });
  if (outcome.kind !== 'dataCompared') throw new Error(JSON.stringify(outcome));
  return outcome;
};

/** One account changed, one gone, one new. */
const changedStage = async (): Promise<DataStage & { readonly ids: readonly string[] }> => {
  const stage = await setTheDataStage();
  const { database, clock } = stage.org;
  const ids = database.insert('Account', [{ Name: 'One', Industry: 'Energy' }, { Name: 'Two' }, { Name: 'Three' }]);
  clock.advance(60 * 60_000);
  await saved(stage);
  database.write({ object: 'Account', kind: 'update', rows: [{ Id: ids[0], Industry: '=HYPERLINK("x")' }] });
  database.write({ object: 'Account', kind: 'delete', rows: [{ Id: ids[1] }] });
  database.insert('Account', [{ Name: 'Four' }]);
  return Object.assign(stage, { ids });
};

describe('comparing records', function () {
  this.timeout(60_000);

  it('says what was created, updated and deleted in the org since a backup, by field', async () => {
    await using stage = await changedStage();
    const { objects, changes } = await compared(stage);
    expect(objects).to.deep.equal([{ object: 'Account', created: 1, updated: 1, deleted: 1, fields: { Industry: 1 } }]);
    expect(changes.find(({ kind }) => kind === 'updated')).to.deep.include({
      id: stage.ids[0],
      fields: [{ field: 'Industry', from: 'Energy', to: '=HYPERLINK("x")' }],
    });
    const [admin] = stage.org.database.query('SELECT Name FROM User LIMIT 1');
    expect(changes.map(({ byName }) => byName)).to.include(admin?.['Name']);
    expect((await compared(stage, { fields: ['Name'] })).objects[0]).to.include({ updated: 0, created: 1 });
  });

  it('writes a file that a spreadsheet does not execute', async () => {
    await using stage = await changedStage();
    const outcome = await compared(stage, {
      output: { file: 'changes.csv', form: changesFormOf('changes.csv') },
      limit: 1,
    });
    expect(outcome.changes).to.have.length(1);
    const rows = parse(await readFile(path.join(stage.directory, 'changes.csv')), {
      columns: true,
    }) as unknown as Record<string, string>[];
    expect(rows).to.have.length(3);
    expect(rows.find(({ Change }) => Change === 'updated')).to.include({ From: 'Energy', To: `'=HYPERLINK("x")` });
    expect(dataDiffWords(outcome)).to.contain('and 2 more').and.contain('Account.Industry: changed on 1 record');
  });

  it('reads an incremental backup on top of those before it, to compare and to restore', async () => {
    await using stage = await changedStage();
    const later = await saved(stage, true);
    const { objects } = await compared(stage, { from: later });
    expect(objects[0]).to.include({ created: 0, updated: 0, deleted: 0 });
    stage.org.database.write({
      object: 'Account',
      kind: 'update',
      rows: stage.ids.slice(2).map((Id) => ({ Id, Name: 'Drei' })),
    });
    const request = {
      backup: later,
      targetOrg: stage.alias,
      objects: [],
      fields: [],
      ids: [],
      insert: true,
      dryRun: false,
    };
    const outcome = await restore(
      stage.gateways,
      { ...request, identity: stage.keyFile, onConflict: 'overwrite' },
      () => Promise.resolve(),
    );
    expect(outcome).to.deep.include({ kind: 'restored', proof: { equal: 1, different: 0, examples: [] } });
    expect(stage.org.database.query("SELECT Id FROM Account WHERE Name = 'Three'")).to.have.length(1);
    expect(stage.org.database.count('Account')).to.equal(3);
  });

  it('names who wrote last between two backups too, from what only a key opens, and where no names are gives the id', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const [user] = database.query('SELECT Id, Name FROM User LIMIT 1');
    const name = String(user?.['Name']);
    const [one = '', two = ''] = database.insert('Account', [{ Name: 'One' }, { Name: 'Two' }]);
    const from = await saved(stage);
    database.write({ object: 'Account', kind: 'update', rows: [{ Id: one, Name: 'Eins' }] });
    const middle = await saved(stage, true);
    database.write({ object: 'Account', kind: 'update', rows: [{ Id: two, Name: 'Zwei' }] });
    const to = await saved(stage);
    const calls = stage.org.requests.length;
    expect((await compared(stage, { from, to: middle })).changes.map(({ byName }) => byName)).to.deep.equal([name]);
    expect((await compared(stage, { from, to })).changes.map(({ byName }) => byName)).to.deep.equal([name, name]);
    expect(stage.org.requests.length, 'the org is not asked').to.equal(calls);
    const folder = path.join(stage.directory, '.release-backups', 'production', to);
    expect(await readdir(folder)).to.include('users.csv.gz.age');
    for (const file of await readdir(folder))
      expect(await readFile(path.join(folder, file), 'latin1'), file).not.to.contain(name);
    const manifest = path.join(folder, 'manifest.json');
    const { users: _, sha256: __, ...older } = parseManifest(await readFile(manifest, 'utf8'));
    await writeFile(manifest, JSON.stringify(sealedManifest(older)));
    const [change] = (await compared(stage, { from, to })).changes;
    expect(change).to.include({ by: user?.['Id'] }).and.not.to.have.property('byName');
  });
});
