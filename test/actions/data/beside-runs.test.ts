import { expect } from 'chai';
import { diffData } from '../../../src/actions/data/diff-data.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import { watch } from '../../../src/actions/data/watch.ts';
import { tag } from '../../../src/actions/tag.ts';
import type { DataCompared, Watched } from '../../../src/release/data/data-outcome.ts';
import type { Manifest } from '../../../src/release/data/manifest.ts';
import { labels } from '../project.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';

const critical = [{ object: 'Account', critical: ['Industry'], where: "Name != 'Other'" }];

const backupsOf = async (stage: DataStage): Promise<readonly Manifest[]> => {
  const gateways = await stage.gateways();
  return (await (await gateways.backups('production')).list()).complete;
};

const watched = async (stage: DataStage): Promise<Watched> => {
  const outcome = await watch(stage.gateways, { targetOrg: stage.alias });
  if (outcome.kind !== 'watched') throw new Error(JSON.stringify(outcome));
  stage.org.clock.advance(60_000);
  return outcome;
};

const compared = async (stage: DataStage, from: string, to?: string): Promise<DataCompared> => {
  const wishes = { objects: [], fields: [], limit: 20, targetOrg: stage.alias, identity: stage.keyFile };
  const outcome = await diffData(stage.gateways, { ...wishes, from, to });
  if (outcome.kind !== 'dataCompared') throw new Error(JSON.stringify(outcome));
  return outcome;
};

describe('critical fields', function () {
  this.timeout(180_000);

  it('are saved before a deploy, so that what it wrote is found and taken back', async () => {
    await using stage = await setTheDataStage(critical);
    const { database } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'One', Industry: 'Energy' }, { Name: 'Other' }]);
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    const [backup] = await backupsOf(stage);
    expect(backup).to.include({ kind: 'watch' });
    expect(backup?.objects[0]).to.deep.include({ asked: ['Industry'], rows: 1 });
    stage.org.clock.advance(60_000);
    database.write({ object: 'Account', kind: 'update', rows: [{ Id: one, Industry: 'Banking' }] });
    const { changes } = await compared(stage, backup?.run ?? '');
    expect(changes.map(({ id, fields }) => ({ id, fields }))).to.deep.equal([
      { id: one, fields: [{ field: 'Industry', from: 'Energy', to: 'Banking' }] },
    ]);
    const wishes = { objects: [], fields: [], ids: [], onConflict: 'overwrite', insert: true, dryRun: false } as const;
    const request = { ...wishes, backup: backup?.id ?? '', targetOrg: stage.alias, identity: stage.keyFile };
    expect((await restore(stage.gateways, request, () => Promise.resolve())).kind).to.equal('restored');
    expect(database.query("SELECT Industry FROM Account WHERE Name = 'One'")[0]?.['Industry']).to.equal('Energy');
  });

  it('are saved by hand, before and after a deploy by another tool', async () => {
    await using stage = await setTheDataStage(critical);
    const { database } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    const before = await watched(stage);
    expect(before.since).to.equal(undefined);
    database.write({ object: 'Account', kind: 'update', rows: [{ Id: one, Industry: null }] });
    const after = await watched(stage);
    expect(after.since).to.equal(before.backup.id);
    const { objects } = await compared(stage, before.backup.id, after.backup.id);
    expect(objects).to.deep.equal([{ object: 'Account', created: 0, updated: 1, deleted: 0, fields: { Industry: 1 } }]);
  });

  it('that cannot be read do not stop a deploy, and are named', async () => {
    await using stage = await setTheDataStage(critical);
    stage.org.faults.force({
      operation: 'bulkQueryCreate',
      fault: { kind: 'error', code: 'EXCEEDEDQUOTA', message: 'no more jobs today' },
      on: 'always',
    });
    const outcome = await stage.deploy('1.0.0');
    expect(outcome).to.have.nested.property('notices[0].notice', 'fieldsNotWatched');
    expect(outcome.kind).to.equal('released');
  });

  it('that nobody named are refused, not taken for none', async () => {
    await using stage = await setTheDataStage();
    expect(await watch(stage.gateways, { targetOrg: stage.alias })).to.have.nested.property(
      'refusal.reason',
      'nothingToWatch',
    );
  });
});

describe('records that belong to a release', function () {
  this.timeout(180_000);

  const routes = [{ object: 'Route__c', configuration: true }];

  /** A list of settings, a hierarchy of them, and a table of ours with an external id. */
  const define = ({ database }: DataStage['org']): void => {
    const fields = [
      { name: 'Name', type: 'string', length: 38 },
      { name: 'Url__c', type: 'string', length: 80 },
    ] as const;
    database.define({ name: 'Route__c', customSetting: 'List', fields });
    database.define({
      name: 'Limits__c',
      customSetting: 'Hierarchy',
      fields: [{ name: 'Most__c', type: 'double', precision: 8, scale: 0 }],
    });
    database.define({
      name: 'Rate__c',
      fields: [
        { name: 'Code__c', type: 'string', length: 20, externalId: true, unique: true },
        { name: 'Percent__c', type: 'double', precision: 8, scale: 2 },
      ],
    });
  };

  const held = ({ org: { database } }: DataStage) => ({
    routes: database.query('SELECT Name, Url__c FROM Route__c ORDER BY Name').map(({ Name, Url__c }) => [Name, Url__c]),
    limits: database.query('SELECT SetupOwnerId, Most__c FROM Limits__c').map(({ Most__c }) => Most__c),
    rates: database
      .query('SELECT Code__c, Percent__c FROM Rate__c ORDER BY Code__c')
      .map(({ Code__c, Percent__c }) => [Code__c, Percent__c]),
  });

  it('are saved with it and come back with a rollback to it: settings by list and hierarchy, and chosen objects', async () => {
    await using stage = await setTheDataStage([
      ...routes,
      { object: 'Limits__c', configuration: true },
      { object: 'Rate__c', configuration: true },
    ]);
    const { database, orgId } = stage.org;
    define(stage.org);
    const [bank = '', gone = ''] = database.insert('Route__c', [
      { Name: 'Bank', Url__c: 'https://bank.example' },
      { Name: 'Post', Url__c: 'https://post.example' },
    ]);
    const [limit = ''] = database.insert('Limits__c', [{ SetupOwnerId: orgId, Most__c: 5 }]);
    const [rate = ''] = database.insert('Rate__c', [{ Code__c: 'A', Percent__c: 1.5 }]);
    const before = held(stage);
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.commit(labels({ Hello: 'Hi', Bye: 'Bye' }));
    expect((await stage.deploy('minor')).kind).to.equal('released');
    stage.org.clock.advance(60_000);
    database.write({ object: 'Route__c', kind: 'update', rows: [{ Id: bank, Url__c: 'https://wrong.example' }] });
    database.write({ object: 'Route__c', kind: 'hardDelete', rows: [{ Id: gone }] });
    database.write({ object: 'Limits__c', kind: 'update', rows: [{ Id: limit, Most__c: 500 }] });
    database.write({ object: 'Rate__c', kind: 'hardDelete', rows: [{ Id: rate }] });
    process.env['SF_RELEASE_IDENTITY'] = stage.key;
    const outcome = await stage.rollback().finally(() => delete process.env['SF_RELEASE_IDENTITY']);
    expect(outcome.kind, JSON.stringify(outcome)).to.equal('rolledBack');
    expect(outcome).to.have.nested.property('notices[0].notice', 'configurationRestored');
    expect(held(stage)).to.deep.equal(before);
    const kept = (await backupsOf(stage)).filter(({ kind }) => kind === 'configuration');
    expect(kept.map(({ release }) => release)).to.deep.equal([
      'production/v1.0.0',
      'production/v1.1.0',
      'production/v1.1.1',
    ]);
  });

  it('are saved with a release that another tool deployed, when it is recorded', async () => {
    await using stage = await setTheDataStage(routes);
    define(stage.org);
    stage.org.database.insert('Route__c', [{ Name: 'Bank', Url__c: 'https://bank.example' }]);
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.git('tag', '--delete', 'production/v1.0.0');
    const request = { version: '1.0.0', targetOrg: stage.alias, unverified: false };
    expect(await tag(stage.gateways, request)).to.deep.include({ kind: 'tagged', notices: [] });
    const kept = (await backupsOf(stage)).filter(({ kind }) => kind === 'configuration');
    expect(kept.map(({ release, run, objects }) => [release, run === undefined, objects[0]?.rows])).to.deep.equal([
      ['production/v1.0.0', false, 1],
      ['production/v1.0.0', true, 1],
    ]);
  });

  it('stay as they are without a private key, and the rollback says how to bring them back', async () => {
    await using stage = await setTheDataStage(routes);
    define(stage.org);
    stage.org.database.insert('Route__c', [{ Name: 'Bank', Url__c: 'https://bank.example' }]);
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.commit(labels({ Hello: 'Hi', Bye: 'Bye' }));
    expect((await stage.deploy('minor')).kind).to.equal('released');
    const outcome = await stage.rollback();
    expect(outcome.kind).to.equal('rolledBack');
    expect(outcome).to.have.nested.property('notices[0].notice', 'configurationNotRestored');
    expect(outcome).to.have.nested.property('notices[0].detail').that.contains('sf release data restore --backup');
  });
});
