import { expect } from 'chai';
import { keyOf, parseKey } from '../../../src/release/metadata/component.ts';
import { findMentions, isDistinctive } from '../../../src/release/content/source-mentions.ts';
import { apexClass, component, field, flow } from '../plan-builders.ts';

const found = (...parameters: Parameters<typeof findMentions>): readonly string[] =>
  findMentions(...parameters).map(({ of, by }) => `${keyOf(of)} by ${keyOf(by)}`);

const risk = { type: 'CustomField', fullName: 'Account.Risk__c' };

describe('a search for mentions in source', () => {
  it('finds a field where its object is named too', () => {
    const query = apexClass('A', "class A { String q = 'SELECT Risk__c FROM Account'; }");
    expect(found([risk], [query])).to.deep.equal(['CustomField:Account.Risk__c by ApexClass:A']);
  });

  it('does not take the field of another object for it', () => {
    expect(found([risk], [apexClass('A', "class A { String q = 'SELECT Risk__c FROM Case'; }")])).to.deep.equal([]);
  });

  it('knows the object of a field, a layout or a rule without its name', () => {
    const rule = component('ValidationRule:Account.V', '<fullName>V</fullName><formula>Risk__c &gt; 1</formula>');
    const layout = component('Layout:Account-Main', '<field>Risk__c</field>');
    expect(found([risk], [rule, layout, field('Account.Other__c', '<formula>Risk__c</formula>')])).to.have.lengthOf(3);
  });

  it('finds whole words only', () => {
    const target = { type: 'ApexClass', fullName: 'Risk' };
    expect(
      found([target], [apexClass('A', 'class A { Risky r; }'), apexClass('B', 'class B { Risk r; }')]),
    ).to.deep.equal(['ApexClass:Risk by ApexClass:B']);
  });

  it('finds a component in the spelling of a template', () => {
    const target = { type: 'LightningComponentBundle', fullName: 'riskPanel' };
    const user = component('LightningComponentBundle:card', undefined, {
      'card.html': '<c-risk-panel></c-risk-panel>',
    });
    expect(found([target], [user])).to.have.lengthOf(1);
  });

  it('does not find a component in itself, nor anything in a binary file', () => {
    const binary = component('StaticResource:Logo', undefined, { 'Logo.resource': 'Helper\0' });
    expect(found([{ type: 'ApexClass', fullName: 'Helper' }], [apexClass('Helper'), binary])).to.deep.equal([]);
  });

  it('does not read words for people, unless they hold an expression', () => {
    const target = { type: 'ApexClass', fullName: 'Property' };
    expect(found([target], [flow('F', 'Create Property')])).to.deep.equal([]);
    expect(found([target], [flow('F', 'Create {!Property.Name}')])).to.have.lengthOf(1);
  });

  it('finds a name with spaces as it is', () => {
    const target = { type: 'Layout', fullName: 'Account-Account Layout' };
    const action = component('QuickAction:New', '<targetLayout>Account-Account Layout</targetLayout>');
    expect(found([target], [action])).to.have.lengthOf(1);
  });

  it('is for names that are no ordinary words, of what is used by its name', () => {
    const searched = (key: string): boolean => isDistinctive(parseKey(key));
    for (const key of ['CustomField:Account.Risk__c', 'ApexClass:ClaimRisk', 'CustomLabel:Claim_Greeting'])
      expect(searched(key), key).to.equal(true);
    for (const key of ['ApexClass:Report', 'CustomLabel:Name', 'CustomTab:Claim__c', 'ValidationRule:Account.Is_Set'])
      expect(searched(key), key).to.equal(false);
  });
});
