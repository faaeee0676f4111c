import { expect } from 'chai';
import { acceptedInVain } from '../../../src/release/plan/acceptance.ts';
import { apexClass, deltaOf, field, object } from '../plan-builders.ts';

const delta = deltaOf(
  [field('Claim__c.Risk__c'), field('Claim__c.Size__c'), object('Route__c'), apexClass('Old')],
  [field('Claim__c.Size__c', '<type>Number</type>'), field('Claim__c.Fresh__c')],
);

describe('an acceptance of data loss', () => {
  it('is of a field or object that goes, or of a field that changes', () => {
    expect(
      acceptedInVain(['CustomField:Claim__c.Risk__c', 'CustomField:Claim__c.Size__c', 'CustomObject:Route__c'], delta),
    ).to.deep.equal([]);
  });

  it('of anything else is in vain, and the nearest is offered', () => {
    expect(acceptedInVain(['Claim__c.Risk__c'], delta)[0]?.nearest[0]).to.equal('CustomField:Claim__c.Risk__c');
    expect(acceptedInVain(['CustomField:Claim__c.risk__c'], delta)).to.have.lengthOf(1);
    for (const given of ['ApexClass:Old', 'CustomField:Claim__c.Fresh__c', 'CustomObject:Claim__c'])
      expect(acceptedInVain([given], delta), given).to.have.lengthOf(1);
  });
});
