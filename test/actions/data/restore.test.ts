import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { backup } from '../../../src/actions/data/backup.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import type { OpenGateways } from '../../../src/actions/walk.ts';
import type { RestoreRequest } from '../../../src/actions/data/restore-request.ts';
import type { Restored, RestoreOutcome } from '../../../src/release/data/data-outcome.ts';
import { refuseRows } from '../../../src/practice-org/records/write/row-faults.ts';
import { setTheStage } from '../stage.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';

const saved = async (stage: DataStage, objects: readonly string[]): Promise<string> => {
  const outcome = await backup(stage.gateways, {
    targetOrg: stage.alias,
    objects,
    incremental: false,
    plain: false,
    resume: false,
  });
  if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
  stage.org.clock.advance(60_000);
  return outcome.backup.id;
};

const restoring = (
  stage: DataStage,
  given: Partial<RestoreRequest> = {},
  consent: () => Promise<void> = () => Promise.resolve(),
  open: OpenGateways = stage.gateways,
): Promise<RestoreOutcome> => {
  stage.org.clock.advance(1000); // so that what was just written is not of the second of the reading
  return restore(
    open,
    {
      backup: 'latest',
      targetOrg: stage.alias,
      objects: [],
      fields: [],
      ids: [],
      onConflict: 'stop',
      insert: true,
      identity: stage.keyFile,
      dryRun: false,
      ...given,
    },
    consent,
  );
};

const restored = async (
  stage: DataStage,
  given: Partial<RestoreRequest> = {},
  consent?: () => Promise<void>,
  open?: OpenGateways,
): Promise<Restored> => {
  const outcome = await restoring(stage, given, consent, open);
  if (!('plan' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
};

/** Gateways to an org in which something happens when a bulk job has ended. */
const meddledWith =
  (stage: DataStage, meddle: () => void): OpenGateways =>
  async () => {
    const gateways = await stage.gateways();
    return {
      ...gateways,
      openOrg: async (alias) => {
        const org = await gateways.openOrg(alias);
        const awaitBulkWrite: typeof org.awaitBulkWrite = async (job) => {
          const state = await org.awaitBulkWrite(job);
          meddle();
          return state;
        };
        return { ...org, awaitBulkWrite };
      },
    };
  };

const accounts = ({ org }: DataStage): readonly Record<string, unknown>[] =>
  org.database
    .query('SELECT Id, Name, Industry, Description, ParentId FROM Account ORDER BY Name')
    .map(({ Id, Name, Industry, Description, ParentId }) => ({ Id, Name, Industry, Description, ParentId }));

const industries = ({ org }: DataStage): readonly unknown[] =>
  org.database.query('SELECT Industry FROM Account ORDER BY Id').map(({ Industry }) => Industry);

const withoutIds = (rows: readonly Record<string, unknown>[]) =>
  rows.map(({ Name, Industry, Description }) => ({ Name, Industry, Description }));

const update = (stage: DataStage, rows: readonly Record<string, unknown>[]): void => {
  stage.org.database.write({ object: 'Account', kind: 'update', rows });
};

/** Writes at a moment of the org's clock, which then goes on as if nothing had happened. */
const updateAt = (stage: DataStage, moment: number, rows: readonly Record<string, unknown>[]): void => {
  const { clock } = stage.org;
  const away = moment - clock.now().getTime();
  clock.advance(away);
  update(stage, rows);
  clock.advance(-away);
};

const keyedFields = [
  { name: 'Key__c', type: 'string', length: 20, externalId: true, unique: true },
  { name: 'Text__c', type: 'string', length: 20 },
  { name: 'Next__c', type: 'reference', referenceTo: ['Thing__c'], relationshipName: 'Next__r' },
] as const;

describe('restoring', function () {
  this.timeout(120_000);

  it('writes back what was changed, proves it, and saves what it replaced so that it can be undone', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = stage.org.database.insert('Account', [
      { Name: 'One', Industry: 'Energy', Description: 'line\n"quoted", =1+1' },
      { Name: 'Two' },
      { Name: 'Three', Industry: 'Banking' },
    ]);
    const before = accounts(stage);
    await saved(stage, ['Account']);
    update(stage, [
      { Id: one, Industry: 'Banking', Description: null },
      { Id: two, Industry: 'Energy' },
    ]);
    const changed = accounts(stage);
    const refused = await restoring(stage);
    expect(refused).to.have.nested.property('refusal.reason', 'dataConflict');
    expect(accounts(stage)).to.deep.equal(changed);
    const outcome = await restored(stage, { onConflict: 'overwrite' });
    expect(outcome).to.deep.include({ kind: 'restored', proof: { equal: 2, different: 0, examples: [] } });
    expect(accounts(stage)).to.deep.equal(before);
    if (outcome.kind !== 'restored') throw new Error(outcome.kind);
    await restored(stage, { backup: outcome.undo ?? '', onConflict: 'overwrite' });
    expect(accounts(stage)).to.deep.equal(changed);
  });

  it('leaves rows alone that somebody wrote since, when asked to', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = stage.org.database.insert('Account', [
      { Name: 'One', Industry: 'Energy' },
      { Name: 'Two', Industry: 'Energy' },
    ]);
    await saved(stage, ['Account']);
    update(stage, [
      { Id: one, Industry: 'Banking' },
      { Id: two, Industry: null },
    ]);
    const outcome = await restored(stage, { onConflict: 'skip' });
    expect(outcome.kind).to.equal('restored');
    expect(accounts(stage).map(({ Industry }) => Industry)).to.deep.equal(['Banking', 'Energy']);
  });

  it('sees what somebody wrote while a person was reading the plan', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = stage.org.database.insert('Account', [
      { Name: 'One', Industry: 'Energy' },
      { Name: 'Two', Industry: 'Energy' },
    ]);
    await saved(stage, ['Account']);
    update(stage, [{ Id: one, Industry: null }]);
    stage.org.clock.advance(60_000);
    const meanwhile = (): Promise<void> => {
      update(stage, [{ Id: two, Industry: 'Banking' }]);
      return Promise.resolve();
    };
    expect(await restoring(stage, {}, meanwhile)).to.have.nested.property('refusal.reason', 'dataConflict');
    expect(industries(stage)).to.deep.equal([null, 'Banking']);
    const outcome = await restored(stage, { onConflict: 'overwrite' }, () => {
      update(stage, [{ Id: one, Industry: 'Retail' }]);
      return Promise.resolve();
    });
    expect(outcome).to.include({ kind: 'restored', written: 2 });
    expect(outcome.plan).to.have.property('automation');
    expect(industries(stage)).to.deep.equal(['Energy', 'Energy']);
    if (outcome.kind !== 'restored') throw new Error(outcome.kind);
    await restored(stage, { backup: outcome.undo ?? '', onConflict: 'overwrite' });
    expect(industries(stage)).to.deep.equal(['Retail', 'Banking']);
  });

  it('sees what somebody wrote in the very second in which the rows were read, whose stamp is the same', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    await saved(stage, ['Account']);
    const second = stage.org.clock.now().getTime() + 30_000;
    updateAt(stage, second, [{ Id: one, Industry: null }]);
    const meanwhile = (): Promise<void> => {
      updateAt(stage, second, [{ Id: one, Industry: 'Retail' }]);
      return Promise.resolve();
    };
    expect(await restoring(stage, {}, meanwhile)).to.have.nested.property('refusal.reason', 'dataConflict');
    expect(industries(stage)).to.deep.equal(['Retail']);
  });

  it('sees what somebody wrote while the rows were read once more', async () => {
    await using stage = await setTheDataStage();
    const [one = '', two = ''] = stage.org.database.insert('Account', [
      { Name: 'One', Industry: 'Energy' },
      { Name: 'Two', Industry: 'Energy' },
    ]);
    await saved(stage, ['Account']);
    update(stage, [{ Id: one, Industry: null }]);
    stage.org.clock.advance(60_000);
    let pages = 0;
    const open: OpenGateways = async () => {
      const gateways = await stage.gateways();
      const openOrg: typeof gateways.openOrg = async (alias) => {
        const org = await gateways.openOrg(alias);
        const bulkQueryPage: typeof org.bulkQueryPage = async (...given) => {
          const page = await org.bulkQueryPage(...given);
          pages += 1;
          // the plan's reading, what was written since, and all of it once more
          if (pages === 3) update(stage, [{ Id: one, Industry: 'Retail' }]);
          return page;
        };
        return { ...org, bulkQueryPage };
      };
      return { ...gateways, openOrg };
    };
    const meanwhile = (): Promise<void> => {
      update(stage, [{ Id: two, Name: 'Zwei' }]);
      return Promise.resolve();
    };
    const outcome = await restoring(stage, { fields: ['Industry'] }, meanwhile, open);
    expect(outcome).to.have.nested.property('refusal.reason', 'dataConflict');
    expect(industries(stage)).to.deep.equal(['Retail', 'Energy']);
  });

  it('takes a row for written since that was written in the very second in which it was saved', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    const second = stage.org.clock.now().getTime() + 30_000;
    updateAt(stage, second, [{ Id: one, Industry: 'Banking' }]);
    await saved(stage, ['Account']);
    updateAt(stage, second, [{ Id: one, Industry: 'Retail' }]);
    expect(await restoring(stage)).to.have.nested.property('refusal.reason', 'dataConflict');
    expect(industries(stage)).to.deep.equal(['Retail']);
  });

  it('reads rows without stamps once more before it replaces them: nothing says whether somebody wrote', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    const unstamped: OpenGateways = async () => {
      const gateways = await stage.gateways();
      const openOrg: typeof gateways.openOrg = async (alias) => {
        const org = await gateways.openOrg(alias);
        const describeObject: typeof org.describeObject = async (object) => {
          const facts = await org.describeObject(object);
          return { ...facts, fields: facts.fields.filter(({ name }) => name !== 'SystemModstamp') };
        };
        return { ...org, describeObject };
      };
      return { ...gateways, openOrg };
    };
    await saved(stage, ['Account']);
    update(stage, [{ Id: one, Industry: null }]);
    const meanwhile = (): Promise<void> => {
      update(stage, [{ Id: one, Industry: 'Retail' }]);
      return Promise.resolve();
    };
    const outcome = await restored(stage, { onConflict: 'overwrite' }, meanwhile, unstamped);
    if (outcome.kind !== 'restored') throw new Error(outcome.kind);
    await restored(stage, { backup: outcome.undo ?? '', onConflict: 'overwrite' });
    expect(industries(stage)).to.deep.equal(['Retail']);
  });

  it('reads the rows once before it writes, and afterwards only those that it wrote', async () => {
    await using stage = await setTheDataStage();
    const ids = stage.org.database.insert(
      'Account',
      Array.from({ length: 50 }, (_, at) => ({ Name: `Account ${at}`, Industry: 'Energy' })),
    );
    await saved(stage, ['Account']);
    stage.org.clock.advance(3_600_000);
    update(stage, [{ Id: ids[7], Industry: null }]);
    stage.org.clock.advance(3_600_000);
    const before = stage.org.requests.length;
    expect(await restored(stage)).to.include({ kind: 'restored', written: 1 });
    const looks = stage.org.requests.slice(before).filter(({ operation }) => operation === 'bulkQueryStatus');
    const rows = new Map(
      looks.map(({ path: job, responseBody = '' }) => [job, /"numberRecordsProcessed":(\d+)/u.exec(responseBody)?.[1]]),
    );
    expect([...rows.values()]).to.deep.equal(['50', '0', '1']);
  });

  it('brings back what was deleted: under its id from the Recycle Bin, anew when it is gone for good', async () => {
    await using stage = await setTheDataStage();
    const database = stage.org.database;
    const [parent = '', child = '', binned = ''] = database.insert('Account', [
      { Name: 'A parent', Industry: 'Energy' },
      { Name: 'B child' },
      { Name: 'C binned', Industry: 'Banking' },
      { Name: 'D stays' },
    ]);
    update(stage, [
      { Id: child, ParentId: parent },
      { Id: parent, ParentId: child },
    ]);
    const [contact = ''] = database.insert('Contact', [{ LastName: 'Lovelace', AccountId: parent }]);
    const before = accounts(stage);
    await saved(stage, ['Contact', 'Account']);
    database.write({ object: 'Contact', kind: 'hardDelete', rows: [{ Id: contact }] });
    database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: parent }, { Id: child }] });
    database.write({ object: 'Account', kind: 'delete', rows: [{ Id: binned }] });
    const planned = await restored(stage, { dryRun: true });
    expect(
      planned.plan.objects.map(({ object, undelete, insert, same }) => ({ object, undelete, insert, same })),
    ).to.deep.equal([
      { object: 'Account', undelete: 1, insert: 2, same: 1 },
      { object: 'Contact', undelete: 0, insert: 1, same: 0 },
    ]);
    expect(database.count('Account')).to.equal(1);
    const outcome = await restored(stage);
    expect(outcome, JSON.stringify(outcome)).to.deep.include({
      kind: 'restored',
      proof: { equal: 4, different: 0, examples: [] },
    });
    const now = accounts(stage);
    expect(withoutIds(now)).to.deep.equal(withoutIds(before));
    expect(now[2]?.['Id']).to.equal(binned);
    expect([now[0]?.['ParentId'], now[1]?.['ParentId']]).to.deep.equal([now[1]?.['Id'], now[0]?.['Id']]);
    expect(database.query('SELECT AccountId FROM Contact')[0]?.['AccountId']).to.equal(now[0]?.['Id']);
    await restored(stage);
    expect(database.count('Account'), 'a second time').to.equal(4);
    expect(database.count('Contact'), 'a second time').to.equal(1);
  });

  it('makes a row anew that is in the Recycle Bin while its parent is gone for good, and not twice', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const [parent = ''] = database.insert('Account', [{ Name: 'Parent' }]);
    const [child = '', other = ''] = database.insert('Contact', [
      { LastName: 'Child', AccountId: parent },
      { LastName: 'Other' },
    ]);
    await saved(stage, ['Account', 'Contact']);
    database.write({ object: 'Contact', kind: 'delete', rows: [{ Id: child }, { Id: other }] });
    database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: parent }] });
    const left = await restored(stage, { insert: false });
    if (left.kind !== 'restoredInPart') throw new Error(left.kind);
    expect(left.failed).to.deep.equal([{ object: 'Contact', id: child, code: 'UNDELETE_FAILED' }]);
    const outcome = await restored(stage);
    expect(outcome, JSON.stringify(outcome)).to.deep.include({ kind: 'restored' });
    const contacts = () =>
      database
        .query('SELECT Id, LastName, Account.Name FROM Contact ORDER BY LastName')
        .map(({ LastName, Account }) => [LastName, (Account as { Name?: string } | null)?.Name]);
    const whole = [
      ['Child', 'Parent'],
      ['Other', undefined],
    ];
    expect(contacts()).to.deep.equal(whole);
    expect(database.query("SELECT Id FROM Contact WHERE LastName = 'Other'")[0]?.['Id']).to.equal(other);
    expect((await restored(stage)).kind).to.equal('restored');
    expect(contacts(), 'a second time').to.deep.equal(whole);
  });

  it('saves all that it replaces of a row that somebody made again, whatever fields are asked for', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    database.define({
      name: 'Thing__c',
      fields: [
        { name: 'Key__c', type: 'string', length: 20, externalId: true, unique: true },
        { name: 'Text__c', type: 'string', length: 20 },
        { name: 'Other__c', type: 'string', length: 20 },
      ],
    });
    const [gone = ''] = database.insert('Thing__c', [{ Key__c: 'K', Text__c: 'saved', Other__c: 'saved' }]);
    await saved(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'hardDelete', rows: [{ Id: gone }] });
    database.insert('Thing__c', [{ Key__c: 'K', Text__c: 'typed since', Other__c: 'typed since' }]);
    const texts = () =>
      database.query('SELECT Text__c, Other__c FROM Thing__c').map(({ Text__c, Other__c }) => [Text__c, Other__c]);
    const outcome = await restored(stage, { fields: ['Text__c'], onConflict: 'overwrite' });
    if (outcome.kind !== 'restored') throw new Error(outcome.kind);
    expect(texts()).to.deep.equal([['saved', 'saved']]);
    await restored(stage, { backup: outcome.undo ?? '', onConflict: 'overwrite' });
    expect(texts()).to.deep.equal([['typed since', 'typed since']]);
  });

  it('takes a row that somebody made again under its external id for a conflict, where a value would be replaced', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    database.define({ name: 'Thing__c', fields: keyedFields });
    const keys = ['K1', 'K2', 'K3'];
    const ids = database.insert(
      'Thing__c',
      keys.map((Key__c) => ({ Key__c, Text__c: 'saved' })),
    );
    await saved(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'hardDelete', rows: ids.map((Id) => ({ Id })) });
    const [again = ''] = database.insert('Thing__c', [{ Key__c: 'k1', Text__c: 'typed since' }, { Key__c: 'K2' }]);
    const texts = () => database.query('SELECT Text__c FROM Thing__c ORDER BY Key__c').map(({ Text__c }) => Text__c);
    const { plan } = await restored(stage, { dryRun: true });
    expect(plan.objects[0]).to.include({ conflict: 1, madeAgain: 1, insert: 2 });
    expect(plan.conflicts).to.deep.equal([`Thing__c ${again}: Text__c`]);
    expect(await restoring(stage)).to.have.nested.property('refusal.reason', 'dataConflict');
    expect(texts()).to.deep.equal(['typed since', null]);
    expect(await restored(stage, { onConflict: 'skip' })).to.include({ kind: 'restored', written: 2 });
    expect(texts()).to.deep.equal(['typed since', 'saved', 'saved']);
    expect(await restored(stage, { onConflict: 'overwrite' })).to.include({ kind: 'restored' });
    expect(texts()).to.deep.equal(['saved', 'saved', 'saved']);
  });

  it('does not take what an earlier try made for what somebody made again', async () => {
    await using stage = await setTheDataStage();
    const { database, faults } = stage.org;
    database.define({ name: 'Thing__c', fields: keyedFields });
    const ids = database.insert(
      'Thing__c',
      ['K1', 'K2', 'K3'].map((Key__c) => ({ Key__c, Text__c: 'saved' })),
    );
    const named = ids.map((Id, at) => ({ Id, Next__c: ids[(at + 1) % 3] }));
    database.write({ object: 'Thing__c', kind: 'update', rows: named });
    await saved(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'hardDelete', rows: ids.map((Id) => ({ Id })) });
    const whole = () =>
      database
        .query('SELECT Key__c, Next__r.Key__c FROM Thing__c ORDER BY Key__c')
        .map(({ Key__c, Next__r }) => [Key__c, (Next__r as { Key__c?: unknown } | null)?.Key__c]);
    const fault = { kind: 'error', code: 'X', message: 'x' } as const;
    faults.force({ operation: 'bulkIngestCreate', fault, on: { from: 2 } });
    expect(await restoring(stage)).to.include({ kind: 'restoredInPart' });
    expect(database.count('Thing__c')).to.equal(3);
    faults.clear();
    expect(await restored(stage)).to.include({ kind: 'restored' });
    const circle = [
      ['K1', 'K2'],
      ['K2', 'K3'],
      ['K3', 'K1'],
    ];
    expect(whole()).to.deep.equal(circle);
    expect((await restored(stage)).kind, 'a second time').to.equal('restored');
    expect(whole(), 'a second time').to.deep.equal(circle);
  });

  it('never calls a row restored that the org changed, deleted or made otherwise while it was written', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const names = ['Changed', 'Deleted', 'Destroyed', 'Kept', 'Gone'];
    const ids = database.insert(
      'Account',
      names.map((Name) => ({ Name, Industry: 'Energy' })),
    );
    const [changed = '', deleted = '', destroyed = '', , gone = ''] = ids;
    await saved(stage, ['Account']);
    const emptied = ids.slice(0, 4).map((Id) => ({ Id, Industry: null }));
    update(stage, emptied);
    const wishes = { failedFile: 'left.csv', onConflict: 'overwrite' } as const;
    const updated = await restored(
      stage,
      wishes,
      undefined,
      meddledWith(stage, () => {
        update(stage, [{ Id: changed, Industry: 'Retail' }]);
        database.write({ object: 'Account', kind: 'delete', rows: [{ Id: deleted }] });
        database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: destroyed }] });
      }),
    );
    const examples = [changed, deleted, destroyed].map((id) => `Account ${id}`);
    const proof = { equal: 1, different: 3, examples };
    expect(updated).to.deep.include({ kind: 'restoredInPart', failed: [], proof });
    expect(await readFile(path.join(stage.directory, 'left.csv'), 'utf8')).to.contain(
      `"Account","${deleted}","NOT_AS_SAVED"`,
    );
    database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: gone }] });
    const made = await restored(
      stage,
      wishes,
      undefined,
      meddledWith(stage, () => {
        const [row] = database.query("SELECT Id FROM Account WHERE Name = 'Gone'");
        if (row !== undefined) update(stage, [{ Id: row['Id'], Industry: 'Retail' }]);
      }),
    );
    expect(made).to.deep.include({ proof: { equal: 3, different: 1, examples: [`Account ${gone}`] } });
  });

  it('sends locked rows again, and names those the org will not take', async () => {
    await using stage = await setTheDataStage();
    const ids = stage.org.database.insert(
      'Account',
      Array.from({ length: 20 }, (_, at) => ({ Name: `A${at}`, Industry: 'Energy' })),
    );
    await saved(stage, ['Account']);
    update(
      stage,
      ids.map((Id) => ({ Id, Industry: null })),
    );
    const locked = refuseRows(stage.org.database, { object: 'Account', every: 3, times: 6 });
    expect((await restored(stage)).kind).to.equal('restored');
    locked();
    update(
      stage,
      ids.slice(0, 2).map((Id) => ({ Id, Industry: null })),
    );
    const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Energy is secret', fields: [] };
    refuseRows(stage.org.database, { object: 'Account', kind: 'update', error, times: 1 });
    const outcome = await restored(stage);
    if (outcome.kind !== 'restoredInPart') throw new Error(outcome.kind);
    expect(outcome.failed.map(({ code }) => code)).to.deep.equal(['FIELD_CUSTOM_VALIDATION_EXCEPTION']);
    expect(JSON.stringify(outcome)).not.to.contain('secret');
    expect(await restored(stage)).to.deep.include({
      kind: 'restored',
      proof: { equal: 1, different: 0, examples: [] },
    });
  });

  it('brings back only what is meant: by condition, time, external id, object and field, and nothing by mistake', async () => {
    await using stage = await setTheDataStage();
    const { database, clock } = stage.org;
    const [one = '', two = '', three = ''] = database.insert('Account', [
      { Name: 'One', Industry: 'Energy', Description: 'first' },
      { Name: 'Two', Industry: 'Energy', Description: 'second' },
      { Name: 'Three', Industry: 'Energy', Description: 'third' },
    ]);
    await saved(stage, ['Account']);
    const spoilt = (Id: string) => ({ Id, Industry: 'Banking', Description: 'spoilt' });
    update(stage, [spoilt(one)]);
    clock.advance(60 * 60_000);
    const later = new Date(clock.now()).toISOString();
    clock.advance(1000); // rows are stamped with whole seconds
    update(stage, [spoilt(two), { ...spoilt(three), Industry: 'Energy' }]);
    const industries = () => accounts(stage).map(({ Name, Industry, Description }) => [Name, Industry, Description]);
    const wishes = { onConflict: 'overwrite', objects: ['Account'], fields: ['Industry'] } as const;
    await restored(stage, { ...wishes, changedSince: later, where: "Industry = 'Banking'" });
    expect(industries()).to.deep.equal([
      ['One', 'Banking', 'spoilt'],
      ['Three', 'Energy', 'spoilt'],
      ['Two', 'Energy', 'spoilt'],
    ]);
    await restored(stage, { ...wishes, changedBefore: later });
    expect(industries()[0]).to.deep.equal(['One', 'Energy', 'spoilt']);
    await restored(stage, { onConflict: 'overwrite', externalIds: { Name: ['Three'] } });
    expect(industries()[1]).to.deep.equal(['Three', 'Energy', 'third']);
    for (const given of [{ objects: ['Acount'] }, { fields: ['Industri'] }])
      expect(await restoring(stage, given)).to.have.nested.property('refusal.reason', 'notInBackup');
  });

  it('says what the org will refuse by its own description, and names what is left for another try', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const text = (length: number) => {
      database.define({ name: 'Thing__c', fields: [{ name: 'Text__c', type: 'string', length }] });
    };
    text(20);
    const [one = '', two = ''] = database.insert('Thing__c', [{ Text__c: 'as long as it was' }, { Text__c: 'short' }]);
    const backupId = await saved(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'update', rows: [one, two].map((Id) => ({ Id, Text__c: null })) });
    text(10);
    const outcome = await restored(stage, { failedFile: 'left.csv' });
    expect(outcome.plan.objects[0]?.refused).to.deep.equal([{ field: 'Text__c', because: 'tooLong', rows: 1 }]);
    expect(outcome).to.include({ kind: 'restoredInPart', file: 'left.csv' });
    expect(await readFile(path.join(stage.directory, 'left.csv'), 'utf8')).to.equal(
      `"Object","Id","Code"\n"Thing__c","${one}","STRING_TOO_LONG"\n`,
    );
    text(20);
    update(stage, []);
    database.write({ object: 'Thing__c', kind: 'update', rows: [{ Id: two, Text__c: 'left alone' }] });
    const again = { backup: backupId, onConflict: 'overwrite', idFile: 'left.csv' } as const;
    expect(await restored(stage, again)).to.deep.include({
      kind: 'restored',
      proof: { equal: 1, different: 0, examples: [] },
    });
    expect(database.query('SELECT Text__c FROM Thing__c ORDER BY Id').map(({ Text__c }) => Text__c)).to.deep.equal([
      'as long as it was',
      'left alone',
    ]);
  });

  it('is tried in a sandbox first where that is asked for, and leaves nothing there', async () => {
    await using stage = await setTheDataStage();
    await using sandbox = await setTheStage({ kind: 'sandbox' });
    const { database } = stage.org;
    const [account = ''] = database.insert('Account', [{ Name: 'One' }]);
    const contacts = database.insert('Contact', [{ LastName: 'Lovelace', AccountId: account }, { LastName: 'Other' }]);
    await saved(stage, ['Account', 'Contact']);
    database.write({ object: 'Contact', kind: 'hardDelete', rows: contacts.map((Id) => ({ Id })) });
    database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: account }] });
    const error = { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'no', fields: [] };
    refuseRows(sandbox.org.database, { object: 'Contact', kind: 'insert', error, times: 1 });
    const { plan } = await restored(stage, { rehearseIn: sandbox.alias, dryRun: true });
    expect(plan.rehearsal?.objects).to.deep.equal([
      { object: 'Account', rows: 1, refused: [] },
      { object: 'Contact', rows: 2, refused: [{ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', rows: 1 }] },
    ]);
    expect(['Account', 'Contact'].map((object) => sandbox.org.database.count(object))).to.deep.equal([0, 0]);
    expect(database.count('Account')).to.equal(0);
    expect(await restoring(stage, { rehearseIn: stage.alias })).to.have.nested.property(
      'refusal.reason',
      'rehearsalInProduction',
    );
  });

  it('refuses the backup of another org, and one it has no key for, before anything is sent', async () => {
    await using stage = await setTheDataStage();
    stage.org.database.insert('Account', [{ Name: 'One' }]);
    await saved(stage, ['Account']);
    expect(await restoring(stage, { identity: undefined })).to.include({ kind: 'outside', reason: 'identityMissing' });
    expect(await restoring(stage, { backup: '20200101T' })).to.have.nested.property('refusal.reason', 'unknownBackup');
    await using other = await setTheDataStage();
    expect(await restoring(stage, { targetOrg: other.alias })).to.have.nested.property('refusal.reason', 'orgMismatch');
  });

  for (const [operation, kind] of [
    ['bulkIngestCreate', 'answerLost'],
    ['bulkIngestUpload', 'answerLost'],
    ['bulkIngestState', 'answerLost'],
    ['bulkIngestSuccesses', 'bodyCut'],
  ] as const)
    it(`makes no row twice when ${operation} meets ${kind}`, async () => {
      await using stage = await setTheDataStage();
      const [one = ''] = stage.org.database.insert('Account', [{ Name: 'One' }, { Name: 'Two' }]);
      await saved(stage, ['Account']);
      stage.org.database.write({ object: 'Account', kind: 'hardDelete', rows: [{ Id: one }] });
      stage.org.faults.force({ operation, fault: { kind }, on: 'next' });
      const outcome = await restored(stage);
      expect(outcome.kind, JSON.stringify(outcome)).to.equal('restored');
      expect(stage.org.database.count('Account')).to.equal(2);
    });

  it('goes on where it was cut off, without making a row twice', async () => {
    await using stage = await setTheDataStage();
    const ids = stage.org.database.insert('Account', [{ Name: 'One' }, { Name: 'Two' }, { Name: 'Three' }]);
    await saved(stage, ['Account']);
    stage.org.database.write({ object: 'Account', kind: 'hardDelete', rows: ids.slice(0, 2).map((Id) => ({ Id })) });
    stage.org.faults.force({
      operation: 'bulkIngestFailures',
      fault: { kind: 'error', code: 'X', message: 'x' },
      on: 'always',
    });
    const outcome = await restored(stage);
    if (outcome.kind !== 'restoredInPart') throw new Error(outcome.kind);
    const { complete } = await (await (await stage.gateways()).backups('production')).list();
    expect(outcome.undo, 'what was replaced').to.equal(complete.findLast(({ kind }) => kind === 'overwritten')?.id);
    expect(stage.org.database.count('Account')).to.equal(3);
    stage.org.faults.clear();
    expect((await restored(stage)).kind).to.equal('restored');
    expect(stage.org.database.count('Account')).to.equal(3);
  });

  it('makes rows by several jobs at once that refer to each other, and no row twice when it is cut off', async () => {
    await using stage = await setTheDataStage();
    const { database, faults } = stage.org;
    database.define({
      name: 'Thing__c',
      fields: [
        { name: 'Long__c', type: 'textarea', length: 131_072 },
        { name: 'Next__c', type: 'reference', referenceTo: ['Thing__c'], relationshipName: 'Next__r' },
      ],
    });
    // Eight million characters fill a job.
    const texts = Array.from({ length: 170 }, (_, at) => String(at).padEnd(100_000, 'x'));
    const ids = database.insert(
      'Thing__c',
      texts.map((Long__c) => ({ Long__c })),
    );
    const nextTo = (at: number): number => (at + 83) % ids.length;
    const named = ids.map((Id, at) => ({ Id, Next__c: ids[nextTo(at)] }));
    database.write({ object: 'Thing__c', kind: 'update', rows: named });
    await saved(stage, ['Thing__c']);
    database.write({ object: 'Thing__c', kind: 'hardDelete', rows: ids.map((Id) => ({ Id })) });
    const fault = { kind: 'error', code: 'X', message: 'x' } as const;
    faults.force({ operation: 'bulkIngestFailures', fault, on: 'always' });
    expect(await restoring(stage)).to.include({ kind: 'restoredInPart' });
    expect(database.count('Thing__c')).to.be.greaterThan(79);
    faults.clear();
    expect(await restored(stage)).to.deep.include({
      kind: 'restored',
      proof: { equal: 170, different: 0, examples: [] },
    });
    const rows = database.query('SELECT Long__c, Next__r.Long__c FROM Thing__c');
    const pairs = rows.map(({ Long__c, Next__r }) => [Long__c, (Next__r as { Long__c?: unknown } | null)?.Long__c]);
    expect(new Map(pairs as [unknown, unknown][])).to.deep.equal(
      new Map(texts.map((text, at) => [text, texts[nextTo(at)]])),
    );
    expect(rows).to.have.length(170);
  });

  it('does not say that nothing was sent when rows are back from the Recycle Bin, and goes on', async () => {
    await using stage = await setTheDataStage();
    const { database, faults } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    await saved(stage, ['Account']);
    update(stage, [{ Id: one, Industry: null }]);
    database.write({ object: 'Account', kind: 'delete', rows: [{ Id: one }] });
    const fault = { kind: 'error', code: 'X', message: 'x' } as const;
    faults.force({ operation: 'bulkIngestCreate', fault, on: 'always' });
    expect(await restoring(stage)).to.include({ kind: 'restoredInPart' });
    expect(industries(stage)).to.deep.equal([null]);
    faults.clear();
    expect(await restored(stage)).to.include({ kind: 'restored', written: 1 });
    expect(industries(stage)).to.deep.equal(['Energy']);
  });

  it('says in the journal where the values are that it was about to replace when nothing could be sent', async () => {
    await using stage = await setTheDataStage();
    const { database, faults } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    await saved(stage, ['Account']);
    update(stage, [{ Id: one, Industry: null }]);
    const fault = { kind: 'error', code: 'X', message: 'x' } as const;
    faults.force({ operation: 'bulkIngestCreate', fault, on: 'always' });
    expect(await restoring(stage)).to.include({ kind: 'outside' });
    const { backups, journal } = await stage.gateways();
    const { complete } = await (await backups('production')).list();
    const closed = (await journal('production/data').entries()).at(-1);
    expect(closed).to.deep.include({ ending: 'nothingSent', evidence: { before: complete.at(-1)?.id } });
  });

  it('lists the backup of what it replaces as unfinished when it breaks off while it keeps it', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'One', Industry: 'Energy' }]);
    await saved(stage, ['Account']);
    update(stage, [{ Id: one, Industry: null }]);
    const breaking: OpenGateways = async () => {
      const gateways = await stage.gateways();
      const backups: typeof gateways.backups = async (environment) => {
        const store = await gateways.backups(environment);
        const copy = (): Promise<void> => Promise.reject(new Error('the disk is gone'));
        return { ...store, write: async (draft) => ({ ...(await store.write(draft)), copy }) };
      };
      return { ...gateways, backups };
    };
    const error: unknown = await restoring(stage, {}, undefined, breaking).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('message', 'the disk is gone');
    const { backups, journal } = await stage.gateways();
    const { unfinished } = await (await backups('production')).list();
    const { run } = (await journal('production/data').entries()).at(-1) ?? {};
    expect(unfinished.map(({ body }) => [body.kind, body.run])).to.deep.equal([['overwritten', run]]);
  });

  it('gives equal values whatever was saved and whatever became of it', async () => {
    await using stage = await setTheDataStage();
    const database = stage.org.database;
    database.define({
      name: 'Sample__c',
      fields: [
        { name: 'Text__c', type: 'string', length: 80 },
        { name: 'Long__c', type: 'textarea', length: 5000 },
        { name: 'Flag__c', type: 'boolean' },
        { name: 'Number__c', type: 'double', precision: 18, scale: 2 },
        { name: 'Day__c', type: 'date' },
        { name: 'Moment__c', type: 'datetime' },
        { name: 'Parent__c', type: 'reference', referenceTo: ['Sample__c'], relationshipName: 'Parent__r' },
      ],
    });
    const text = fc.option(
      fc.string({ maxLength: 40, unit: 'grapheme' }).filter((value) => value !== '#N/A'),
      { nil: null },
    );
    const row = fc.record({
      Text__c: text,
      Long__c: fc.option(fc.stringMatching(/^[ -~\n"=+,;]{0,60}$/u), { nil: null }),
      Flag__c: fc.boolean(),
      Number__c: fc.option(
        fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 100),
        { nil: null },
      ),
      Day__c: fc.option(
        fc
          .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
          .map((day) => day.toISOString().slice(0, 10)),
        { nil: null },
      ),
      Moment__c: fc.option(
        fc
          .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
          .map((day) => day.toISOString()),
        { nil: null },
      ),
    });
    const fate = fc.constantFrom('keep', 'change', 'empty', 'delete', 'destroy');
    const all = 'Id, Text__c, Long__c, Flag__c, Number__c, Day__c, Moment__c';
    const look = () =>
      database
        .query(`SELECT ${all} FROM Sample__c ORDER BY Id`)
        .map(({ attributes: _, Id: __, ...values }) => JSON.stringify(values))
        .sort();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(row, fate, fc.nat(9)), { minLength: 1, maxLength: 12 }), async (rows) => {
        const old = database.query('SELECT Id FROM Sample__c').map(({ Id }) => ({ Id }));
        database.write({ object: 'Sample__c', kind: 'hardDelete', rows: old });
        const ids = database.insert(
          'Sample__c',
          rows.map(([values]) => values),
        );
        database.write({
          object: 'Sample__c',
          kind: 'update',
          rows: rows.map(([, , parent], at) => ({ Id: ids[at], Parent__c: ids[parent] ?? null })),
        });
        const before = look();
        const id = await saved(stage, ['Sample__c']);
        for (const [at, [, what]] of rows.entries()) {
          const Id = ids[at];
          if (what === 'change')
            database.write({
              object: 'Sample__c',
              kind: 'update',
              rows: [{ Id, Text__c: 'changed', Flag__c: true, Number__c: 5, Parent__c: null }],
            });
          if (what === 'empty')
            database.write({
              object: 'Sample__c',
              kind: 'update',
              rows: [{ Id, Text__c: null, Long__c: null, Day__c: null, Moment__c: null }],
            });
          if (what === 'delete') database.write({ object: 'Sample__c', kind: 'delete', rows: [{ Id }] });
          if (what === 'destroy') database.write({ object: 'Sample__c', kind: 'hardDelete', rows: [{ Id }] });
        }
        const outcome = await restored(stage, { backup: id, onConflict: 'overwrite' });
        expect(outcome.kind, JSON.stringify(outcome)).to.equal('restored');
        expect(look()).to.deep.equal(before);
      }),
      { numRuns: Number(process.env['RESTORE_RUNS'] ?? 8), endOnFailure: true },
    );
  });
});
