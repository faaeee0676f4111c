import { expect } from 'chai';
import { consentSummary } from '../../../src/release/plan/consent-summary.ts';
import { apexClass, component, field, flow, planOf, rows } from '../plan-builders.ts';

describe('what a person sees before saying yes', () => {
  it('are the numbers and names of what changes, goes, is lost and stays', () => {
    const plan = planOf({
      from: [
        apexClass('New'),
        apexClass('Old', 'class Old { int x; }'),
        field('Account.Lost__c'),
        field('Account.Kept__c'),
        component('RecordType:Account.R', '<fullName>R</fullName><active>true</active>'),
        flow('Route', 'new'),
      ],
      to: [apexClass('Old')],
      facts: {
        rows: rows({ 'CustomField:Account.Lost__c': 5, 'CustomField:Account.Kept__c': 7 }),
        flows: new Map([['Route', { activeVersion: 1, versions: [1] }]]),
      },
      options: { acceptDataLoss: ['CustomField:Account.Lost__c'] },
    });
    expect(consentSummary(plan)).to.deep.equal({
      types: [
        { type: 'ApexClass', count: 2 },
        { type: 'CustomField', count: 1 },
        { type: 'Flow', count: 1 },
        { type: 'RecordType', count: 1 },
      ],
      changed: 5,
      deletions: ['ApexClass:New', 'CustomField:Account.Lost__c'],
      revoked: 0,
      flowVersions: 1,
      loses: ['CustomField:Account.Lost__c'],
      rowsLost: 5,
      stays: ['CustomField:Account.Kept__c'],
      manual: 3,
      overwritten: [],
    });
  });
});
