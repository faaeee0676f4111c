import { expect } from 'chai';
import { freeze, mark } from '../../src/actions/mark.ts';
import { show } from '../../src/actions/show.ts';
import { status } from '../../src/actions/status.ts';
import { releaseFacts, releaseTable } from '../../src/report/release-words.ts';
import { statusText } from '../../src/report/status-words.ts';
import { setTheStage } from './stage.ts';

const greeter = 'force-app/main/default/classes/Greeter.cls';
const source = (text: string): string =>
  `public class Greeter { public static String greet() { return 'hello'; } /* ${text} */ }\n`;

describe('what a team says of its releases', function () {
  this.timeout(60_000);

  it('decides where a rollback goes, and keeps a blocked release from coming back', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    for (const text of ['one', 'two']) {
      await stage.commit({ [greeter]: source(text) });
      await stage.deploy('minor');
    }
    const marked = await mark(stage.gateways, { release: '1.1.0', mark: 'blocked', reason: 'it lost data' });
    expect(marked).to.have.nested.property('release.name', 'production/v1.1.0');
    expect(await stage.rollback({ to: '1.1.0' })).to.deep.include({ kind: 'refused' });
    const planned = await stage.rollback({ dryRun: true });
    expect(planned).to.have.nested.property('plan.to.release', 'production/v1.0.0');
    await stage.git('checkout', '--quiet', '--detach', 'production/v1.1.0');
    const again = await stage.deploy('patch');
    expect(again).to.have.nested.property('refusal.reason', 'blockedRelease');
    expect(again).to.have.nested.property('refusal.because', 'it lost data');
    await mark(stage.gateways, { release: 'production/v1.1.0', mark: 'good' });
    const released = await stage.rollback({ dryRun: true });
    expect(released).to.have.nested.property('plan.to.release', 'production/v1.1.0');
  });

  it('freezes an environment: no deploy, but a rollback, until it is lifted', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.commit({ [greeter]: source('one') });
    await stage.deploy('minor');
    await stage.commit({ [greeter]: source('two') });
    await freeze(stage.gateways, { lift: false, reason: 'closing of the year' });
    expect(await stage.deploy('minor')).to.have.nested.property('refusal.reason', 'frozen');
    const frozen = await status(stage.gateways, {});
    expect(frozen.kind === 'status' && statusText(frozen)).to.contain('FREEZE: by Test');
    expect(await stage.rollback()).to.have.property('kind', 'rolledBack');
    expect(await freeze(stage.gateways, { lift: true })).to.have.property('kind', 'thawed');
    expect(await freeze(stage.gateways, { lift: true })).to.have.nested.property('refusal.reason', 'notFrozen');
    expect(await stage.deploy('minor')).to.have.property('kind', 'released');
  });

  it('is bad of what a rollback left, and the rollback can be undone while nobody blocked it', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    expect(await stage.rollback({ undoLast: true })).to.have.nested.property('refusal.reason', 'noRollbackToUndo');
    await stage.commit({ [greeter]: source('one') });
    await stage.deploy('minor');
    await stage.rollback({ reason: 'it broke' });
    const shown = await show(stage.gateways, { release: '1.1.0' });
    if (shown.kind !== 'shown') throw new Error(shown.kind);
    expect(shown.standings).to.have.nested.property('production/v1\\.1\\.0.by', 'production/v1.1.1');
    expect(releaseFacts(shown).join('\n')).to.contain('it broke');
    expect(releaseTable(shown)).to.contain('rolled back');
    await mark(stage.gateways, { release: '1.1.0', mark: 'blocked' });
    expect(await stage.rollback({ undoLast: true })).to.have.nested.property('refusal.reason', 'blockedRelease');
  });

  it('can be asked for by the project: only a release that is known to be good is gone back to', async () => {
    await using stage = await setTheStage();
    await stage.commit({ 'release.yaml': 'knownGood:\n  afterHours: 72\n  greenChecks: true\n' });
    await stage.deploy('1.0.0');
    await stage.commit({ [greeter]: source('one') });
    await stage.deploy('minor');
    const refused = await stage.rollback({ dryRun: true });
    expect(refused).to.have.nested.property('refusal.reason', 'noKnownGoodRelease');
    expect(refused).to.have.nested.property('refusal.candidates').that.deep.equals(['production/v1.0.0']);
    await mark(stage.gateways, { release: '1.0.0', mark: 'good' });
    expect(await stage.rollback({ dryRun: true })).to.have.nested.property('plan.to.release', 'production/v1.0.0');
  });

  it('is refused of a release that nobody made', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    const outcome = await mark(stage.gateways, { release: '1.0.1', mark: 'bad' });
    expect(outcome).to.have.nested.property('refusal.reason', 'unknownRelease');
  });
});
