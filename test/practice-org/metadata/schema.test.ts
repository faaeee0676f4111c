import { expect } from 'chai';
import { schemaOf } from '../../../src/practice-org/metadata/schema/schema-of.ts';
import { customMetadataRows } from '../../../src/practice-org/metadata/tables/custom-metadata.ts';
import type { SchemaChange } from '../../../src/practice-org/metadata/schema/org-schema.ts';
import {
  element,
  field,
  object,
  problems,
  standardObject,
  testOrg,
  xml,
  type Files,
  type TestOrg,
} from './test-org.ts';

const thing = (...children: readonly string[]): Files => ({ 'objects/Thing__c.object': object(...children) });

/** `fieldCreated Thing__c.A__c` */
const spoken = (change: SchemaChange): string => {
  if (change.kind === 'objectDeleted') return `${change.kind} ${change.object}`;
  if (change.kind === 'objectCreated' || change.kind === 'objectChanged') return `${change.kind} ${change.object.name}`;
  return `${change.kind} ${change.object}.${change.field.name}`;
};

const changes = (org: TestOrg, files: Files, post: readonly string[] = []): readonly string[] =>
  org.given(files, { post }).schemaChanges.map(spoken);

const number = (fullName: string, precision = 8, scale = 2): string =>
  field(fullName, { type: 'Number', precision, scale });

describe('practice org: schema', () => {
  it('follows objects and fields as they come, change and go', () => {
    const org = testOrg();
    expect(changes(org, thing(field('A__c')))).to.deep.equal(['objectCreated Thing__c']);
    expect(changes(org, thing(field('B__c')))).to.deep.equal(['fieldCreated Thing__c.B__c']);
    expect(changes(org, thing(field('B__c', { length: 99, type: 'Text' })))).to.deep.equal([
      'fieldChanged Thing__c.B__c',
    ]);
    expect(changes(org, {}, ['CustomField:Thing__c.B__c'])).to.deep.equal(['fieldDeleted Thing__c.B__c']);
    expect(changes(org, {}, ['CustomObject:Thing__c'])).to.deep.equal(['objectDeleted Thing__c']);
  });

  it('is silent when nothing that tables show changed', () => {
    const org = testOrg();
    org.given(thing(field('A__c')));
    expect(changes(org, { 'tabs/Thing__c.tab': xml('CustomTab', '<customObject>true</customObject>') })).to.be.empty;
  });

  it('adds fields to standard objects', () => {
    expect(changes(testOrg(), { 'objects/Account.object': standardObject(field('Risk__c')) })).to.deep.equal([
      'fieldCreated Account.Risk__c',
    ]);
  });

  it('knows what a field is', () => {
    const org = testOrg();
    org.given(
      thing(
        field('Code__c', {
          type: 'Text',
          length: 18,
          externalId: true,
          unique: true,
          caseSensitive: true,
          required: true,
        }),
        number('Amount__c', 12, 3),
        field('Parent__c', {
          type: 'Lookup',
          referenceTo: 'Account',
          relationshipName: 'Things',
          deleteConstraint: 'SetNull',
        }),
        '<fields><fullName>Level__c</fullName><label>L</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition><value><fullName>A</fullName><default>true</default><label>Aa</label></value></valueSetDefinition></valueSet></fields>',
      ),
    );
    const fields = schemaOf(org.state).get('Thing__c')?.fields;
    expect(fields?.get('Code__c')).to.include({
      type: 'Text',
      length: 18,
      externalId: true,
      unique: true,
      caseSensitive: true,
      required: true,
      custom: true,
    });
    expect(fields?.get('Amount__c')).to.include({ type: 'Number', precision: 12, scale: 3, required: false });
    expect(fields?.get('Parent__c')).to.deep.include({
      referenceTo: ['Account'],
      relationshipName: 'Things',
      deleteConstraint: 'SetNull',
    });
    expect(fields?.get('Level__c')?.picklist).to.deep.equal({
      restricted: true,
      values: [{ fullName: 'A', label: 'Aa', isActive: true, isDefault: true }],
    });
  });

  it('shows values of a global value set in every field that uses it, and follows its changes', () => {
    const org = testOrg();
    const levels = (...names: readonly string[]): Files => ({
      'globalValueSets/Levels.globalValueSet': xml(
        'GlobalValueSet',
        `${names.map((fullName) => element('customValue', { fullName, default: false, label: fullName })).join('')}<masterLabel>Levels</masterLabel>`,
      ),
    });
    org.given({
      ...levels('A'),
      ...thing(
        '<fields><fullName>Level__c</fullName><label>L</label><type>Picklist</type><valueSet><valueSetName>Levels</valueSetName></valueSet></fields>',
      ),
    });
    expect(changes(org, levels('A', 'B'))).to.deep.equal(['fieldChanged Thing__c.Level__c']);
    const values = schemaOf(org.state).get('Thing__c')?.fields.get('Level__c')?.picklist?.values;
    expect(values?.map(({ fullName }) => fullName)).to.deep.equal(['A', 'B']);
  });

  it('knows kinds of objects and record types', () => {
    const org = testOrg();
    org.given({
      'objects/Switch__c.object': object().replace(
        '<deploymentStatus>',
        '<customSettingsType>Hierarchy</customSettingsType><deploymentStatus>',
      ),
      'objects/Rule__mdt.object': object(field('A__c')),
      'objects/Ping__e.object': object(),
      ...thing(element('recordTypes', { fullName: 'One', active: false, label: 'The one' })),
    });
    const schema = schemaOf(org.state);
    expect(
      ['Switch__c', 'Rule__mdt', 'Ping__e', 'Thing__c', 'Account'].map((name) => schema.get(name)?.kind),
    ).to.deep.equal(['customSettingHierarchy', 'customMetadata', 'platformEvent', 'custom', 'standard']);
    expect(schema.get('Thing__c')?.recordTypes[0]).to.include({
      developerName: 'One',
      label: 'The one',
      active: false,
    });
  });

  it('gives custom metadata records as rows', () => {
    const org = testOrg();
    org.given({
      'objects/Rule__mdt.object': object(field('A__c'), field('B__c', { type: 'Checkbox', defaultValue: false })),
      'customMetadata/Rule.One.md':
        '<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">' +
        '<label>The one</label><values><field>A__c</field><value xsi:nil="true"/></values>' +
        '<values><field>B__c</field><value xsi:type="xsd:boolean">true</value></values></CustomMetadata>',
    });
    expect(customMetadataRows(org.state, 'Rule__mdt')[0]).to.include({
      DeveloperName: 'One',
      MasterLabel: 'The one',
      A__c: null,
      B__c: true,
    });
  });

  describe('deleted fields', () => {
    const droppedAs = (org: TestOrg, name: string): string | undefined => {
      const outcome = org.given({}, { post: [`CustomField:Thing__c.${name}`] });
      const change = outcome.schemaChanges[0];
      return change?.kind === 'fieldDeleted' ? change.keptAs : undefined;
    };

    it('keep their values under another name', () => {
      const org = testOrg();
      org.given(thing(field('A__c')));
      expect(droppedAs(org, 'A__c')).to.equal('A_del__c');
      expect(org.state.deletedFields).to.deep.equal([
        { object: 'Thing__c', name: 'A__c', keptAs: 'A_del__c', deletedDate: '2026-03-01T10:00:00.000Z' },
      ]);
    });

    it('get another name when that one is taken', () => {
      const org = testOrg();
      org.given(thing(field('A__c')));
      droppedAs(org, 'A__c');
      org.given(thing(field('A__c')));
      expect(droppedAs(org, 'A__c')).to.equal('A_del1__c');
    });

    it('are not kept when they are roll-ups', () => {
      const org = testOrg();
      org.given(
        thing(
          field('Sum__c', { type: 'Summary', summaryOperation: 'count', summaryForeignKey: 'Part__c.Thing__c' }),
          field('A__c'),
        ),
        {
          members: ['CustomObject:Thing__c'],
        },
      );
      expect(droppedAs(org, 'Sum__c')).to.be.undefined;
    });

    it('are purged when asked for, but never in production', () => {
      const purge = (kind: 'production' | 'sandbox'): string | undefined => {
        const org = testOrg({ kind });
        org.given(thing(field('A__c')));
        const [change] = org.given(
          {},
          { post: ['CustomField:Thing__c.A__c'], options: { purgeOnDelete: true } },
        ).schemaChanges;
        return change?.kind === 'fieldDeleted' ? change.keptAs : 'no such change';
      };
      expect(purge('sandbox')).to.be.undefined;
      expect(purge('production')).to.equal('A_del__c');
    });
  });

  describe('changes of type', () => {
    const formula =
      '<fields><fullName>A__c</fullName><label>A</label><type>Number</type><formula>1</formula><precision>8</precision><scale>2</scale></fields>';
    const rollUp = field('A__c', { type: 'Summary', summaryOperation: 'count', summaryForeignKey: 'Part__c.Thing__c' });
    const lookup = field('A__c', { type: 'Lookup', referenceTo: 'Account', relationshipName: 'X' });
    const masterDetail = field('A__c', { type: 'MasterDetail', referenceTo: 'Account', relationshipName: 'X' });
    const set = (name: string): string =>
      `<fields><fullName>A__c</fullName><label>A</label><type>Picklist</type><valueSet><valueSetName>${name}</valueSetName></valueSet></fields>`;

    const part = {
      'objects/Part__c.object': object(
        field('Thing__c', { type: 'Lookup', referenceTo: 'Thing__c', relationshipName: 'Parts' }),
      ),
    };
    const sets: Files = Object.fromEntries(
      ['One', 'Two'].map((name) => [
        `globalValueSets/${name}.globalValueSet`,
        xml('GlobalValueSet', `<masterLabel>${name}</masterLabel>`),
      ]),
    );

    /** From one definition to another, on an object with or without data, and what the org says (nothing: it may). */
    const rows: readonly {
      readonly what: string;
      readonly from: string;
      readonly to: string;
      readonly data: boolean;
      readonly says?: string;
    }[] = [
      {
        what: 'formula to stored',
        from: formula,
        to: number('A__c'),
        data: false,
        says: 'Cannot update a field from a Formula to something else',
      },
      {
        what: 'stored to formula',
        from: number('A__c'),
        to: formula,
        data: false,
        says: 'Cannot update a field to a Formula from something else',
      },
      {
        what: 'stored to roll-up',
        from: number('A__c'),
        to: rollUp,
        data: false,
        says: 'Cannot update a field to a Summary from something else',
      },
      {
        what: 'one global value set to another',
        from: set('One'),
        to: set('Two'),
        data: false,
        says: 'Cannot change which global value set this picklist uses',
      },
      {
        what: 'lookup to master-detail',
        from: lookup,
        to: masterDetail,
        data: false,
        says: 'interferes with another operation already in progress',
      },
      {
        what: 'number to lookup with data',
        from: number('A__c'),
        to: lookup,
        data: true,
        says: 'Cannot change type due to existing data',
      },
      { what: 'number to lookup without data', from: number('A__c'), to: lookup, data: false },
      {
        what: 'text to a narrower text with data',
        from: field('A__c'),
        to: field('A__c', { type: 'Text', length: 10 }),
        data: true,
        says: 'Cannot change type due to existing data',
      },
      {
        what: 'text to a narrower text without data',
        from: field('A__c'),
        to: field('A__c', { type: 'Text', length: 10 }),
        data: false,
      },
      { what: 'text to picklist with data', from: field('A__c'), to: field('A__c', { type: 'Email' }), data: true },
      {
        what: 'checkbox to text with data, which nulls it',
        from: field('A__c', { type: 'Checkbox', defaultValue: false }),
        to: field('A__c'),
        data: true,
      },
    ];

    for (const { what, from, to, data, says } of rows)
      it(`${says === undefined ? 'allow' : 'refuse'} ${what}`, () => {
        const org = testOrg({ records: { rowsWithValue: () => (data ? 3 : 0) } });
        org.given({ ...sets, ...part, ...thing(from) });
        const outcome = org.deploy(thing(to));
        if (says === undefined) expect(problems(outcome)).to.be.empty;
        else expect(problems(outcome)[0]).to.include(says);
      });

    for (const [from, to, loses] of [
      ['Date', 'DateTime', true],
      ['Checkbox', 'Text', true],
      ['Text', 'MultiselectPicklist', true],
      ['Text', 'Email', false],
      ['Number', 'Currency', false],
    ] as const)
      it(`${loses ? 'null' : 'keep'} values from ${from} to ${to}`, () => {
        const org = testOrg();
        org.given(thing(field('A__c', { type: from })));
        const [change] = org.given(thing(field('A__c', { type: to }))).schemaChanges;
        expect(change).to.deep.include({ kind: 'fieldChanged', losesValues: loses });
      });

    it('refuse a master-detail on an object with rows', () => {
      const org = testOrg({ records: { rowCount: () => 1 } });
      org.given(thing(field('B__c')));
      expect(problems(org.deploy(thing(masterDetail)))[0]).to.include('existing records');
    });
  });
});
