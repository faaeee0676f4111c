import { expect } from 'chai';
import { profile, textField } from '../project.ts';
import { setTheStage } from '../stage.ts';

const risk = 'force-app/main/default/objects/Thing__c/fields/Risk__c.field-meta.xml';

describe('rolling back a release that deleted a field', function () {
  this.timeout(60_000);

  it('gives back the access that went with it, although the profile is the same in both releases', async () => {
    await using stage = await setTheStage();
    await stage.commit({ ...textField('Thing__c', 'Risk__c'), ...profile(['RunReports'], ['Thing__c.Risk__c']) });
    const first = await stage.deploy('1.0.0');
    expect(first.kind, JSON.stringify(first, undefined, 1)).to.equal('released');
    await stage.commit({ [risk]: undefined });
    const second = await stage.deploy('minor');
    expect(second.kind, JSON.stringify(second, undefined, 1)).to.equal('released');
    const outcome = await stage.rollback();
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome, undefined, 1));
    expect(outcome.plan.ships.map(({ action, type }) => `${action} ${type}`)).to.deep.equal([
      'recreate CustomField',
      'sendEntries Profile',
    ]);
    const org = await (await stage.gateways()).openOrg(stage.alias);
    const manifest = new Map([
      ['Profile', ['Clerk']],
      ['CustomObject', ['Thing__c']],
    ]);
    const { entries } = await org.retrieve({ manifest });
    expect(entries.get('profiles/Clerk.profile')?.toString()).to.include('<field>Thing__c.Risk__c</field>');
  });
});
