import { expect } from 'chai';
import { arm } from '../../src/actions/arm.ts';
import { status } from '../../src/actions/status.ts';
import { readinessText } from '../../src/report/armed-words.ts';
import { needsAttention } from '../../src/report/status-words.ts';
import { apexClass, labels, textField } from './project.ts';
import { options, setTheStage, type Stage } from './stage.ts';

const day = 24 * 60 * 60 * 1000;

const readiness = async (stage: Stage): Promise<string> => {
  const found = await status(stage.gateways, { targetOrg: stage.alias });
  if (found.kind !== 'status' || found.readiness === undefined) throw new Error(JSON.stringify(found));
  expect(needsAttention(found)).to.equal(!found.readiness.armed);
  return readinessText(found.readiness);
};

const armAgain = async (stage: Stage): Promise<void> => {
  const outcome = await arm(stage.gateways, { targetOrg: stage.alias, options, waiting: { minutes: 1 } });
  if (outcome.kind !== 'armed') throw new Error(JSON.stringify(outcome));
};

const twoReleases = async (): Promise<Stage> => {
  const stage = await setTheStage();
  await stage.deploy('1.0.0');
  const extra = apexClass('Extra', 'public class Extra {}\n');
  await stage.commit({ ...extra, ...textField('Thing__c', 'Size__c'), ...labels({ Hello: 'Hi', Bye: 'Bye' }) });
  await stage.deploy('minor');
  return stage;
};

describe('what disarms a rollback', function () {
  this.timeout(90_000);

  it('is said by status, each cause by its name, until it is armed again', async () => {
    await using stage = await twoReleases();
    expect(await readiness(stage)).to.contain('not armed');
    await armAgain(stage);
    expect(await readiness(stage)).to.match(/ARMED to production\/v1\.0\.0 until/u);
    await stage.commit(apexClass('Other', 'public class Other {}\n'));
    await stage.deploy('minor');
    expect(await readiness(stage)).to.contain('DISARMED: what was validated leads from production/v1.1.0');
    await armAgain(stage);
    const deploy = stage.org.events.deployBySomebodyElse();
    expect(await readiness(stage)).to.contain(`DISARMED: ${deploy}`);
    await armAgain(stage);
    stage.org.events.installPackage('Somebody');
    expect(await readiness(stage)).to.match(/DISARMED: packages .*\(033\w{15}=04t\w{15}\)/u);
    await armAgain(stage);
    stage.org.clock.advance(11 * day);
    expect(await readiness(stage)).to.contain('DISARMED: the validation expired');
  });

  it('is a plan that has changed: the rollback then is sent and tested as usual, and proven', async () => {
    await using stage = await twoReleases();
    await armAgain(stage);
    stage.org.events.deleteInSetup('CustomField:Thing__c.Size__c');
    expect(await readiness(stage)).to.contain('DISARMED: the plan has changed');
    const outcome = await stage.rollback();
    expect(outcome).to.have.property('kind', 'rolledBack');
    expect(outcome).to.have.property('deploy').that.does.not.have.property('validation');
    expect(outcome).to.have.nested.property('deploy.testsRun').that.is.above(0);
  });

  it('is drift, until a person says what to do with it: then what was validated is deployed', async () => {
    await using stage = await twoReleases();
    await armAgain(stage);
    stage.org.events.editInSetup('CustomLabel:Hello', { from: 'Hi', to: 'Ciao' });
    expect(await readiness(stage))
      .to.contain('DISARMED: no plan can be made now')
      .and.contain('CustomLabel:Hello');
    const outcome = await stage.rollback({ options: { ...options, onDrift: 'overwrite' } });
    expect(outcome).to.have.nested.property('deploy.validation');
  });

  it('is time: after ten days the rollback is sent and tested as usual', async () => {
    await using stage = await twoReleases();
    await armAgain(stage);
    stage.org.clock.advance(11 * day);
    const outcome = await stage.rollback();
    expect(outcome).to.have.property('kind', 'rolledBack');
    expect(outcome).to.have.property('deploy').that.does.not.have.property('validation');
  });

  it('is not a change in Setup of something else', async () => {
    await using stage = await twoReleases();
    await armAgain(stage);
    stage.org.events.editInSetup('CustomLabel:Bye', { from: 'Bye', to: 'Ciao' });
    expect(await readiness(stage)).to.match(/ARMED to/u);
    expect(await stage.rollback()).to.have.nested.property('deploy.validation');
  });
});
