import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { openGatewaysAt } from '../../../src/gateways/open.ts';
import { lastRun } from '../../../src/release/journal-entry.ts';
import { textField } from '../project.ts';
import { options } from '../stage.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';
import { attach, publish } from './files/files-stage.ts';

const secret = 'nobody else may read this';

/** 1.1.0 adds a field; people write into it. */
const releasedAndUsed = async (): Promise<DataStage> => {
  const stage = await setTheDataStage();
  expect((await stage.deploy('1.0.0')).kind).to.equal('released');
  await stage.commit(textField('Thing__c', 'Risk__c'));
  expect((await stage.deploy('minor')).kind).to.equal('released');
  stage.org.database.insert('Thing__c', [
    { Name: 'one', Risk__c: secret },
    { Name: 'two' },
    { Name: 'three', Risk__c: '=1+1\n"quoted"' },
  ]);
  return stage;
};

const accepting = { options: { ...options, acceptDataLoss: ['CustomField:Thing__c.Risk__c'] } };

const journalText = async (stage: DataStage): Promise<string> =>
  stage.git('log', '-p', '--root', 'refs/release/production/journal');

const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${body}</${root}>\n`;

const place = 'force-app/main/default/objects/Thing__c';

const picklist = (...values: readonly string[]): Record<string, string> => ({
  [`${place}/fields/Kind__c.field-meta.xml`]: xml(
    'CustomField',
    `<fullName>Kind__c</fullName><label>Kind</label><type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted>${values
      .map((value) => `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`)
      .join('')}</valueSetDefinition></valueSet>`,
  ),
});

const extra = xml(
  'CustomObject',
  '<deploymentStatus>Deployed</deploymentStatus><label>Extra</label><nameField><label>Name</label><type>Text</type></nameField>' +
    '<pluralLabel>Extras</pluralLabel><sharingModel>ReadWrite</sharingModel>',
);

const recordType = (name: string): Record<string, string> => ({
  [`${place}/recordTypes/${name}.recordType-meta.xml`]: xml(
    'RecordType',
    `<fullName>${name}</fullName><active>true</active><label>${name}</label>`,
  ),
});

describe('a rollback that destroys values', function () {
  this.timeout(60_000);

  it('saves attachments and files too of records that go with their object, where release.yaml says so', async () => {
    await using stage = await setTheDataStage([{ object: 'Extra__c', files: true }]);
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.commit({ 'force-app/main/default/objects/Extra__c/Extra__c.object-meta.xml': extra });
    expect((await stage.deploy('minor')).kind).to.equal('released');
    const [row = ''] = stage.org.database.insert('Extra__c', [{ Name: 'one' }]);
    attach(stage, row, 'secret.txt', Buffer.from(secret));
    publish(stage, row, 'secret.pdf', Buffer.from(secret));
    const outcome = await stage.rollback({ options: { ...options, acceptDataLoss: ['CustomObject:Extra__c'] } });
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('rolledBack');
    expect(stage.org.database.describe('Extra__c')).to.equal(undefined);
    const [backup] = (await (await (await stage.gateways()).backups('production')).list()).complete;
    expect(backup?.files?.lists.map(({ kind, rows }) => [kind, rows])).to.deep.equal([
      ['attachments', 1],
      ['links', 1],
    ]);
    expect(backup?.files?.packs.map(({ rows }) => rows)).to.deep.equal([2]);
    expect(await journalText(stage))
      .to.contain(backup!.sha256)
      .and.not.contain('secret')
      .and.not.contain(row);
  });

  it('sends nothing while the org does not give the body of a file that would go', async () => {
    await using stage = await setTheDataStage([{ object: 'Extra__c', files: true }]);
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.commit({ 'force-app/main/default/objects/Extra__c/Extra__c.object-meta.xml': extra });
    expect((await stage.deploy('minor')).kind).to.equal('released');
    const { database } = stage.org;
    const [row = ''] = database.insert('Extra__c', [{ Name: 'one' }]);
    publish(stage, row, 'corrupt.pdf', Buffer.from('abc'));
    database.tables.store('ContentVersion')?.set(0, 'versiondata', Buffer.from('abd').toString('base64'));
    const outcome = await stage.rollback({ options: { ...options, acceptDataLoss: ['CustomObject:Extra__c'] } });
    expect(outcome).to.have.nested.property('refusal.reason', 'dataNotSaved');
    expect(outcome).to.have.nested.property('refusal.detail').that.contains('NOT_AS_LISTED');
    expect(database.count('Extra__c')).to.equal(1);
  });

  it('saves them first, with the receipt in the journal and no value anywhere in it', async () => {
    await using stage = await releasedAndUsed();
    const outcome = await stage.rollback(accepting);
    expect(outcome.kind, JSON.stringify(outcome, undefined, 1)).to.equal('rolledBack');
    expect(stage.org.database.describe('Thing__c')?.fields.some(({ name }) => name === 'Risk__c')).to.equal(false);
    const gateways = await stage.gateways();
    const run = lastRun(await gateways.journal('production').entries());
    const receipt = run?.entries.find((entry) => entry.kind === 'done' && entry.step === 'saveData');
    const steps = run?.entries.map((entry) => ('step' in entry ? entry.step : entry.kind)) ?? [];
    expect(steps.indexOf('saveData')).to.be.above(0).and.below(steps.indexOf('submit'));
    const store = await gateways.backups('production');
    const [backup] = (await store.list()).complete;
    expect(receipt?.kind === 'done' && receipt.evidence).to.include({
      backup: backup!.id,
      manifest: backup!.sha256,
      rows: 2,
    });
    expect(await journalText(stage))
      .to.contain(backup!.sha256)
      .and.not.contain(secret);
    const rows: Buffer[] = [];
    for await (const piece of store.read(
      backup!,
      backup!.objects[0]!.parts[0]!,
      await gateways.identities(stage.keyFile),
    ))
      rows.push(Buffer.from(piece));
    const table = parse(Buffer.concat(rows), { columns: true }) as unknown as Record<string, string>[];
    expect(table.map((row) => row['Risk__c'])).to.have.members([secret, '=1+1\n"quoted"']);
    expect(table[0]).to.include.keys('Id', 'Name', 'SystemModstamp');
  });

  it('is refused while nothing says to whom values are encrypted, and then writes nothing', async () => {
    await using stage = await releasedAndUsed();
    await rm(path.join(stage.directory, 'release.yaml'));
    const before = await stage.git('for-each-ref');
    expect(await stage.rollback(accepting)).to.deep.equal({
      kind: 'refused',
      refusal: { reason: 'backupNotConfigured', objects: ['Thing__c'] },
    });
    expect(await stage.git('for-each-ref')).to.equal(before);
    expect(await stage.rollback({ ...accepting, dryRun: true })).to.include({ kind: 'planned' });
  });

  it('sends nothing when rows cannot be saved, and leaves no run open', async () => {
    await using stage = await releasedAndUsed();
    stage.org.faults.force({
      operation: 'bulkQueryCreate',
      fault: { kind: 'error', code: 'EXCEEDEDQUOTA', message: 'no more jobs today' },
      on: 'always',
    });
    const outcome = await stage.rollback(accepting);
    expect(outcome).to.have.nested.property('refusal.reason', 'dataNotSaved');
    const run = lastRun(await (await stage.gateways()).journal('production').entries());
    expect(run?.ending).to.equal('nothingSent');
    expect(stage.org.database.countValues('Thing__c', 'Risk__c')).to.equal(2);
  });

  it('sends nothing when the user may not see the field', async () => {
    await using stage = await releasedAndUsed();
    const opened = async () => {
      const gateways = await openGatewaysAt(stage.directory);
      return {
        ...gateways,
        openOrg: async (alias?: string) => {
          const org = await gateways.openOrg(alias);
          const describeObject: typeof org.describeObject = async (object) => {
            const facts = await org.describeObject(object);
            return { ...facts, fields: facts.fields.filter(({ name }) => name !== 'Risk__c') };
          };
          return { ...org, describeObject };
        },
      };
    };
    const { rollback } = await import('../../../src/actions/rollback.ts');
    const request = { targetOrg: stage.alias, dryRun: false, waiting: { minutes: 1 }, ...accepting };
    const outcome = await rollback(opened, request, () => Promise.resolve());
    expect(outcome).to.have.nested.property('refusal.what', 'Thing__c.Risk__c');
  });

  it('saves as a precaution what picklist values and record types hold that become inactive', async () => {
    await using stage = await setTheDataStage();
    await stage.commit(picklist('Red'));
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    await stage.commit({ ...picklist('Red', 'Green'), ...recordType('Partner') });
    expect((await stage.deploy('minor')).kind).to.equal('released');
    const { database } = stage.org;
    const [type] = database.query("SELECT Id FROM RecordType WHERE DeveloperName = 'Partner'");
    database.insert('Thing__c', [
      { Name: 'one', Kind__c: 'Green' },
      { Name: 'two', RecordTypeId: type?.['Id'] },
      { Name: 'three' },
    ]);
    expect((await stage.rollback()).kind).to.equal('rolledBack');
    const gateways = await stage.gateways();
    const store = await gateways.backups('production');
    const [backup] = (await store.list()).complete;
    expect(backup?.objects.map(({ object, rows }) => [object, rows])).to.deep.equal([['Thing__c', 2]]);
    expect(database.countValues('Thing__c', 'Kind__c'), 'nothing was destroyed').to.equal(1);
  });

  it('keeps the field and saves nothing when the loss was not accepted', async () => {
    await using stage = await releasedAndUsed();
    expect((await stage.rollback()).kind).to.equal('nothingToDo');
    expect(stage.org.database.countValues('Thing__c', 'Risk__c')).to.equal(2);
    const journal = await journalText(stage);
    expect(journal).not.to.contain('saveData');
    await readFile(path.join(stage.directory, '.release-backups', '.gitignore')).then(
      () => expect.fail('a store was made'),
      () => undefined,
    );
  });
});
