import { expect } from 'chai';
import type { ComponentKey } from '../../../src/release/metadata/component.ts';
import type { Plan } from '../../../src/release/plan/plan.ts';
import { component, field, limitsOf, object, planOf, type Scene } from '../plan-builders.ts';

const rows = (counts: Readonly<Record<string, number>>): NonNullable<Scene['facts']> => ({
  rows: new Map(Object.entries(counts).map(([key, count]) => [key as ComponentKey, { rows: count }])),
});

const saves = ({ steps }: Plan) =>
  steps.flatMap((step) => {
    if (step.kind !== 'saveData') return [];
    const { kind: _, compensation: __, ...rest } = step;
    return [rest];
  });

const colour = (...names: readonly string[]) =>
  field(
    'Claim__c.Colour__c',
    `<type>Picklist</type><valueSet><valueSetDefinition>${names.map((name) => `<value><fullName>${name}</fullName><label>${name}</label></value>`).join('')}</valueSetDefinition></valueSet>`,
  );

const recordType = component('RecordType:Claim__c.Partner', '<fullName>Partner</fullName><active>true</active>');

describe('what a plan saves before it sends anything', () => {
  it('is the rows of a picklist value that becomes inactive, as a precaution', () => {
    const plan = planOf({
      from: [colour('Red', 'Green')],
      to: [colour('Red')],
      facts: rows({ 'CustomField:Claim__c.Colour__c#Green': 3 }),
    });
    expect(saves(plan)).to.deep.equal([{ object: 'Claim__c', fields: ['Colour__c'], precaution: true }]);
    expect(plan.counts.rowsLost).to.equal(0);
  });

  it('is nothing when no row holds the value', () => {
    const facts = rows({ 'CustomField:Claim__c.Colour__c#Green': 0 });
    expect(saves(planOf({ from: [colour('Red', 'Green')], to: [colour('Red')], facts }))).to.deep.equal([]);
  });

  it('is the rows of a record type that becomes inactive, as a precaution', () => {
    const plan = planOf({ from: [recordType], facts: rows({ 'RecordType:Claim__c.Partner': 2 }) });
    expect(saves(plan)).to.deep.equal([
      { object: 'Claim__c', fields: ['RecordTypeId'], recordTypes: ['Partner'], precaution: true },
    ]);
  });

  it('is one step for an object, and no precaution as soon as something of it is destroyed', () => {
    const plan = planOf({
      from: [recordType, field('Claim__c.Risk__c')],
      facts: rows({ 'RecordType:Claim__c.Partner': 2, 'CustomField:Claim__c.Risk__c': 5 }),
      options: { acceptDataLoss: ['CustomField:Claim__c.Risk__c'] },
    });
    expect(saves(plan)).to.deep.equal([
      { object: 'Claim__c', fields: ['Risk__c', 'RecordTypeId'], recordTypes: ['Partner'] },
    ]);
  });

  it('is the values of a field that goes back to another type', () => {
    const plan = planOf({
      from: [field('Claim__c.Size__c', '<type>Text</type><length>80</length>')],
      to: [field('Claim__c.Size__c', '<type>Number</type><precision>18</precision><scale>0</scale>')],
      facts: rows({ 'CustomField:Claim__c.Size__c': 4 }),
      options: { acceptDataLoss: ['CustomField:Claim__c.Size__c'] },
    });
    expect(saves(plan)).to.deep.equal([{ object: 'Claim__c', fields: ['Size__c'] }]);
  });

  it('is the rows of a custom metadata type that Git knows nothing of', () => {
    const plan = planOf({
      from: [object('Route__mdt')],
      facts: rows({ 'CustomObject:Route__mdt': 2 }),
      options: { acceptDataLoss: ['CustomObject:Route__mdt'] },
    });
    expect(saves(plan)).to.deep.equal([{ object: 'Route__mdt', fields: [] }]);
  });
});

describe('what is lost beside the values that are saved', () => {
  const lost = (given: string): readonly string[] =>
    limitsOf(
      planOf({
        from: [field('Claim__c.Risk__c', given)],
        facts: rows({ 'CustomField:Claim__c.Risk__c': 5 }),
        options: { acceptDataLoss: ['CustomField:Claim__c.Risk__c'] },
      }),
    );

  it('is named: history of the field, numbers that only the org gives, text that is read masked', () => {
    expect(lost('<type>Text</type><length>80</length><trackHistory>true</trackHistory>')).to.deep.equal([
      'fieldHistoryLost CustomField:Claim__c.Risk__c',
    ]);
    expect(lost('<type>AutoNumber</type><displayFormat>R-{0}</displayFormat>')).to.deep.equal([
      'autoNumbersNotRestored CustomField:Claim__c.Risk__c',
    ]);
    expect(lost('<type>EncryptedText</type><length>20</length>')).to.deep.equal([
      'valuesSavedMasked CustomField:Claim__c.Risk__c',
    ]);
    expect(lost('<type>Text</type><length>80</length>')).to.deep.equal([]);
  });

  it('is named: what hangs on the records of an object', () => {
    const plan = planOf({
      from: [object('Claim__c')],
      facts: rows({ 'CustomObject:Claim__c': 5 }),
      options: { acceptDataLoss: ['CustomObject:Claim__c'] },
    });
    expect(limitsOf(plan)).to.deep.equal(['attachmentsNotSaved CustomObject:Claim__c']);
  });
});
