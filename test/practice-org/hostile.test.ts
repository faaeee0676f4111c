import { expect } from 'chai';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import type { PracticeOrg } from '../../src/practice-org/index.ts';
import { call, deployBody, labels, soap, start, status, tag, zipOf } from './client.ts';

/** One path of every kind of REST resource, and the methods it knows. */
const RESOURCES: readonly (readonly [path: string, ...methods: string[]])[] = [
  ['limits', 'GET'],
  ['query?q=SELECT+Id+FROM+Account', 'GET'],
  ['queryAll?q=SELECT+Id+FROM+Account', 'GET'],
  ['tooling/query?q=SELECT+Id+FROM+ApexClass', 'GET'],
  ['query/01g000000000000AAA-2000', 'GET'],
  ['sobjects', 'GET'],
  ['sobjects/Account', 'GET', 'POST'],
  ['sobjects/Account/describe', 'GET'],
  ['sobjects/Account/001000000000000AAA', 'GET', 'PATCH', 'DELETE'],
  ['sobjects/Account/Name/x', 'GET', 'PATCH', 'DELETE'],
  ['composite/sobjects', 'POST', 'PATCH', 'DELETE'],
  ['composite/tree/Account', 'POST'],
  ['metadata/deployRequest', 'POST'],
  ['metadata/deployRequest/0Af000000000000AAA', 'GET', 'PATCH'],
  ['tooling/sobjects/FlowDefinition/300000000000000AAA', 'GET', 'PATCH'],
  ['tooling/runTestsSynchronous', 'POST'],
  ['tooling/runTestsAsynchronous', 'POST'],
  ['jobs/ingest', 'GET', 'POST'],
  ['jobs/ingest/750000000000000AAA', 'GET', 'PATCH', 'DELETE'],
  ['jobs/ingest/750000000000000AAA/batches', 'PUT'],
  ['jobs/ingest/750000000000000AAA/failedResults', 'GET'],
  ['jobs/query', 'GET', 'POST'],
  ['jobs/query/750000000000000AAA', 'GET', 'PATCH', 'DELETE'],
  ['jobs/query/750000000000000AAA/results', 'GET'],
];

const CALLS = RESOURCES.flatMap(([resource, ...methods]) => methods.map((method) => [method, resource] as const));

const BODIES: Readonly<Record<string, readonly [contentType: string, body: string]>> = {
  'no body': ['application/json', ''],
  'half of a JSON object': ['application/json', '{"records":['],
  'JSON that is no object': ['application/json', '"x"'],
  'JSON null': ['application/json', 'null'],
  'numbers in place of everything': ['application/json', '{"records":1,"object":2,"operation":3,"tests":4,"state":5}'],
  'a prototype': ['application/json', '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}'],
  'JSON nested ten thousand deep': ['application/json', '['.repeat(10_000)],
  'JSON sent as text': ['text/plain', '{"Name":"x"}'],
  'XML in place of JSON': ['application/xml', '<a><b/></a>'],
  'CSV with one quote': ['text/csv', 'Name\n"x'],
  'bytes that are nothing': ['application/octet-stream', '\u0000\u0001\u0002'],
};

const lives = async (org: PracticeOrg): Promise<boolean> =>
  (await call(org, '/services/data/v67.0/limits')).status === 200;

const rest = (
  org: PracticeOrg,
  method: string,
  resource: string,
  sent?: readonly [contentType: string, body: string],
): ReturnType<typeof call> =>
  call(org, `/services/data/v67.0/${resource}`, {
    method,
    ...(sent && method !== 'GET' && { body: sent[1], headers: { 'content-type': sent[0] } }),
  });

describe('hostile input', () => {
  for (const [what, sent] of Object.entries(BODIES))
    it(`answers ${what} with an error of the API wherever it is sent`, async () => {
      await using org = await start();
      for (const [method, resource] of CALLS) {
        const answer = await rest(org, method, resource, sent);
        const told = `${method} ${resource}: ${answer.status} ${answer.text.slice(0, 200)}`;
        expect(answer.status, told).to.be.lessThan(500);
        expect(answer.text, told).not.to.contain('practice org itself failed');
      }
      expect(await lives(org)).to.equal(true);
    });

  it('checks the token of every call', async () => {
    await using org = await start();
    for (const [method, resource] of CALLS) {
      const answer = await call(org, `/services/data/v67.0/${resource}`, {
        method,
        headers: { authorization: `Bearer ${org.accessToken}x` },
      });
      expect(answer.status, `${method} ${resource}`).to.equal(401);
    }
  });

  it('reads a body that is too long to its end, keeps nothing of it and says so', async () => {
    await using org = await start();
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const body = ReadableStream.from(
      (function* () {
        for (let megabytes = 0; megabytes <= 160; megabytes += 1) yield chunk;
      })(),
    );
    const answer = await fetch(`${org.url}/services/data/v67.0/sobjects/Account`, {
      method: 'POST',
      headers: { authorization: `Bearer ${org.accessToken}` },
      body,
      duplex: 'half',
    });
    expect([answer.status, await answer.text()]).to.deep.equal([
      413,
      '[{"message":"The request is larger than this org reads","errorCode":"REQUEST_TOO_LARGE"}]',
    ]);
    expect(await lives(org)).to.equal(true);
  });

  it('touches nothing outside its folder, whatever files, components and orgs are called', async () => {
    const parent = await mkdtemp(path.join(tmpdir(), 'practice-org-hostile-'));
    const stateFolder = path.join(parent, 'inside', 'state');
    await mkdir(path.join(parent, 'beside'));
    await using org = await start({ stateFolder, name: '../../beside/evil' });
    const names = [
      '../../beside/evil.cls',
      '/etc/evil.cls',
      'classes/../../../beside/evil.cls',
      'classes\\..\\evil.cls',
    ];
    for (const name of names) {
      const id = tag(await soap(org, deployBody(zipOf({ [name]: 'evil' }))), 'id') ?? '';
      expect(tag(await status(org, id), 'status'), name).to.equal('Failed');
    }
    await soap(org, deployBody(zipOf(labels({ '../../beside/evil': '1' }))));
    expect(await readdir(parent)).to.have.members(['inside', 'beside']);
    expect(await readdir(path.join(parent, 'beside'))).to.deep.equal([]);
    expect(await readdir(path.join(parent, 'inside'))).to.deep.equal(['state']);
  });

  it('listens on no other address of the machine', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    await using org = await start();
    for (const { address } of others) {
      const code = await new Promise((resolve) => {
        const socket = connect(Number(new URL(org.url).port), address, () => {
          socket.destroy();
          resolve('connected');
        });
        socket.once('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code);
        });
      });
      expect(code, address).to.equal('ECONNREFUSED');
    }
  });
});
