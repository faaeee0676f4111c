import { expect } from 'chai';
import { log } from '../../src/actions/log.ts';
import { status } from '../../src/actions/status.ts';
import { logLine } from '../../src/report/log-words.ts';
import { statusText } from '../../src/report/status-words.ts';
import { setTheStage } from './stage.ts';

describe('the status of an environment', function () {
  this.timeout(60_000);

  it('is nothing yet, then the release, and the run that is open', async () => {
    await using stage = await setTheStage();
    const before = await status(stage.gateways, {});
    expect(before).to.deep.equal({ kind: 'status', environment: 'production' });
    await stage.deploy('1.0.0');
    const after = await status(stage.gateways, {});
    expect(after).to.have.nested.property('current.name', 'production/v1.0.0');
    expect(after).not.to.have.property('openRun');
    stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'gack' });
    stage.org.events.holdDeploys(true);
    await stage.commit({
      'force-app/main/default/classes/Greeter.cls':
        "public class Greeter { public static String greet() { return 'hello'; } }",
    });
    const interrupt = new AbortController();
    await stage.deploy('minor', {
      waiting: {
        minutes: 1,
        signal: interrupt.signal,
        onProgress: () => {
          interrupt.abort();
        },
      },
    });
    const open = await status(stage.gateways, {});
    if (open.kind !== 'status') throw new Error(open.kind);
    expect(open.openRun?.opened.verb).to.equal('deploy');
    expect(statusText(open))
      .to.match(/Run: OPEN: deploy/u)
      .and.contain('sf release resume');
  });
});

describe('the log of an environment', function () {
  this.timeout(60_000);

  it('tells every step of every run, and nothing that was not read from outside', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0', { reason: 'first' });
    const outcome = await log(stage.gateways, {});
    if (outcome.kind !== 'logged') throw new Error(outcome.kind);
    const lines = outcome.entries.map(logLine).join('\n');
    expect(lines).to.match(/deploy .*opened by .*first/u);
    expect(lines).to.match(/submit: done .*deployId 0Af\w{15}/u);
    expect(lines).to.match(/closed: released/u);
    expect(lines).not.to.contain(stage.org.accessToken);
  });
});
