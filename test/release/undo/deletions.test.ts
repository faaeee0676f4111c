import { expect } from 'chai';
import type { ComponentKey } from '../../../src/release/metadata/component.ts';
import { consentSummary } from '../../../src/release/plan/consent-summary.ts';
import {
  apexClass,
  component,
  deleted,
  field,
  keptAs,
  limitsOf,
  object,
  planOf,
  rows,
  shipped,
  type Scene,
} from '../plan-builders.ts';

const risk = field('Account.Risk__c');
const riskRows = (count: number) => rows({ 'CustomField:Account.Risk__c': count });

describe('a deletion', () => {
  describe('and the values it would destroy', () => {
    it('does not happen while rows hold a value, and the plan says how many', () => {
      const plan = planOf({ from: [risk], facts: { rows: riskRows(12) } });
      expect(deleted(plan)).to.deep.equal([]);
      expect(keptAs(plan)).to.deep.equal(['dataWouldBeLost CustomField:Account.Risk__c']);
      expect(plan.dataAtRisk).to.deep.equal([
        {
          component: { type: 'CustomField', fullName: 'Account.Risk__c' },
          what: 'fieldValues',
          rows: 12,
          fate: 'kept',
        },
      ]);
      expect(plan.counts.rowsLost).to.equal(0);
    });

    it('does not happen when nobody counted: unknown is not empty', () => {
      const plan = planOf({ from: [risk] });
      expect(keptAs(plan)).to.deep.equal(['rowsNotCounted CustomField:Account.Risk__c']);
      expect(plan.dataAtRisk[0]).to.include({ rows: 'unknown', fate: 'kept' });
    });

    it('happens with an object that has no rows, whatever of its fields cannot be counted', () => {
      const claim = [object('Claim__c'), field('Claim__c.Story__c', '<type>LongTextArea</type>')];
      const plan = planOf({ from: claim, facts: { rows: rows({ 'CustomObject:Claim__c': 0 }) } });
      expect(deleted(plan)).to.deep.equal(['post CustomObject:Claim__c']);
      expect(keptAs(plan)).to.deep.equal([]);
      expect(plan.dataAtRisk).to.deep.equal([]);
    });

    it('happens when the loss was accepted by name, and the values are saved first', () => {
      const plan = planOf({
        from: [risk],
        facts: { rows: riskRows(12) },
        options: { acceptDataLoss: ['CustomField:Account.Risk__c'] },
      });
      expect(deleted(plan)).to.deep.equal(['post CustomField:Account.Risk__c']);
      expect(plan.dataAtRisk[0]).to.include({ rows: 12, fate: 'lost' });
      expect(plan.counts.rowsLost).to.equal(12);
      expect(plan.steps[0]).to.deep.include({ kind: 'saveData', object: 'Account', fields: ['Risk__c'] });
      expect(plan.steps[1]?.kind).to.equal('deploy');
    });

    it('does not happen when the data model is to be kept, rows or not', () => {
      const plan = planOf({ from: [risk], facts: { rows: riskRows(0) }, options: { keepDataModel: 'always' } });
      expect(keptAs(plan)).to.deep.equal(['dataModelKept CustomField:Account.Risk__c']);
    });

    it('is free for a field that computes its value', () => {
      const formula = field('Account.Score__c', '<type>Number</type><formula>1 + 1</formula>');
      const summary = field('Account.Total__c', '<type>Summary</type><summaryOperation>count</summaryOperation>');
      expect(deleted(planOf({ from: [formula, summary] }))).to.have.lengthOf(2);
    });

    it('is free for custom metadata whose records are all in Git, and not for one that only the org has', () => {
      const type = [
        object('Rate__mdt'),
        field('Rate__mdt.Value__c'),
        component('CustomMetadata:Rate.A', '<label>A</label>'),
      ];
      const counts = (count: number) => ({
        rows: rows({ 'CustomObject:Rate__mdt': count, 'CustomField:Rate__mdt.Value__c': count }),
      });
      expect(deleted(planOf({ from: type, facts: counts(1) }))).to.deep.equal([
        'post CustomMetadata:Rate.A',
        'post CustomObject:Rate__mdt',
      ]);
      expect(keptAs(planOf({ from: type, facts: counts(2) }))).to.include('dataWouldBeLost CustomObject:Rate__mdt');
    });

    it('is free for an event: it keeps nothing', () => {
      const plan = planOf({ from: [object('Shipped__e'), field('Shipped__e.Number__c')] });
      expect(deleted(plan)).to.deep.equal(['post CustomObject:Shipped__e']);
    });

    it('makes a required field that stays optional, so that nobody is stopped from saving', () => {
      const required = field('Account.Risk__c', '<required>true</required><type>Text</type>');
      const plan = planOf({ from: [required], facts: { rows: riskRows(3) } });
      expect(shipped(plan)).to.deep.equal(['neutralise CustomField:Account.Risk__c']);
      expect(plan.ships[0]?.content.edits[0]?.elements[0]?.text).to.equal('false');
    });
  });

  describe('of an object', () => {
    const claim: Scene = {
      from: [
        object('Claim__c'),
        field('Claim__c.Amount__c'),
        component('Layout:Claim__c-Main', '<x>1</x>'),
        component('RecordType:Claim__c.A', '<fullName>A</fullName><active>true</active>'),
        component('ValidationRule:Claim__c.V', '<fullName>V</fullName><active>true</active>'),
        component('ApexTrigger:OnClaim', '<apiVersion>67.0</apiVersion>', {
          'OnClaim.trigger': 'trigger OnClaim on Claim__c',
        }),
      ],
    };

    it('with rows keeps its data model and takes away its behaviour', () => {
      const plan = planOf({
        ...claim,
        facts: { rows: rows({ 'CustomObject:Claim__c': 5, 'CustomField:Claim__c.Amount__c': 0 }) },
      });
      expect(keptAs(plan)).to.deep.equal([
        'parentKept CustomField:Claim__c.Amount__c',
        'dataWouldBeLost CustomObject:Claim__c',
        'parentKept Layout:Claim__c-Main',
        'parentKept RecordType:Claim__c.A',
      ]);
      expect(deleted(plan)).to.deep.equal(['post ApexTrigger:OnClaim', 'post ValidationRule:Claim__c.V']);
    });

    it('accepted by name is accepted for its fields too', () => {
      const plan = planOf({
        ...claim,
        facts: { rows: rows({ 'CustomObject:Claim__c': 5, 'CustomField:Claim__c.Amount__c': 5 }) },
        options: { acceptDataLoss: ['CustomObject:Claim__c'] },
      });
      expect(deleted(plan)).to.deep.equal(['post ApexTrigger:OnClaim', 'post CustomObject:Claim__c']);
      expect(plan.expected.filter(({ state }) => state === 'absent')).to.have.lengthOf(6);
      expect(plan.steps[0]).to.deep.include({ kind: 'saveData', object: 'Claim__c', fields: [] });
    });
  });

  describe('and what still refers to it', () => {
    const of = { type: 'ApexClass', fullName: 'Helper' };
    const facts = (by: { type: string; fullName: string }): NonNullable<Scene['facts']> => ({
      dependencies: [{ of, by, foundIn: 'org' }],
    });

    it('does not happen while something outside the release refers to it', () => {
      const plan = planOf({ from: [apexClass('Helper')], facts: facts({ type: 'ApexClass', fullName: 'HotFix' }) });
      expect(keptAs(plan)).to.deep.equal(['stillReferenced ApexClass:Helper']);
      expect(plan.limits[0]).to.deep.include({ others: [{ type: 'ApexClass', fullName: 'HotFix' }] });
    });

    it('happens when the referrer goes as well', () => {
      const plan = planOf({
        from: [apexClass('Helper'), apexClass('User')],
        facts: facts({ type: 'ApexClass', fullName: 'User' }),
      });
      expect(deleted(plan)).to.have.lengthOf(2);
      expect(plan.references[0]?.afterwards).to.equal('gone');
    });

    it('happens when the referrer is sent back to a version that does not know it', () => {
      const plan = planOf({
        from: [apexClass('Helper'), apexClass('User', 'class User { Helper h; }')],
        to: [apexClass('User')],
        facts: facts({ type: 'ApexClass', fullName: 'User' }),
      });
      expect(deleted(plan)).to.deep.equal(['post ApexClass:Helper']);
    });

    it('keeps in turn what something kept refers to', () => {
      const plan = planOf({
        from: [
          apexClass('Helper', 'class Helper { Deeper d; }'),
          apexClass('Deeper', 'class Deeper { Deepest d; }'),
          apexClass('Deepest'),
          apexClass('Free'),
        ],
        facts: facts({ type: 'ApexClass', fullName: 'HotFix' }),
      });
      expect(deleted(plan)).to.deep.equal(['post ApexClass:Free']);
    });

    it('shows but does not obey a mention in source: a name in text may mean nothing', () => {
      const plan = planOf({
        from: [apexClass('Helper')],
        facts: { dependencies: [{ of, by: { type: 'ApexClass', fullName: 'Old' }, foundIn: 'source' }] },
      });
      expect(deleted(plan)).to.deep.equal(['post ApexClass:Helper']);
      expect(plan.references).to.have.lengthOf(1);
    });

    it('is not stopped by a profile: access goes with what it gives access to', () => {
      const plan = planOf({ from: [apexClass('Helper')], facts: facts({ type: 'Profile', fullName: 'Admin' }) });
      expect(deleted(plan)).to.deep.equal(['post ApexClass:Helper']);
    });
  });

  describe('and its place', () => {
    it('is in a second deploy for a value set that a deleted field uses', () => {
      const plan = planOf({
        from: [
          component('GlobalValueSet:Colour', '<customValue><fullName>Red</fullName></customValue>'),
          field('Account.Colour__c', '<type>Picklist</type><valueSet><valueSetName>Colour</valueSetName></valueSet>'),
        ],
        facts: { rows: rows({ 'CustomField:Account.Colour__c': 0 }) },
      });
      expect(plan.deletes.map(({ fullName, deploy }) => [fullName, deploy])).to.deep.equal([
        ['Account.Colour__c', 1],
        ['Colour', 2],
      ]);
      expect(plan.steps.map((step) => (step.kind === 'deploy' ? step.number : step.kind))).to.deep.equal([1, 2]);
    });

    it('is before the additions for a field that comes back in another shape', () => {
      const plan = planOf({
        from: [field('Account.Score__c', '<type>Number</type><formula>1</formula>')],
        to: [field('Account.Score__c', '<type>Number</type><precision>18</precision><scale>0</scale>')],
      });
      expect(deleted(plan)).to.deep.equal(['pre CustomField:Account.Score__c']);
      expect(shipped(plan)).to.deep.equal(['recreate CustomField:Account.Score__c']);
    });

    it('is nowhere for a stored field with values that was a formula: it stays', () => {
      const plan = planOf({
        from: [field('Account.Score__c', '<type>Number</type><precision>18</precision><scale>0</scale>')],
        to: [field('Account.Score__c', '<type>Number</type><formula>1</formula>')],
        facts: { rows: rows({ 'CustomField:Account.Score__c': 4 }) },
      });
      expect(plan.deletes).to.deep.equal([]);
      expect(limitsOf(plan)).to.deep.equal(['fieldTypeChange CustomField:Account.Score__c']);
    });

    it('is nowhere for a name that only changed its upper and lower case: the org would delete what it just got', () => {
      const plan = planOf({
        from: [field('Account.RISK__c', '<type>Text</type><length>9</length>')],
        to: [field('Account.Risk__c', '<type>Text</type><length>8</length>')],
        facts: { rows: rows({ 'CustomField:Account.RISK__c': 0, 'CustomField:Account.Risk__c': 0 }) },
      });
      expect(plan.deletes).to.deep.equal([]);
      expect(keptAs(plan)).to.deep.equal(['otherSpelling CustomField:Account.RISK__c']);
      expect(plan.ships.map(({ fullName }) => fullName)).to.deep.equal(['Account.Risk__c']);
    });

    it('is never purged: a plan has no word for it', () => {
      expect(JSON.stringify(planOf({ from: [apexClass('A')] }))).not.to.include('purge');
    });
  });
});

describe('a deletion of what somebody holds on to', () => {
  const sales = component(
    'PermissionSet:Sales',
    '<description>For sales</description><label>Sales</label><userPermissions><enabled>true</enabled><name>EditTask</name></userPermissions>',
  );
  const heldBy = (key: ComponentKey, count: number) => ({ holders: new Map([[key, count]]) });

  it('empties a permission set that users have instead, and says what they lose', () => {
    const plan = planOf({ from: [sales], facts: heldBy('PermissionSet:Sales', 2) });
    expect(deleted(plan)).to.deep.equal([]);
    expect(shipped(plan)).to.deep.equal(['neutralise PermissionSet:Sales']);
    expect(plan.ships[0]?.content.edits).to.deep.equal([{ section: 'userPermissions', key: 'EditTask', elements: [] }]);
    expect(plan.revokes.map(({ section, key }) => `${section} ${key}`)).to.deep.equal(['userPermissions EditTask']);
    expect(consentSummary(plan)).to.deep.include({ changed: 1, stays: [] });
    expect(plan.limits).to.deep.equal([
      {
        reason: 'heldByUsers',
        component: { type: 'PermissionSet', fullName: 'Sales' },
        instead: 'neutralised',
        manual: 'takeFromUsers',
        setup: '/lightning/setup/PermSets/home',
      },
    ]);
  });

  it('leaves a permission set alone where files merge: what is left out of it would stay', () => {
    const plan = planOf({ from: [sales], facts: { apiVersion: '39.0', ...heldBy('PermissionSet:Sales', 2) } });
    expect(shipped(plan)).to.deep.equal([]);
    expect(plan.limits[0]).to.include({ reason: 'heldByUsers', instead: 'kept' });
  });

  it('keeps a queue that owns records and a role that users have', () => {
    const plan = planOf({
      from: [component('Queue:Agents', '<name>Agents</name>'), component('Role:CFO', '<name>CFO</name>')],
      facts: { holders: new Map([...heldBy('Queue:Agents', 1).holders, ...heldBy('Role:CFO', 1).holders]) },
    });
    expect(keptAs(plan)).to.deep.equal(['stillHeld Queue:Agents', 'stillHeld Role:CFO']);
    expect(limitsOf(plan)).to.deep.equal(['ownsRecords Queue:Agents', 'heldByUsers Role:CFO']);
  });

  it('is made when nobody does, and when nobody could count: then the org refuses', () => {
    expect(deleted(planOf({ from: [sales], facts: heldBy('PermissionSet:Sales', 0) }))).to.have.lengthOf(1);
    expect(deleted(planOf({ from: [sales] }))).to.have.lengthOf(1);
  });
});

describe('what a managed package brings', () => {
  const level = (label: string) => field('Account.pack__Level__c', `<label>${label}</label><type>Text</type>`);

  it('is neither changed back nor taken for drift', () => {
    const plan = planOf({
      from: [level('two')],
      to: [level('one')],
      live: [level('shipped')],
      facts: { namespaces: ['pack'] },
    });
    expect(plan.drift).to.deep.equal([]);
    expect(plan.blockers).to.deep.equal([]);
    expect(keptAs(plan)).to.deep.equal(['managedPackage CustomField:Account.pack__Level__c']);
  });
});

describe('a field of another type', () => {
  const text = field('Account.F__c', '<type>Text</type><length>80</length>');
  const number = field('Account.F__c', '<type>Number</type><precision>18</precision>');
  const count = (rowsWithValue: number) => ({ rows: rows({ 'CustomField:Account.F__c': rowsWithValue }) });

  it('is never changed back over values', () => {
    const plan = planOf({ from: [number], to: [text], facts: count(1) });
    expect(plan.ships).to.deep.equal([]);
    expect(plan.dataAtRisk[0]).to.include({ what: 'typeChange', fate: 'kept' });
  });

  it('is changed back while it is empty', () => {
    expect(shipped(planOf({ from: [number], to: [text], facts: count(0) }))).to.deep.equal([
      'redeploy CustomField:Account.F__c',
    ]);
  });

  it('is left to a person between lookup and master-detail', () => {
    const relation = (type: string) => field('Account.F__c', `<type>${type}</type><referenceTo>Case</referenceTo>`);
    const plan = planOf({ from: [relation('MasterDetail')], to: [relation('Lookup')], facts: count(0) });
    expect(limitsOf(plan)).to.deep.equal(['fieldTypeChange CustomField:Account.F__c']);
  });

  it('keeps the longer length while it holds values, and takes back the rest', () => {
    const long = field('Account.F__c', '<label>New</label><type>Text</type><length>200</length>');
    const short = field('Account.F__c', '<label>Old</label><type>Text</type><length>80</length>');
    const plan = planOf({ from: [long], to: [short], facts: count(9) });
    expect(plan.ships[0]?.content.edits).to.have.lengthOf(1);
    expect(limitsOf(plan)).to.deep.equal(['fieldNarrowed CustomField:Account.F__c length']);
  });
});
