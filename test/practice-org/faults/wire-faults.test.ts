import { expect } from 'chai';
import type { ForcedFault } from '../../../src/practice-org/faults/fault.ts';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { call, deploy, deployBody, faultCode, labels, listed, soap, start, statusWord, zipOf } from '../client.ts';

/** The code of the network error, or undefined when an answer came. */
const networkError = async (answer: Promise<unknown>): Promise<string | undefined> => {
  try {
    await answer;
    return undefined;
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    return cause?.code ?? (error as Error).message;
  }
};

const forced = async (fault: ForcedFault): Promise<PracticeOrg> => {
  const org = await start();
  org.faults.force(fault);
  return org;
};

const deployLabel = (org: PracticeOrg): Promise<unknown> => soap(org, deployBody(zipOf(labels({ Greeting: 'Hello' }))));
const limits = (org: PracticeOrg): ReturnType<typeof call> => call(org, '/services/data/v67.0/limits');

describe('faults on the wire', () => {
  it('resets a call before the org reads it', async () => {
    await using org = await forced({ operation: 'deploy', fault: { kind: 'reset' }, on: 'next' });
    expect(await networkError(deployLabel(org))).to.be.oneOf(['ECONNRESET', 'UND_ERR_SOCKET']);
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  it('loses the answer of a call that the org acted on', async () => {
    await using org = await forced({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
    expect(await networkError(deployLabel(org))).to.be.oneOf(['ECONNRESET', 'UND_ERR_SOCKET']);
    expect(await listed(org, 'CustomLabel')).to.deep.equal(['Greeting']);
  });

  it('cuts an answer in the middle of its body', async () => {
    await using org = await forced({ operation: 'listMetadata', fault: { kind: 'bodyCut' }, on: 'next' });
    expect(await networkError(listed(org, 'CustomLabel'))).to.be.oneOf(['ECONNRESET', 'UND_ERR_SOCKET', 'terminated']);
    expect(await listed(org, 'CustomLabel')).to.deep.equal([]);
  });

  for (const code of [429, 500, 502, 503, 504] as const)
    it(`answers ${code} without acting`, async () => {
      await using org = await forced({ operation: 'limits', fault: { kind: 'status', status: code }, on: 'next' });
      expect((await limits(org)).status).to.equal(code);
      expect((await limits(org)).status).to.equal(200);
    });

  it('answers with an HTML page instead of JSON', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'html' }, on: 'next' });
    const { headers, text } = await limits(org);
    expect([headers.get('content-type'), text.slice(0, 15)]).to.deep.equal([
      'text/html;charset=UTF-8',
      '<!DOCTYPE html>',
    ]);
  });

  it('answers an expired session as 401 to REST and as a fault to SOAP', async () => {
    await using org = await forced({ operation: '*', fault: { kind: 'sessionExpired' }, on: 'always' });
    const rest = await limits(org);
    expect([rest.status, rest.text]).to.deep.equal([
      401,
      '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
    ]);
    const answer = await soap(org, '<describeMetadata><asOfVersion>67.0</asOfVersion></describeMetadata>');
    expect([answer.status, faultCode(answer)]).to.deep.equal([500, 'INVALID_SESSION_ID']);
  });

  it('answers with an API error of the asked kind', async () => {
    await using org = await forced({
      operation: 'limits',
      fault: { kind: 'error', code: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' },
      on: 'next',
    });
    expect((await limits(org)).status).to.equal(403);
  });

  it('hangs while other calls are answered', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'hang', seconds: 600 }, on: 'next' });
    let answered = false;
    const hanging = networkError(limits(org).then(() => (answered = true)));
    await listed(org, 'CustomLabel');
    expect([answered, (await limits(org)).status]).to.deep.equal([false, 200]);
    await org.close();
    expect(await hanging).not.to.equal(undefined);
  });

  it('answers when it has hung for the seconds it was told', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'hang', seconds: 0.01 }, on: 'next' });
    expect((await limits(org)).status).to.equal(200);
  });

  it('drips an answer in pieces', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'slowDrip', seconds: 600 }, on: 'next' });
    const headers = { authorization: `Bearer ${org.accessToken}` };
    const dripping = await fetch(`${org.url}/services/data/v67.0/limits`, { headers });
    const first = await dripping.body?.getReader().read();
    const pieceLength = (first?.value as Uint8Array | undefined)?.length ?? 0;
    expect(pieceLength).to.be.within(1, Number(dripping.headers.get('content-length')) / 10);
  });

  it('drips an answer slowly but whole', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'slowDrip', seconds: 0.02 }, on: 'next' });
    expect(JSON.parse((await limits(org)).text)).to.have.property('DailyApiRequests');
  });

  it('strikes on the n-th call only', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'status', status: 503 }, on: { nth: 3 } });
    const seen = [];
    for (let count = 0; count < 4; count += 1) seen.push((await limits(org)).status);
    expect(seen).to.deep.equal([200, 200, 503, 200]);
  });

  it('strikes from the n-th call on until it is cleared', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'status', status: 503 }, on: { from: 2 } });
    const seen = [];
    for (let count = 0; count < 4; count += 1) seen.push((await limits(org)).status);
    expect(seen).to.deep.equal([200, 503, 503, 503]);
    org.faults.clear();
    expect((await limits(org)).status).to.equal(200);
  });

  it('counts the calls of the named operation only', async () => {
    await using org = await forced({ operation: 'deploy', fault: { kind: 'status', status: 503 }, on: { nth: 2 } });
    const id = await deploy(org, labels({ One: '1' }));
    expect(await statusWord(org, id)).to.equal('Succeeded');
    expect((await soap(org, deployBody(zipOf(labels({ Two: '2' }))))).status).to.equal(503);
  });

  it('goes on always until it is cleared', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'status', status: 500 }, on: 'always' });
    expect([(await limits(org)).status, (await limits(org)).status]).to.deep.equal([500, 500]);
    org.faults.clear();
    expect((await limits(org)).status).to.equal(200);
  });

  it('names the fault in the request log', async () => {
    await using org = await forced({ operation: 'limits', fault: { kind: 'status', status: 500 }, on: 'next' });
    await limits(org);
    expect(org.requests.at(-1)).to.include({ operation: 'limits', status: 500, fault: 'status' });
  });
});
