import { expect } from 'chai';
import type { FieldSchema, ObjectSchema } from '../../../src/practice-org/metadata/schema/org-schema.ts';
import { Database } from '../../../src/practice-org/records/database.ts';
import { column, DAY, queryError, refusals, testDatabase } from './test-database.ts';

const field = (name: string, type: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
  name,
  id: `00N${name}`,
  label: name.replace(/__c$/, ''),
  type,
  custom: true,
  required: false,
  externalId: false,
  unique: false,
  caseSensitive: false,
  referenceTo: [],
  ...more,
});

const object = (name: string, fields: readonly FieldSchema[], more: Partial<ObjectSchema> = {}): ObjectSchema => ({
  name,
  id: `01I${name}`,
  label: name.replace(/__c$/, ''),
  pluralLabel: `${name.replace(/__c$/, '')}s`,
  kind: 'custom',
  nameField: { type: 'Text', label: 'Name' },
  fields: new Map(fields.map((one) => [one.name, one])),
  recordTypes: [],
  ...more,
});

const RISK = field('Risk__c', 'Text', { length: 20 });

const withRisks = (database: Database): Database => {
  database.apply([{ kind: 'fieldCreated', object: 'Account', field: RISK }]);
  database.insert('Account', [{ Name: 'A', Risk__c: 'high' }, { Name: 'B', Risk__c: 'low' }, { Name: 'C' }]);
  return database;
};

describe('tables that follow metadata', () => {
  it('are there as soon as an object is deployed', () => {
    const database = testDatabase();
    database.apply([
      {
        kind: 'objectCreated',
        object: object('Invoice__c', [field('Total__c', 'Currency', { precision: 10, scale: 2 })]),
      },
    ]);
    database.insert('Invoice__c', [{ Name: 'I-1', Total__c: 12.5 }]);
    expect(column(database, 'SELECT Total__c FROM Invoice__c', 'Total__c')).to.deep.equal([12.5]);
  });

  it('destroy the values of a deleted field at once, and count what was lost', () => {
    const database = withRisks(testDatabase());
    expect(database.countValues('Account', 'Risk__c')).to.equal(2);
    database.apply([{ kind: 'fieldDeleted', object: 'Account', field: RISK, keptAs: 'Risk_del__c' }]);
    expect(queryError(() => database.query('SELECT Risk__c FROM Account')).errorCode).to.equal('INVALID_FIELD');
    const [deleted] = database.deletedDefinitions();
    expect(deleted).to.deep.include({
      object: 'Account',
      field: 'Risk__c',
      deletedName: 'Risk_del__c',
      values: 2,
      rows: 3,
    });
  });

  it('give a re-created field back empty', () => {
    const database = withRisks(testDatabase());
    database.apply([
      { kind: 'fieldDeleted', object: 'Account', field: RISK, keptAs: 'Risk_del__c' },
      { kind: 'fieldCreated', object: 'Account', field: RISK },
    ]);
    expect(column(database, 'SELECT Risk__c FROM Account', 'Risk__c')).to.deep.equal([null, null, null]);
  });

  it('bring a deleted field back from Deleted Fields with its values, under its _del name', () => {
    const database = withRisks(testDatabase());
    database.apply([{ kind: 'fieldDeleted', object: 'Account', field: RISK, keptAs: 'Risk_del__c' }]);
    database.restoreDefinition('Risk_del__c');
    expect(column(database, 'SELECT Risk_del__c FROM Account ORDER BY Name', 'Risk_del__c')).to.deep.equal([
      'high',
      'low',
      null,
    ]);
    expect(database.deletedDefinitions()).to.deep.equal([]);
  });

  it('forget deleted fields after 15 days', () => {
    const database = testDatabase();
    withRisks(database);
    database.apply([{ kind: 'fieldDeleted', object: 'Account', field: RISK, keptAs: 'Risk_del__c' }]);
    database.clock.advance(15 * DAY + 1);
    expect(database.deletedDefinitions()).to.deep.equal([]);
    expect(() => {
      database.restoreDefinition('Risk_del__c');
    }).to.throw('Nothing called Risk_del__c was deleted in the last 15 days.');
  });

  it('keep nothing of a field that was purged', () => {
    const database = withRisks(testDatabase());
    database.apply([{ kind: 'fieldDeleted', object: 'Account', field: RISK }]);
    expect(database.deletedDefinitions()).to.deep.equal([]);
  });

  it('lose all rows with a deleted object, which can come back within 15 days', () => {
    const database = testDatabase();
    const invoice = object('Invoice__c', []);
    database.apply([{ kind: 'objectCreated', object: invoice }]);
    database.insert('Invoice__c', [{ Name: 'I-1' }]);
    database.apply([{ kind: 'objectDeleted', object: 'Invoice__c' }]);
    expect(queryError(() => database.query('SELECT Id FROM Invoice__c')).errorCode).to.equal('INVALID_TYPE');
    database.apply([{ kind: 'objectCreated', object: invoice }]);
    expect(database.count('Invoice__c')).to.equal(0);
    database.restoreDefinition('Invoice_del__c');
    expect(column(database, 'SELECT Name FROM Invoice_del__c', 'Name')).to.deep.equal(['I-1']);
  });

  it('write the default of a new checkbox to rows that are there', () => {
    const database = testDatabase();
    database.insert('Account', [{ Name: 'A' }]);
    database.apply([
      { kind: 'fieldCreated', object: 'Account', field: field('Vip__c', 'Checkbox', { defaultValue: 'true' }) },
    ]);
    expect(column(database, 'SELECT Vip__c FROM Account', 'Vip__c')).to.deep.equal([true]);
  });

  it('leave a new field without value on rows that are there, whatever its default', () => {
    const database = testDatabase();
    database.insert('Account', [{ Name: 'A' }]);
    database.apply([
      {
        kind: 'fieldCreated',
        object: 'Account',
        field: field('Tier__c', 'Text', { length: 5, defaultValue: '"gold"' }),
      },
    ]);
    database.insert('Account', [{ Name: 'B' }]);
    expect(column(database, 'SELECT Tier__c FROM Account ORDER BY Name', 'Tier__c')).to.deep.equal([null, 'gold']);
  });

  const conversions: readonly (readonly [string, string, unknown, unknown])[] = [
    ['Text', 'Number', '12', 12],
    ['Text', 'Number', 'twelve', null],
    ['Number', 'Text', 12, '12'],
    ['Date', 'DateTime', '2026-01-01', null],
    ['Checkbox', 'Text', true, null],
    ['Text', 'Checkbox', 'true', false],
    ['MultiselectPicklist', 'Text', 'Red', null],
  ];
  for (const [from, to, before, after] of conversions)
    it(`turn ${String(before)} of a ${from} field that becomes ${to} into ${String(after)}`, () => {
      const database = testDatabase();
      const first = field('X__c', from);
      database.apply([{ kind: 'fieldCreated', object: 'Account', field: first }]);
      database.insert('Account', [{ Name: 'A', X__c: before }]);
      const change = {
        kind: 'fieldChanged',
        object: 'Account',
        from: first,
        field: field('X__c', to),
        losesValues: false,
      } as const;
      database.apply([change]);
      expect(column(database, 'SELECT X__c FROM Account', 'X__c')).to.deep.equal([after]);
    });

  it('empty a field whose type change loses its values', () => {
    const database = withRisks(testDatabase());
    const change = { kind: 'fieldChanged', object: 'Account', from: RISK, field: RISK, losesValues: true } as const;
    database.apply([change]);
    expect(database.countValues('Account', 'Risk__c')).to.equal(0);
  });

  it('cut texts that a shorter field has no room for', () => {
    const database = withRisks(testDatabase());
    const field3 = { ...RISK, length: 3 };
    database.apply([{ kind: 'fieldChanged', object: 'Account', from: RISK, field: field3, losesValues: false }]);
    expect(column(database, 'SELECT Risk__c FROM Account ORDER BY Name', 'Risk__c')).to.deep.equal([
      'hig',
      'low',
      null,
    ]);
  });

  it('relate children to masters, and name the way down with __r', () => {
    const database = testDatabase();
    database.apply([
      { kind: 'objectCreated', object: object('Invoice__c', []) },
      {
        kind: 'objectCreated',
        object: object('Line__c', [
          field('Invoice__c', 'MasterDetail', { referenceTo: ['Invoice__c'], relationshipName: 'Lines' }),
        ]),
      },
    ]);
    const [invoice] = database.insert('Invoice__c', [{ Name: 'I' }]);
    database.insert('Line__c', [{ Name: 'L', Invoice__c: invoice }]);
    const [row] = database.query('SELECT Name, (SELECT Name, Invoice__r.Name FROM Lines__r) FROM Invoice__c');
    expect(row?.['Lines__r']).to.deep.include({ totalSize: 1, done: true });
    expect(refusals(database, 'Line__c', 'insert', [{ Name: 'orphan' }])[0]?.statusCode).to.equal(
      'REQUIRED_FIELD_MISSING',
    );
    expect(queryError(() => database.query('SELECT OwnerId FROM Line__c')).errorCode).to.equal('INVALID_FIELD');
  });

  it('keep a geolocation in two numbers and show it as one value', () => {
    const database = testDatabase();
    database.apply([{ kind: 'fieldCreated', object: 'Account', field: field('Spot__c', 'Location', { scale: 4 }) }]);
    database.insert('Account', [{ Name: 'A', Spot__Latitude__s: 48.8566, Spot__Longitude__s: 2.3522 }]);
    expect(column(database, 'SELECT Spot__c FROM Account', 'Spot__c')).to.deep.equal([
      { latitude: 48.8566, longitude: 2.3522 },
    ]);
  });

  it('have one row per owner in a hierarchy setting', () => {
    const database = testDatabase();
    const kind = 'customSettingHierarchy' as const;
    database.apply([{ kind: 'objectCreated', object: object('Switch__c', [field('On__c', 'Checkbox')], { kind }) }]);
    database.insert('Switch__c', [{ On__c: true }]);
    expect(column(database, 'SELECT SetupOwnerId FROM Switch__c', 'SetupOwnerId')).to.deep.equal([
      database.context.identity.orgId,
    ]);
    expect(refusals(database, 'Switch__c', 'insert', [{ On__c: false }])[0]?.statusCode).to.equal('DUPLICATE_VALUE');
  });

  it('can be published to but not queried when they are platform events', () => {
    const database = testDatabase();
    database.apply([{ kind: 'objectCreated', object: object('Alarm__e', [], { kind: 'platformEvent' }) }]);
    expect(queryError(() => database.query('SELECT Id FROM Alarm__e')).errorCode).to.equal(
      'INVALID_TYPE_FOR_OPERATION',
    );
    expect(refusals(database, 'Alarm__e', 'insert', [{}])).to.deep.equal([]);
  });

  it('are all there again after a restart, deleted fields, the bin and emptied lookups too', () => {
    const database = testDatabase();
    withRisks(database);
    database.apply([{ kind: 'objectCreated', object: object('Invoice__c', []) }]);
    const [gone] = database.insert('Invoice__c', [{ Name: 'gone' }, { Name: 'stays' }]);
    database.write({ object: 'Invoice__c', kind: 'delete', rows: [{ Id: gone }] });
    database.apply([{ kind: 'fieldDeleted', object: 'Account', field: RISK, keptAs: 'Risk_del__c' }]);
    const image = structuredClone(database.image());
    const again = new Database(database.context);
    expect(again.count('Account')).to.equal(0);
    again.restore(image);
    expect(again.count('Account')).to.equal(3);
    expect(column(again, 'SELECT Name FROM Invoice__c', 'Name')).to.deep.equal(['stays']);
    expect(again.write({ object: 'Invoice__c', kind: 'undelete', rows: [{ Id: gone }] })[0]?.success).to.equal(true);
    again.restoreDefinition('Risk_del__c');
    expect(again.countValues('Account', 'Risk_del__c')).to.equal(2);
  });
});
