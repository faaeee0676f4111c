import { expect } from 'chai';
import { readField } from '../../../src/practice-org/records/schema/notation.ts';
import { standardTables } from '../../../src/practice-org/records/standard/standard-tables.ts';
import { restOrg } from './rest/client.ts';

describe('standard objects', () => {
  it('refer only to objects there are', async () => {
    await using rest = await restOrg();
    const { tables } = rest.org.database;
    const dangling = [...tables.all(), ...tables.tooling()].flatMap(({ entity }) =>
      [...entity.fields.values()].flatMap((field) =>
        (field.referenceTo ?? [])
          .filter((name) => tables.find(name) === undefined && tables.find(name, 'tooling') === undefined)
          .map((name) => `${entity.name}.${field.name} → ${name}`),
      ),
    );
    expect(dangling).to.deep.equal([]);
  });

  it('have a key prefix each of their own, and no field twice', () => {
    const tables = standardTables();
    const prefixes = tables.map(({ keyPrefix }) => keyPrefix);
    expect(new Set(prefixes).size).to.equal(tables.length);
    for (const { name, fields } of tables) {
      const names = fields.map((field) => field.name.toLowerCase());
      expect(new Set(names).size, name).to.equal(names.length);
    }
  });

  it('give children of one object different names', async () => {
    await using rest = await restOrg();
    const ways = rest.org.database.tables
      .all()
      .flatMap(({ entity }) =>
        [...entity.fields.values()].flatMap((field) =>
          field.childRelationshipName === undefined
            ? []
            : (field.referenceTo ?? []).map((parent) => `${parent}.${String(field.childRelationshipName)}`),
        ),
      );
    expect(ways.filter((way, at) => ways.indexOf(way) !== at)).to.deep.equal([]);
  });
});

describe('the notation of fields', () => {
  it('says everything a field is', () => {
    expect(
      readField('ParentId reference Account|Contact as Owner children Kids required cascade reparentable'),
    ).to.deep.equal({
      name: 'ParentId',
      type: 'reference',
      referenceTo: ['Account', 'Contact'],
      relationshipName: 'Owner',
      childRelationshipName: 'Kids',
      nillable: false,
      cascadeDelete: true,
      reparentable: true,
    });
    expect(readField('Amount currency 18,2 default 0')).to.deep.equal({
      name: 'Amount',
      type: 'currency',
      precision: 18,
      scale: 2,
      defaultValue: 0,
    });
    expect(readField('Status picklist Not_Started|Done restricted default Not_Started')).to.deep.include({
      picklistValues: [{ value: 'Not Started' }, { value: 'Done' }],
      restrictedPicklist: true,
      defaultValue: 'Not Started',
    });
  });

  it('refuses a word it does not know', () => {
    expect(() => readField('Name string sometimes')).to.throw('Unknown word "sometimes"');
  });
});
