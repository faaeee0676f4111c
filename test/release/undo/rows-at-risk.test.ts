import { expect } from 'chai';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import { atRiskQueries } from '../../../src/release/undo/rows-at-risk.ts';
import { component, field, inputOf } from '../plan-builders.ts';

const counted = (from: ComponentContent, to: ComponentContent, namers: readonly ComponentContent[] = []) => {
  const { delta, contents } = inputOf({ from: [from], to: [to] });
  return delta.changes.flatMap((change) => atRiskQueries(change, contents, namers)).map(({ count }) => count);
};

const values = (element: string, ...names: readonly string[]): string =>
  names.map((name) => `<${element}><fullName>${name}</fullName></${element}>`).join('');

const regions = (...names: readonly string[]): ComponentContent =>
  component('GlobalValueSet:Regions', values('customValue', ...names));

const picker = (name: string, valueSet: string, type = 'Picklist'): ComponentContent =>
  field(name, `<type>${type}</type><valueSet><valueSetName>${valueSet}</valueSetName></valueSet>`);

describe('rows at risk', () => {
  it('are counted for each value that goes, in each field that shares the list', () => {
    const namers = [
      picker('Claim__c.Region__c', 'Regions'),
      picker('Account.Regions__c', 'Regions', 'MultiselectPicklist'),
      picker('Claim__c.Other__c', 'Others'),
      component('ApexClass:Regions'),
    ];
    expect(counted(regions('North', 'East'), regions('North'), namers)).to.deep.equal([
      "SELECT COUNT() FROM Claim__c WHERE Region__c = 'East'",
      "SELECT COUNT() FROM Account WHERE Regions__c INCLUDES ('East')",
    ]);
  });

  it('are counted in the standard fields of a standard value set', () => {
    const sources = (...names: readonly string[]): ComponentContent =>
      component('StandardValueSet:CaseOrigin', values('standardValue', ...names));
    expect(counted(sources('Web', "Owner's"), sources('Web'))).to.deep.equal([
      "SELECT COUNT() FROM Case WHERE Origin = 'Owner\\'s'",
    ]);
  });

  it('are counted for a field whose type or size changes', () => {
    const text = field('Claim__c.Risk__c');
    const number = field('Claim__c.Risk__c', '<type>Number</type><precision>3</precision><scale>0</scale>');
    const shorter = field('Claim__c.Risk__c', '<type>Text</type><length>20</length>');
    const renamed = field('Claim__c.Risk__c', '<label>Risk</label><type>Text</type><length>80</length>');
    const count = 'SELECT COUNT() FROM Claim__c WHERE Risk__c != null';
    expect(counted(text, number)).to.deep.equal([count]);
    expect(counted(text, shorter)).to.deep.equal([count]);
    expect(counted(text, renamed)).to.deep.equal([]);
  });
});
