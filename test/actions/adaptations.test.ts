import { expect } from 'chai';
import { verify } from '../../src/actions/verify.ts';
import { planWords } from '../../src/report/plan-words.ts';
import { verifiedText } from '../../src/report/verified-words.ts';
import { profile } from './project.ts';
import { options, setTheStage, type Stage } from './stage.ts';

const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** A field that no release brought. */
const theirField = new Map(
  [
    [
      'package.xml',
      `<Package ${xmlns}><types><members>Thing__c.Size__c</members><name>CustomField</name></types><version>62.0</version></Package>`,
    ],
    [
      'objects/Thing__c.object',
      `<CustomObject ${xmlns}><fields><fullName>Size__c</fullName><label>Size</label><length>80</length><type>Text</type></fields></CustomObject>`,
    ],
  ].map(([name = '', text = '']) => [name, Buffer.from(text)] as const),
);

const lost = 'Profile:Clerk#fieldPermissions:Thing__c.Size__c';

/** 1.1.0 speaks of a field that the org does not have any more. */
const undeployable = async (stage: Stage): Promise<void> => {
  const skip = ['deployedRelease'];
  await stage.deploy('1.0.0');
  stage.org.events.deployBySomebodyElse(theirField);
  await stage.commit(profile(['RunReports', 'ViewSetup'], ['Thing__c.Size__c']));
  await stage.deploy('1.1.0', { skip });
  await stage.commit(profile(['RunReports']));
  await stage.deploy('1.2.0', { skip });
  stage.org.events.deleteInSetup('CustomField:Thing__c.Size__c');
};

const verified = async (stage: Stage) => {
  const request = { targetOrg: stage.alias, releases: ['1.1.0'], last: 1, options, waiting: { minutes: 1 } };
  const outcome = await verify(stage.gateways, request);
  const [only] = outcome.kind === 'releasesVerified' ? outcome.releases : [];
  if (only === undefined) throw new Error(JSON.stringify(outcome));
  return only;
};

describe('a release that the org does not take any more as it was', function () {
  this.timeout(90_000);

  it('is gone back to without what the project leaves out, shown and recorded', async () => {
    await using stage = await setTheStage();
    await undeployable(stage);
    const refused = await verified(stage);
    expect(refused.outcome.kind).to.equal('failed');
    expect(refused.candidates).to.deep.equal([lost]);
    expect(verifiedText(refused)).to.contain(`- leaveOut: '${lost}'`);
    const adaptation = `adaptations:\n  - leaveOut: '${lost}'\n    releases: <=1.1.0\n    reason: the field went in spring\n`;
    await stage.commit({ 'release.yaml': adaptation });
    expect((await verified(stage)).outcome.kind).to.equal('armed');
    const outcome = await stage.rollback({ to: '1.1.0' });
    if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome));
    expect(outcome.plan.limits).to.deep.include({
      ...{ reason: 'adapted', component: { type: 'Profile', fullName: 'Clerk' }, instead: 'kept' },
      entry: { section: 'fieldPermissions', key: 'Thing__c.Size__c' },
      note: 'the field went in spring',
    });
    expect(planWords(outcome.plan, { name: 'x', username: 'y' })).to.contain('the field went in spring');
    const { commit, restores, name } = outcome.release;
    expect(restores).to.equal('production/v1.1.0');
    const differs = await stage.git('diff', '--name-only', 'production/v1.1.0', commit);
    expect(differs).to.equal('force-app/main/default/profiles/Clerk.profile-meta.xml');
    expect(await stage.git('diff', 'production/v1.1.0', name))
      .to.match(/^-.*Thing__c\.Size__c/mu)
      .and.not.match(/^[-+].*ViewSetup/mu);
  });

  it('is not adapted when the adaptation is for other releases', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.commit({
      ...profile([]),
      'release.yaml': "adaptations:\n  - leaveOut: Profile\n    releases: '>=2'\n    reason: x\n",
    });
    await stage.deploy('minor');
    const planned = await stage.rollback({ dryRun: true });
    expect(planned).to.have.property('plan').that.has.property('options').that.does.not.have.property('adaptations');
  });
});
