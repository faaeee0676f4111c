import { expect } from 'chai';
import { verify } from '../../src/actions/verify.ts';
import { isReachable, reachabilityOf } from '../../src/release/reachability.ts';
import { verifiedText } from '../../src/report/verified-words.ts';
import { options, setTheStage, type Stage } from './stage.ts';

const greeter = 'force-app/main/default/classes/Greeter.cls';
const source = (text: string): string =>
  `public class Greeter { public static String greet() { return 'hello'; } /* ${text} */ }\n`;

const verified = async (stage: Stage, releases: readonly string[] = []) => {
  const request = { targetOrg: stage.alias, releases, last: 3, options, waiting: { minutes: 1 } };
  const outcome = await verify(stage.gateways, request);
  if (outcome.kind !== 'releasesVerified') throw new Error(JSON.stringify(outcome));
  return outcome.releases;
};

describe('verifying that earlier releases are deployable', function () {
  this.timeout(60_000);

  it('says for each what the org says, and leaves each way back armed', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    for (const text of ['one', 'two', 'three']) {
      await stage.commit({ [greeter]: source(text) });
      await stage.deploy('minor');
    }
    const found = await verified(stage);
    expect(found.map((each) => `${each.release} ${reachabilityOf(each)}`)).to.deep.equal([
      'production/v1.0.0 deployable',
      'production/v1.1.0 deployable',
      'production/v1.2.0 deployable',
    ]);
    const outcome = await stage.rollback({ to: '1.1.0' });
    expect(outcome).to.have.nested.property('deploy.validation');
  });

  it('names what stands against a release, in the words of the org', async () => {
    await using stage = await setTheStage();
    await stage.commit({ [greeter]: source('old') });
    await stage.deploy('1.0.0');
    await stage.commit({ [greeter]: source('new') });
    await stage.deploy('minor');
    stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'retired permission' });
    const [only] = await verified(stage, ['1.0.0']);
    expect(only && reachabilityOf(only)).to.equal('failed');
    expect(only && isReachable(only)).to.equal(false);
    expect(only && verifiedText(only))
      .to.contain('NOT deployable')
      .and.contain('retired permission');
  });

  it('ends at once for what would stop every release', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.commit({ [greeter]: source('new') });
    await stage.deploy('minor');
    const request = { targetOrg: 'nobody', releases: [], last: 3, options, waiting: { minutes: 1 } };
    expect(await verify(stage.gateways, request)).to.have.property('kind', 'outside');
  });
});
