import { expect } from 'chai';
import { openOrg } from '../../../src/gateways/org/open-org.ts';
import { OrgError } from '../../../src/gateways/org/org-error.ts';
import { Refused } from '../../../src/release/refusal.ts';
import { startPracticeOrg } from '../../../src/practice-org/index.ts';
import { logIn, makeBed, makeStub, timingOf } from './bed.ts';

const errorOf = async (promise: Promise<unknown>): Promise<OrgError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OrgError)) throw new Error(`expected an OrgError, got ${String(error)}`);
  return error;
};

describe('Opening an org', () => {
  it('says who answers, read from the org itself', async () => {
    await using bed = await makeBed({ name: 'Acme', kind: 'sandbox' });
    const identity = await bed.org.identity();
    expect(identity).to.include({ orgId: bed.practice.orgId, name: 'Acme', kind: 'sandbox', apiVersion: '67.0' });
    expect(identity).to.include({ username: bed.practice.username, instanceUrl: bed.practice.url });
    expect(identity.userId).to.match(/^005\w{15}$/);
  });

  it('finds an org by its alias', async () => {
    await using practice = await startPracticeOrg();
    const alias = await logIn(practice);
    const org = await openOrg(alias, { environment: {} });
    expect((await org.identity()).orgId).to.equal(practice.orgId);
  });

  it('says that no org is the default, and how to name one', async () => {
    const error = await errorOf(openOrg());
    expect(error.reason).to.equal('noDefaultOrg');
    expect(error.actions.join()).to.contain('--target-org').and.to.contain('sf config set target-org');
  });

  it('says that an alias is unknown, and how to log in', async () => {
    const error = await errorOf(openOrg('nobody-here'));
    expect(error.reason).to.equal('unknownAlias');
    expect(error.message).to.contain('nobody-here');
    expect(error.actions.join()).to.contain('sf org login');
  });

  it('says that an org is out of reach when it does not answer within half a minute', async () => {
    const practice = await startPracticeOrg();
    await logIn(practice);
    await practice.close();
    const timing = timingOf(practice);
    const error = await errorOf(openOrg(practice.username, { timing, environment: {} }));
    expect(error).to.include({ reason: 'unreachable', code: 'ECONNREFUSED' });
    expect(timing.slept.reduce((sum, each) => sum + each, 0)).to.be.within(25_000, 35_000);
  });

  it('names the proxy, without its password, when the way through it is broken', async () => {
    await using practice = await startPracticeOrg();
    await logIn(practice);
    const environment = { https_proxy: 'http://user:hush@127.0.0.1:1' };
    const error = await errorOf(openOrg(practice.username, { timing: timingOf(practice), environment }));
    expect(error.message).to.contain('127.0.0.1:1').and.not.to.contain('hush');
  });

  it('goes past the proxy to hosts in no_proxy', async () => {
    await using practice = await startPracticeOrg();
    await logIn(practice);
    const environment = { https_proxy: 'http://127.0.0.1:1', no_proxy: '127.0.0.1' };
    const org = await openOrg(practice.username, { timing: timingOf(practice), environment });
    expect((await org.identity()).orgId).to.equal(practice.orgId);
  });

  it('says that a session which cannot be renewed has expired, without trying long', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'query', fault: { kind: 'sessionExpired' }, on: 'always' });
    const error = await errorOf(bed.org.identity());
    expect(error.reason).to.equal('expiredSession');
    expect(error.actions.join()).to.contain('sf org login');
    expect(bed.timing.slept).to.deep.equal([]);
  });

  it('keeps the token out of errors', async () => {
    await using bed = await makeBed();
    bed.practice.faults.force({ operation: 'query', fault: { kind: 'status', status: 503 }, on: 'always' });
    const error = await errorOf(bed.org.query('SELECT Id FROM Organization'));
    const text = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error.stack) + String(error.cause);
    expect(text)
      .not.to.contain(bed.practice.accessToken)
      .and.not.to.match(/00D\w{12}!/);
  });

  it('refuses another org than the expected one before anything is sent', async () => {
    await using bed = await makeBed();
    const expectedOrgId = '00D000000000001AAA';
    const request = { zip: Buffer.from('zip'), checkOnly: false, expectedOrgId };
    const writes = [
      () => bed.org.deploy(request),
      () => bed.org.quickDeploy('0Af000000000001AAA', expectedOrgId),
      () => bed.org.cancel('0Af000000000001AAA', expectedOrgId),
      () => bed.org.toolingUpdate({ sobject: 'FlowDefinition', id: '300', body: {}, expectedOrgId }),
    ];
    for (const write of writes) {
      const error: unknown = await write().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(Refused);
      expect((error as Refused).refusal).to.include({ reason: 'orgMismatch', actual: bed.practice.orgId });
    }
    expect(bed.practice.requests.filter(({ method }) => method !== 'GET')).to.deep.equal([]);
  });

  it('takes an organization record without an 18-character id for no answer', async () => {
    await using stub = await makeStub((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"totalSize":1,"done":true,"records":[{"Id":"00D1","Name":"x","InstanceName":"y"}]}');
    });
    expect((await errorOf(stub.org.expectOrg('00D1'))).reason).to.equal('garbledAnswer');
  });

  it("gives the org's clock, and never its own in place of one that the org does not tell", async () => {
    const orgId = '00D000000000001AAA';
    let date: string | undefined = 'Sat, 21 Nov 2026 10:00:00 GMT';
    await using stub = await makeStub((_, response) => {
      response.sendDate = false;
      response.writeHead(200, { 'content-type': 'application/json', ...(date !== undefined && { date }) });
      const record = { Id: orgId, Name: 'x', InstanceName: 'y', IsSandbox: false, TrialExpirationDate: null };
      response.end(JSON.stringify({ totalSize: 1, done: true, records: [record] }));
    });
    expect(await stub.org.expectOrg(orgId)).to.deep.equal(new Date('2026-11-21T10:00:00Z'));
    for (date of [undefined, 'yesterday']) {
      const error = await errorOf(stub.org.expectOrg(orgId));
      expect(error.reason).to.equal('garbledAnswer');
      expect(error.message).to.contain('Date');
    }
  });
});
