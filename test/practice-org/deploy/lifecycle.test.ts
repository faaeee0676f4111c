import { expect } from 'chai';
import {
  deploy,
  deployBody,
  labels,
  listed,
  soap,
  start,
  status,
  statusWord,
  tag,
  faultCode,
  zipOf,
} from '../client.ts';

const SLOW = { pending: 1_000, components: 10_000, finalizing: 2_000, canceling: 500 };
const cancel = (id: string): string => `<cancelDeploy><id>${id}</id></cancelDeploy>`;

describe('the life of a deploy', () => {
  it('goes from Pending through InProgress and Finalizing to Succeeded, on the clock of the org', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ Greeting: 'Hello' }));
    const seen = [await statusWord(org, id)];
    for (const step of [1_500, 5_000, 5_000, 2_000]) {
      org.clock.advance(step);
      seen.push(await statusWord(org, id));
    }
    expect(seen).to.deep.equal(['Pending', 'InProgress', 'InProgress', 'Finalizing', 'Succeeded']);
  });

  it('commits nothing before its end', async () => {
    await using org = await start({ timing: SLOW });
    await deploy(org, labels({ Greeting: 'Hello' }));
    org.clock.advance(12_500);
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
    org.clock.advance(1_000);
    expect(await listed(org, 'CustomLabel')).to.deep.equal(['Greeting']);
  });

  it('runs one deploy at a time, in the order they came', async () => {
    await using org = await start({ timing: SLOW });
    const first = await deploy(org, labels({ One: '1' }));
    const second = await deploy(org, labels({ Two: '2' }));
    org.clock.advance(2_000);
    expect([await statusWord(org, first), await statusWord(org, second)]).to.deep.equal(['InProgress', 'Pending']);
    org.clock.advance(11_500);
    expect([await statusWord(org, first), await statusWord(org, second)]).to.deep.equal(['Succeeded', 'InProgress']);
  });

  it('cancels a deploy that waits at once', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ One: '1' }));
    expect(tag(await soap(org, cancel(id)), 'done')).to.equal('true');
    expect(await statusWord(org, id)).to.equal('Canceled');
  });

  it('cancels a running deploy by way of Canceling and leaves no trace of it', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ One: '1' }));
    org.clock.advance(3_000);
    expect(tag(await soap(org, cancel(id)), 'done')).to.equal('false');
    expect(await statusWord(org, id)).to.equal('Canceling');
    org.clock.advance(500);
    expect(await statusWord(org, id)).to.equal('Canceled');
    org.clock.advance(60_000);
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  it('refuses to cancel what has ended, in the words of the platform', async () => {
    await using org = await start();
    const id = await deploy(org, labels({ One: '1' }));
    expect(tag(await soap(org, cancel(id)), 'faultstring')).to.equal('INVALID_ID_FIELD: Deployment already completed');
  });

  it('refuses to cancel while finalizing from API 65 on', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ One: '1' }));
    org.clock.advance(11_500);
    expect(faultCode(await soap(org, cancel(id)))).to.equal('INVALID_OPERATION');
    org.clock.advance(2_000);
    expect(await statusWord(org, id)).to.equal('Succeeded');
  });

  it('says Canceled below API 65 although the deploy that was finalizing is committed', async () => {
    await using org = await start({ timing: SLOW });
    const answer = await soap(org, deployBody(zipOf(labels({ One: '1' }))), '64.0');
    const id = tag(answer, 'id') ?? '';
    org.clock.advance(11_500);
    expect(tag(await soap(org, cancel(id), '64.0'), 'done')).to.equal('false');
    org.clock.advance(1_000);
    expect(await statusWord(org, id)).to.equal('Canceled');
    expect(await listed(org, 'CustomLabel')).to.deep.equal(['One']);
  });

  it('leaves no trace of a validation', async () => {
    await using org = await start();
    const id = await deploy(org, labels({ One: '1' }), { checkOnly: true });
    expect(await statusWord(org, id)).to.equal('Succeeded');
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  it('tells details only when asked and only at the end', async () => {
    await using org = await start({ timing: SLOW });
    const id = await deploy(org, labels({ One: '1' }));
    org.clock.advance(2_000);
    expect((await status(org, id)).text).not.to.contain('componentSuccesses');
    org.clock.advance(20_000);
    expect((await status(org, id)).text).to.contain('componentSuccesses');
    expect((await status(org, id, false)).text).not.to.contain('componentSuccesses');
  });
});
