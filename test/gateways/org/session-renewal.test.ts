import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { openOrg } from '../../../src/gateways/org/open-org.ts';
import { startPracticeOrg, type PracticeOrg } from '../../../src/practice-org/index.ts';
import { deployOf, timingOf } from './bed.ts';

/** Logs in the way CI does: the session can be renewed. */
const logInByJwt = async (practice: PracticeOrg): Promise<string> => {
  const { AuthInfo } = await import('@salesforce/core');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = path.join(tmpdir(), `${practice.orgId}.key`);
  await writeFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const { username, url } = practice;
  const login = await AuthInfo.create({
    username,
    oauth2Options: { clientId: 'any', privateKeyFile: file, loginUrl: url },
  });
  await login.save();
  return username;
};

const renewable = async (practice: PracticeOrg) => {
  const timing = timingOf(practice);
  const org = await openOrg(await logInByJwt(practice), { timing, environment: {} });
  const before = practice.requests.length;
  const calls = (operation: string): number =>
    practice.requests.slice(before).filter((request) => request.operation === operation).length;
  return { org, timing, calls };
};

describe('A session that expires', () => {
  it('is renewed once, and the read goes on', async () => {
    await using practice = await startPracticeOrg();
    const { org, calls, timing } = await renewable(practice);
    practice.faults.force({ operation: 'query', fault: { kind: 'sessionExpired' }, on: 'next' });
    expect((await org.identity()).orgId).to.equal(practice.orgId);
    expect(calls('token')).to.equal(1);
    expect(timing.slept).to.deep.equal([]);
  });

  it('is renewed in the middle of a deploy', async () => {
    await using practice = await startPracticeOrg({ timing: { components: 60_000 } });
    const { org, timing } = await renewable(practice);
    const submission = await org.deploy(deployOf(practice));
    practice.faults.force({ operation: 'checkDeployStatus', fault: { kind: 'sessionExpired' }, on: { nth: 5 } });
    const id = submission.kind === 'accepted' ? submission.id : '';
    const ending = await org.awaitDeploy(id, { deadline: new Date(timing.now() + 600_000) });
    expect(ending.kind).to.equal('succeeded');
  });

  it('is renewed once for calls that fail together', async () => {
    await using practice = await startPracticeOrg();
    const { org, calls } = await renewable(practice);
    for (const nth of [1, 2, 3])
      practice.faults.force({ operation: 'query', fault: { kind: 'sessionExpired' }, on: { nth } });
    await Promise.all([1, 2, 3].map(() => org.query('SELECT Id FROM Organization')));
    expect(calls('token')).to.equal(1);
  });

  it('is given up when the new session is refused as well', async () => {
    await using practice = await startPracticeOrg();
    const { org, calls } = await renewable(practice);
    practice.faults.force({ operation: 'query', fault: { kind: 'sessionExpired' }, on: 'always' });
    const error = await org.query('SELECT Id FROM Organization').catch((thrown: unknown) => thrown);
    expect(error).to.include({ reason: 'expiredSession' });
    expect(calls('token')).to.equal(1);
  });

  it('does not make a deploy be sent twice', async () => {
    await using practice = await startPracticeOrg();
    const { org, calls } = await renewable(practice);
    practice.faults.force({ operation: 'deploy', fault: { kind: 'sessionExpired' }, on: 'next' });
    expect(await org.deploy(deployOf(practice))).to.include({ kind: 'refused' });
    expect(calls('deploy')).to.equal(1);
  });
});
