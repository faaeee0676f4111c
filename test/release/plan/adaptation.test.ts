import { expect } from 'chai';
import { adaptationFor } from '../../../src/release/plan/adaptation.ts';

describe('what to leave out of a release that the org refused', () => {
  it('is the entry that the message names', () => {
    const said = [
      ['Profile:Clerk', 'Unknown user permission: EditTask'],
      ['PermissionSet:Claims', 'In field: field - no CustomField named Claim__c.Risk__c found'],
      ['Profile:Clerk', 'In field: recordType - no RecordType named Claim__c.Car found'],
      ['Profile:Clerk', 'In field: application - no CustomApplication named Old_App found'],
    ].map(([what = '', message = '']) => adaptationFor({ what, message }));
    expect(said).to.deep.equal([
      'Profile:Clerk#userPermissions:EditTask',
      'PermissionSet:Claims#fieldPermissions:Claim__c.Risk__c',
      'Profile:Clerk#recordTypeVisibilities:Claim__c.Car',
      'Profile:Clerk#applicationVisibilities:Old_App',
    ]);
  });

  it('is the component where the message names none', () => {
    const refused = { what: 'Layout:Claim', message: 'In field: field - no CustomField named Claim__c.Risk__c found' };
    expect(adaptationFor(refused)).to.equal('Layout:Claim');
  });

  it('is nothing for a test that failed and for a file of the package', () => {
    expect(adaptationFor({ what: 'ClaimTest.pays', message: 'Assertion Failed' })).to.equal(undefined);
    expect(adaptationFor({ what: 'package.xml', message: 'Unknown type' })).to.equal(undefined);
  });
});
