import { expect } from 'chai';
import type { ComponentKey } from '../../../src/release/metadata/component.ts';
import { accessSpelledAs, spelledAs, underAskedKeys } from '../../../src/release/content/spelling.ts';
import { apexClass, component, field, profile } from '../plan-builders.ts';

const fieldEntry = (name: string): string =>
  `<fieldPermissions><editable>true</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;

describe('spelling of names', () => {
  it('carries a name over into the XML and the files of its component', () => {
    expect(spelledAs(field('Thing__c.accountId__c'), 'Thing__c.AccountId__c')).to.deep.equal(
      field('Thing__c.AccountId__c'),
    );
    expect(spelledAs(apexClass('greeter', 'x'), 'Greeter')).to.deep.equal(apexClass('Greeter', 'x'));
    const bundle = component('AuraDefinitionBundle:card', undefined, { 'cardHelper.js': 'h', 'cards.css': 'c' });
    expect([...spelledAs(bundle, 'Card').files.keys()]).to.deep.equal(['CardHelper.js', 'cards.css']);
  });

  it('leaves alone what is called like the component and is not its name', () => {
    const value = component(
      'CustomField:Thing__c.kind__c',
      '<fullName>kind__c</fullName><label>kind__c</label><valueSet><value><fullName>kind__c</fullName></value></valueSet>',
    );
    const respelled = spelledAs(value, 'Thing__c.Kind__c');
    expect(respelled.xml?.children.map(({ text }) => text)).to.deep.equal(['Kind__c', 'kind__c', undefined]);
    expect(JSON.stringify(respelled.xml?.children[2])).to.include('kind__c');
  });

  it('finds a component that was asked for in another case, and the very spelling first', () => {
    const held = new Map<ComponentKey, ReturnType<typeof field>>([
      ['CustomField:Thing__c.level__c', field('Thing__c.level__c', '<type>Text</type>')],
      ['CustomField:Thing__c.Level__c', field('Thing__c.Level__c', '<type>Number</type>')],
      ['CustomField:Thing__c.RISK__c', field('Thing__c.RISK__c')],
    ]);
    const found = underAskedKeys(
      held,
      new Set<ComponentKey>([
        'CustomField:Thing__c.Level__c',
        'CustomField:Thing__c.Risk__c',
        'CustomField:Thing__c.No__c',
      ]),
    );
    expect([...found.values()]).to.deep.equal([
      field('Thing__c.Level__c', '<type>Number</type>'),
      field('Thing__c.Risk__c'),
    ]);
  });

  it('names components in a profile as its model does, and nothing else', () => {
    const live = profile(fieldEntry('Thing__c.accountId__c'), fieldEntry('Thing__c.other__c'));
    const model = profile(fieldEntry('Thing__c.AccountId__c'));
    expect(accessSpelledAs(live, [undefined, model])).to.deep.equal(
      profile(fieldEntry('Thing__c.AccountId__c'), fieldEntry('Thing__c.other__c')),
    );
    expect(accessSpelledAs(live, [live]), 'the same object').to.equal(live);
  });
});
