import { expect } from 'chai';
import { grantedStill } from '../../../src/actions/checks/access.ts';
import { invalidApex } from '../../../src/actions/checks/baseline.ts';
import { definedStill } from '../../../src/actions/checks/definitions.ts';
import { changesByOthers } from '../../../src/actions/checks/others.ts';
import { redTests } from '../../../src/actions/run/red-tests.ts';
import { makeBed, submitted, type Bed } from '../../gateways/org/bed.ts';
import { classes, manifest } from '../../practice-org/client.ts';

const metadata = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

const files = (granted: boolean): Record<string, string> => ({
  'objects/Thing__c.object': `<CustomObject ${metadata}><deploymentStatus>Deployed</deploymentStatus><label>Thing</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Things</pluralLabel><sharingModel>ReadWrite</sharingModel><fields><fullName>Risk__c</fullName><label>Risk</label><length>80</length><type>Text</type></fields></CustomObject>`,
  ...classes({
    Helper: 'public class Helper { public static void help() {} }',
    Caller: 'public class Caller { public static void go() { Helper.help(); } }',
    BadTest:
      '@IsTest private class BadTest { @IsTest static void works() {\n// @practice fails always\n} @IsTest static void more() {} }',
  }),
  'package.xml': manifest({
    CustomObject: ['Thing__c'],
    CustomField: ['Thing__c.Risk__c'],
    ApexClass: ['Helper', 'Caller', 'BadTest'],
    PermissionSet: ['Clerks'],
    CustomPermission: ['Approve'],
  }),
  'customPermissions/Approve.customPermission': `<CustomPermission ${metadata}><label>Approve</label></CustomPermission>`,
  'permissionsets/Clerks.permissionset': `<PermissionSet ${metadata}><classAccesses><apexClass>Helper</apexClass><enabled>${granted}</enabled></classAccesses><customPermissions><enabled>${granted}</enabled><name>Approve</name></customPermissions><fieldPermissions><editable>${granted}</editable><field>Thing__c.Risk__c</field><readable>${granted}</readable></fieldPermissions><label>Clerks</label><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>${granted}</allowEdit><allowRead>${granted}</allowRead><modifyAllRecords>false</modifyAllRecords><object>Thing__c</object><viewAllRecords>false</viewAllRecords></objectPermissions></PermissionSet>`,
});

const deployed = async (bed: Bed, granted: boolean): Promise<void> => {
  const ending = await bed.org.awaitDeploy(await submitted(bed, files(granted)), { deadline: bed.inMinutes(5) });
  expect(ending.kind, JSON.stringify(ending, undefined, 1)).to.equal('succeeded');
};

const revokes = [
  { section: 'fieldPermissions', key: 'Thing__c.Risk__c' },
  { section: 'objectPermissions', key: 'Thing__c' },
  { section: 'classAccesses', key: 'Helper' },
  { section: 'customPermissions', key: 'Approve' },
].map((entry) => ({ type: 'PermissionSet', fullName: 'Clerks', ...entry }));

describe('what checks ask the org', function () {
  this.timeout(60_000);

  it('is whether access is really off, field by field, object by object, class by class', async () => {
    await using bed = await makeBed({ kind: 'sandbox' });
    await deployed(bed, true);
    expect(await grantedStill(bed.org, revokes)).to.deep.equal([
      'PermissionSet:Clerks classAccesses Helper',
      'PermissionSet:Clerks customPermissions Approve',
      'PermissionSet:Clerks fieldPermissions Thing__c.Risk__c',
      'PermissionSet:Clerks objectPermissions Thing__c',
    ]);
    const elsewhere = revokes.map((entry) => ({ ...entry, fullName: 'Others' }));
    expect(await grantedStill(bed.org, elsewhere)).to.deep.equal([]);
    await deployed(bed, false);
    expect(await grantedStill(bed.org, revokes)).to.deep.equal([]);
  });

  it('is whether a deletion is gone, by the schema', async () => {
    await using bed = await makeBed({ kind: 'sandbox' });
    await deployed(bed, false);
    const deleted = [
      'CustomField:Thing__c.Risk__c',
      'CustomField:Thing__c.Gone__c',
      'ApexClass:Helper',
      'ApexClass:Gone',
    ]
      .map((key) => key.split(':'))
      .map(([type = '', fullName = '']) => ({ type, fullName }));
    expect(await definedStill(bed.org, deleted)).to.deep.equal(['ApexClass:Helper', 'CustomField:Thing__c.Risk__c']);
    expect(await definedStill(bed.org, [{ type: 'CustomObject', fullName: 'Thing__c' }, ...deleted])).to.include(
      'CustomObject:Thing__c',
    );
  });

  it('is which Apex does not compile any more, which tests were red, and what others did', async () => {
    await using bed = await makeBed({ kind: 'sandbox' });
    await deployed(bed, true);
    expect(await invalidApex(bed.org)).to.deep.equal([]);
    expect(await redTests(bed.org)).to.deep.equal([]);
    await bed.org.runTests(['BadTest']);
    expect(await redTests(bed.org)).to.deep.equal(['BadTest']);
    const { userId } = await bed.org.identity();
    bed.practice.clock.advance(60_000);
    const since = bed.practice.clock.now();
    expect(await changesByOthers(bed.org, { since, userId })).to.deep.equal([]);
    bed.practice.events.deployBySomebodyElse();
    const [first, ...more] = await changesByOthers(bed.org, { since, userId });
    expect(first).to.match(/^\w+ \(.+\) by .+ at /u);
    expect(more.join()).to.match(/deploy 0Af\w+ Succeeded by /u);
  });
});
