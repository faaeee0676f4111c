import { expect } from 'chai';
import { createServer } from 'node:net';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { call, deploy, labels, start } from '../client.ts';

const LIMITS = '/services/data/v67.0/limits';

describe('the server', () => {
  it('listens on the loopback only', async () => {
    await using org = await start();
    expect(org.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('refuses a port that no client would speak to', async () => {
    const refused = await start({ port: 6000 }).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    expect(refused).to.contain('Port 6000 is blocked');
  });

  it('says that a port is taken', async () => {
    await using org = await start();
    const refused = await start({ port: Number(new URL(org.url).port) }).then(
      () => undefined,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect(refused).to.equal('EADDRINUSE');
  });

  it('gives its port back when it is closed', async () => {
    const org = await start();
    const port = Number(new URL(org.url).port);
    await org.close();
    await new Promise<void>((resolve, reject) => {
      const server = createServer()
        .once('error', reject)
        .listen(port, '127.0.0.1', () => {
          server.close(() => {
            resolve();
          });
        });
    });
  });

  it('closes although a client keeps its connection open', async () => {
    const org = await start();
    await call(org, LIMITS);
    await org.close();
  });

  for (const [name, token] of Object.entries({ none: '', 'a wrong one': 'Bearer x', 'Basic auth': 'Basic YTpi' }))
    it(`refuses every REST call with ${name} as token`, async () => {
      await using org = await start();
      for (const path of [LIMITS, '/services/data/v67.0', '/services/data/v67.0/query?q=x', '/nowhere']) {
        const answer = await call(org, path, { headers: { authorization: token } });
        expect([answer.status, answer.text], path).to.deep.equal([
          401,
          '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]',
        ]);
      }
    });

  for (const path of [
    '/',
    '/nowhere',
    '/services',
    '/services/data/v67.0/nowhere',
    '/services/data/v67.0/../../etc/passwd',
    '/services/data/v67.0/%2e%2e%2f%2e%2e%2fetc',
    '/services/data/v67.0/%zz',
    '/services/data/v30.0/limits',
    '/services/data/v68.0/limits',
    '/services/data/vx/limits',
  ])
    it(`answers ${path} with 404 NOT_FOUND`, async () => {
      await using org = await start();
      const answer = await call(org, path);
      expect([answer.status, answer.text]).to.deep.equal([
        404,
        '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]',
      ]);
    });

  it('says which methods a resource knows', async () => {
    await using org = await start();
    const answer = await call(org, LIMITS, { method: 'DELETE' });
    expect([answer.status, answer.text]).to.deep.equal([
      405,
      `[{"message":"HTTP Method 'DELETE' not allowed. Allowed are GET","errorCode":"METHOD_NOT_ALLOWED"}]`,
    ]);
  });

  it('answers HEAD as GET without a body', async () => {
    await using org = await start();
    const answer = await call(org, LIMITS, { method: 'HEAD' });
    expect([answer.status, answer.text]).to.deep.equal([200, '']);
  });

  it('collapses the slashes of clients that logged in with a trailing one', async () => {
    await using org = await start();
    expect((await call(org, `//${LIMITS.slice(1)}`)).status).to.equal(200);
  });

  it('keeps connections open longer than clients wait between polls', async () => {
    await using org = await start();
    expect((await call(org, LIMITS)).headers.get('keep-alive')).to.equal('timeout=65');
  });

  it('tells on every REST answer how many calls of the day are gone', async () => {
    await using org = await start();
    const usage = async (): Promise<string | null> => (await call(org, LIMITS)).headers.get('sforce-limit-info');
    expect([await usage(), await usage()]).to.deep.equal(['api-usage=1/100000', 'api-usage=2/100000']);
  });

  it('remembers requests without tokens, and by the names faults are forced by', async () => {
    await using org = await start();
    await deploy(org, labels({ One: '1' }));
    const [entry] = org.requests;
    expect(entry).to.include({ operation: 'deploy', method: 'POST', status: 200 });
    expect(entry?.requestBody).to.contain('<DeployOptions>');
    expect(JSON.stringify(org.requests)).not.to.contain(org.accessToken.split('!')[1]);
  });

  it('writes requests to a file, one JSON object a line', async () => {
    const logFile = path.join(await mkdtemp(path.join(tmpdir(), 'practice-org-')), 'requests.jsonl');
    await using org = await start({ logFile });
    await call(org, LIMITS);
    await call(org, '/nowhere');
    const lines = (await readFile(logFile, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { operation: string });
    expect(lines.map(({ operation }) => operation)).to.deep.equal(['limits', 'unknown']);
  });

  it('tells a refresh token to nobody who reads the log', async () => {
    await using org = await start();
    await call(org, '/services/oauth2/token', {
      method: 'POST',
      body: `grant_type=refresh_token&refresh_token=${org.refreshToken}`,
    });
    const log = JSON.stringify(org.requests);
    expect(log).not.to.contain(org.refreshToken);
    expect(log).not.to.contain(org.accessToken.split('!')[1]);
  });
});
