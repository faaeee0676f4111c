import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { CallFailed } from '../../../src/gateways/org/failure.ts';
import { openHttp } from '../../../src/gateways/org/http.ts';

interface Server extends AsyncDisposable {
  readonly url: string;
}

/** Takes all of a request, then answers. */
const serve = async (answer: (response: ServerResponse) => Promise<void>): Promise<Server> => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => void answer(response));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const drip = async (response: ServerResponse): Promise<void> => {
  for (let at = 0; at < 10; at += 1) {
    response.write('.');
    await wait(150);
  }
  response.end();
};

async function* slowly(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < 10; at += 1) {
    yield Buffer.from('.');
    await wait(150);
  }
}

const failureOf = (doing: Promise<unknown>): Promise<unknown> =>
  doing.then(
    () => 'none',
    (error: unknown) => (error instanceof CallFailed ? error.failure : error),
  );

const get = { method: 'GET', headers: {} } as const;

describe('an exchange with the org', function () {
  this.timeout(20_000);

  it('may take as long as it does, both ways, where only a silence in it is limited', async () => {
    const http = openHttp({});
    await using dripping = await serve(drip);
    const timeout = { silence: 900 };
    expect((await http({ ...get, url: dripping.url, timeout })).body).to.have.length(10);
    await using quick = await serve((response) => Promise.resolve(void response.end('taken')));
    const body = { length: 10, bytes: slowly };
    expect((await http({ ...get, method: 'POST', url: quick.url, timeout, body })).body.toString()).to.equal('taken');
  });

  it('is given up when it takes longer than it may', async () => {
    await using dripping = await serve(drip);
    expect(await failureOf(openHttp({})({ ...get, url: dripping.url, timeout: 400 }))).to.include({
      code: 'ETIMEDOUT',
    });
  });

  it('is given up when the org falls silent, before its answer and in the middle of it', async () => {
    const http = openHttp({});
    await using silent = await serve(() => new Promise(() => undefined));
    await using halting = await serve((response) => Promise.resolve(void response.write('.')));
    for (const { url } of [silent, halting])
      expect(await failureOf(http({ ...get, url, timeout: { silence: 900 } }))).to.include({
        ...{ kind: 'network', sent: 'maybe' },
      });
  });
});
