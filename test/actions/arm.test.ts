import { expect } from 'chai';
import { arm } from '../../src/actions/arm.ts';
import { list } from '../../src/actions/list.ts';
import { log } from '../../src/actions/log.ts';
import type { ArmOutcome, RollbackOutcome } from '../../src/release/run-outcome.ts';
import { setTheStage, options, type Stage } from './stage.ts';

const greeter = 'force-app/main/default/classes/Greeter.cls';
const source = (text: string): string =>
  `public class Greeter { public static String greet() { return 'hello'; } /* ${text} */ }\n`;

const armed = (stage: Stage, given: Partial<Parameters<typeof arm>[1]> = {}): Promise<ArmOutcome> =>
  arm(stage.gateways, { targetOrg: stage.alias, options, waiting: { minutes: 1 }, ...given });

const twoReleases = async (stage: Stage): Promise<void> => {
  await stage.deploy('1.0.0');
  await stage.commit({ [greeter]: source('more') });
  await stage.deploy('minor');
};

const deployOf = (outcome: RollbackOutcome) => {
  if (outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome));
  return outcome.deploy;
};

describe('an armed rollback', function () {
  this.timeout(60_000);

  it('is deployed at once by a rollback, without its tests, and proven like any other', async () => {
    await using stage = await setTheStage();
    await twoReleases(stage);
    const ready = await armed(stage);
    if (ready.kind !== 'armed') throw new Error(JSON.stringify(ready));
    expect(ready.deploy.testsRun).to.be.greaterThan(0);
    const outcome = await stage.rollback();
    const deploy = deployOf(outcome);
    expect(deploy.validation).to.equal(ready.deploy.deployId);
    expect(deploy.deployId).not.to.equal(ready.deploy.deployId);
    expect(deploy.testsRun).to.equal(0);
    expect(outcome).to.have.nested.property('proof.counts.proven').that.is.greaterThan(0);
    const entries = await log(stage.gateways, {});
    expect(JSON.stringify(entries)).to.contain('"ending":"armed"').and.contain(ready.deploy.deployId);
  });

  it('is sent and tested as usual when somebody deployed since', async () => {
    await using stage = await setTheStage();
    await twoReleases(stage);
    await armed(stage);
    stage.org.events.deployBySomebodyElse();
    const outcome = await stage.rollback({ options: { ...options, onDrift: 'overwrite' } });
    const deploy = deployOf(outcome);
    expect(deploy.validation).to.equal(undefined);
    expect(deploy.testsRun).to.be.greaterThan(0);
  });

  it('is sent and tested as usual when the org does not take the validation any more, and nobody could see why', async () => {
    await using stage = await setTheStage();
    await twoReleases(stage);
    await armed(stage);
    stage.org.events.installPackage('Somebody');
    const deploy = deployOf(await stage.rollback());
    expect(deploy.validation).to.equal(undefined);
    expect(deploy.testsRun).to.be.greaterThan(0);
  });

  it('is not used for another package than the one validated', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.commit({ [greeter]: source('one') });
    await stage.deploy('minor');
    await stage.commit({ [greeter]: source('two') });
    await stage.deploy('minor');
    await armed(stage);
    expect(deployOf(await stage.rollback({ to: '1.0.0' })).validation).to.equal(undefined);
  });

  it('changes nothing in the org, and what the org refuses is told with its reasons', async () => {
    await using stage = await setTheStage();
    await twoReleases(stage);
    stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'gack' });
    expect(await armed(stage)).to.include({ kind: 'failed' });
    expect(deployOf(await stage.rollback()).validation).to.equal(undefined);
  });

  it('is validated to its end by resume when the wait was too short', async () => {
    await using stage = await setTheStage();
    await twoReleases(stage);
    stage.org.events.holdDeploys(true);
    const interrupt = new AbortController();
    const onProgress = (): void => {
      interrupt.abort();
    };
    const waiting = { minutes: 1, signal: interrupt.signal, onProgress };
    expect(await armed(stage, { waiting })).to.have.property('kind', 'inProgress');
    stage.org.events.holdDeploys(false);
    const resumed = await stage.resume();
    expect(resumed).to.have.property('kind', 'armed');
    expect(deployOf(await stage.rollback())).to.have.property('validation');
  });

  it('leads forward again after a rollback: undone at once, and good again', async () => {
    await using stage = await setTheStage();
    await twoReleases(stage);
    await stage.rollback();
    expect(await armed(stage, { to: 'production/v1.1.0' })).to.have.property('kind', 'armed');
    const undone = await stage.rollback({ undoLast: true });
    expect(undone).to.have.nested.property('release.restores', 'production/v1.1.0');
    expect(deployOf(undone).validation).to.be.a('string');
    expect(await list(stage.gateways, {})).to.have.property('standings').that.is.empty;
    const again = await stage.rollback({ undoLast: true, dryRun: true });
    expect(again).to.have.nested.property('plan.to.release', 'production/v1.1.1');
  });

  it('is refused before there is a release to go back to', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    expect(await armed(stage)).to.have.nested.property('refusal.reason', 'noEarlierRelease');
  });
});
