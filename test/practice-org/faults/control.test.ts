import { expect } from 'chai';
import type { ControlCommand } from '../../../src/practice-org/faults/control.ts';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { call, deploy, labels, listed, start } from '../client.ts';

const told = (org: PracticeOrg, command: ControlCommand | string, token = org.controlToken): ReturnType<typeof call> =>
  call(org, '/practice-org/control', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: typeof command === 'string' ? command : JSON.stringify(command),
  });

describe('the control endpoint', () => {
  it('is closed to everybody without its own token', async () => {
    await using org = await start();
    for (const token of ['', 'x', org.accessToken])
      expect((await told(org, { do: 'reset' }, token)).status).to.equal(403);
  });

  it('forces a fault on the running org', async () => {
    await using org = await start();
    await told(org, { do: 'force', operation: 'limits', fault: { kind: 'status', status: 503 }, on: 'next' });
    expect((await call(org, '/services/data/v67.0/limits')).status).to.equal(503);
  });

  it('refuses a fault on an operation it does not have, and names those it has', async () => {
    await using org = await start();
    const forced = (operation: string): ControlCommand => ({
      do: 'force',
      operation,
      fault: { kind: 'reset' },
      on: 'next',
    });
    const refused = await told(org, forced('deploi'));
    expect([refused.status, refused.text.includes('deploy, ')]).to.deep.equal([400, true]);
    for (const operation of ['deploy', 'checkRetrieveStatus', 'query', 'undelete', 'executeAnonymous', '*'])
      expect((await told(org, forced(operation))).status, operation).to.equal(200);
  });

  it('lets an event happen and tells what came of it', async () => {
    await using org = await start();
    const answer = await told(org, { do: 'event', event: { name: 'deployBySomebodyElse' } });
    expect((JSON.parse(answer.text) as { result: string }).result).to.match(/^0Af\w{15}$/);
    expect(await listed(org, 'CustomLabel')).to.have.length(1);
  });

  it('resets the org but keeps its ids and logins', async () => {
    await using org = await start();
    const { orgId, accessToken } = org;
    await deploy(org, labels({ One: '1' }));
    await told(org, { do: 'reset' });
    expect([org.orgId, org.accessToken]).to.deep.equal([orgId, accessToken]);
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  for (const nonsense of [
    '',
    '[]',
    '{"do":"explode"}',
    '{"do":"force","operation":"limits","fault":{"kind":"hang","seconds":-1},"on":"next"}',
  ])
    it(`answers ${nonsense || 'nothing'} with 400 and a reason`, async () => {
      await using org = await start();
      const answer = await told(org, nonsense);
      expect(answer.status).to.equal(400);
      expect((JSON.parse(answer.text) as { error: string }).error).not.to.equal('');
    });
});
