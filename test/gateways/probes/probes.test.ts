import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { openHttp } from '../../../src/gateways/org/http.ts';
import { runCommand } from '../../../src/gateways/probes/command.ts';
import { probeHttp } from '../../../src/gateways/probes/http-probe.ts';
import { readInstanceStatus } from '../../../src/gateways/probes/status-site.ts';

const http = openHttp({});

/** A site on the loopback for one story. */
const withSite = async (listener: RequestListener, story: (url: string) => Promise<void>): Promise<void> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await story(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const reasonOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'it came about',
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );

describe('an HTTP probe', () => {
  it('measures the status, redirects and failures included, and how long it took', () =>
    withSite(
      ({ url }, response) => response.writeHead(Number(url?.slice(1)), { location: '/elsewhere' }).end('body'),
      async (site) => {
        for (const status of [200, 302, 503]) {
          const { value, took } = await probeHttp(http, { url: `${site}/${status}`, timeLimit: 5000 });
          expect(value).to.equal(status);
          expect(took).to.be.within(0, 5000);
        }
      },
    ));

  it('gives up a site that does not answer in time, without telling the URL', () =>
    withSite(
      () => undefined,
      async (site) => {
        const reason = await reasonOf(probeHttp(http, { url: `${site}/?token=secret`, timeLimit: 50 }));
        expect(reason).to.match(/^ProbeError: no answer from 127\.0\.0\.1:\d+ \(ETIMEDOUT\)$/u);
      },
    ));

  it('says that nobody listens', async () => {
    let closed = '';
    await withSite(
      () => undefined,
      (site) => {
        closed = site;
        return Promise.resolve();
      },
    );
    expect(await reasonOf(probeHttp(http, { url: closed, timeLimit: 5000 }))).to.contain('(ECONNREFUSED)');
  });
});

describe('the status site', () => {
  const asked = (body: string, status = 200) => {
    const paths: string[] = [];
    const listener: RequestListener = ({ url }, response) => {
      paths.push(url ?? '');
      response.writeHead(status).end(body);
    };
    return { paths, listener };
  };

  it('says the status and when the core service is maintained, in UTC', () => {
    const { paths, listener } = asked(
      JSON.stringify({
        key: 'NA139',
        status: 'OK',
        Incidents: [],
        Maintenances: [
          {
            id: 1,
            isCore: true,
            plannedStartTime: '2026-11-21T23:00:00.000+0100',
            plannedEndTime: '2026-11-22T01:00:00Z',
          },
          { id: 2, isCore: false, plannedStartTime: '2026-11-21T10:00:00Z', plannedEndTime: '2026-11-21T12:00:00Z' },
        ],
      }),
    );
    return withSite(listener, async (site) => {
      expect(await readInstanceStatus(http, 'NA139', site)).to.deep.equal({
        status: 'OK',
        maintenances: [{ start: '2026-11-21T22:00:00.000Z', end: '2026-11-22T01:00:00.000Z' }],
      });
      expect(paths).to.deep.equal(['/v1/instances/NA139/status']);
    });
  });

  for (const [name, body, status, reason] of [
    ['an instance it does not know', '{"message":"Not found"}', 404, 'answered 404 for NA139'],
    ['HTML', '<html></html>', 200, 'words that this version does not know'],
    [
      'a date that is none',
      '{"status":"OK","Maintenances":[{"plannedStartTime":"soon","plannedEndTime":"later"}]}',
      200,
      'words',
    ],
  ] as const)
    it(`is not believed when it answers with ${name}`, () =>
      withSite(asked(body, status).listener, async (site) => {
        const given = await reasonOf(readInstanceStatus(http, 'NA139', site));
        expect(given)
          .to.match(/^ProbeError: /u)
          .and.contain(reason);
      }));
});

describe('a command', () => {
  const node = process.execPath;
  const order = { directory: tmpdir(), env: [], told: {}, timeLimit: 10_000 };

  it('measures the exit code', async () => {
    for (const code of [0, 3]) {
      const { value, took } = await runCommand({ ...order, argv: [node, '-e', `process.exit(${code})`] }, process.env);
      expect(value).to.equal(code);
      expect(took).to.be.above(0);
    }
  });

  it('gets no shell, and of the environment only what is harmless, named or told', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'sf-release-command-'));
    const script = "require('fs').writeFileSync('seen.json', JSON.stringify([process.argv.slice(1), process.env]))";
    const environment = { ...process.env, SFDX_AUTH_URL: 'force://secret', GITHUB_TOKEN: 'secret', E2E_USER: 'ann' };
    const command = {
      ...order,
      directory,
      env: ['E2E_USER'],
      told: { SF_RELEASE_ENVIRONMENT: 'uat' },
      argv: [node, '-e', script, '$(touch here); *', '&&'],
    };
    await runCommand(command, environment);
    const [argv, seen] = JSON.parse(await readFile(path.join(directory, 'seen.json'), 'utf8')) as [
      string[],
      Record<string, string>,
    ];
    await rm(directory, { recursive: true });
    expect(argv).to.deep.equal(['$(touch here); *', '&&']);
    expect(seen).to.include({ E2E_USER: 'ann', SF_RELEASE_ENVIRONMENT: 'uat' }).and.have.property('PATH');
    expect(JSON.stringify(seen)).not.to.contain('secret');
  });

  it('is ended with all it started when it takes too long', async () => {
    const script =
      "require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']); setTimeout(() => {}, 60000)";
    const begun = Date.now();
    const reason = await reasonOf(runCommand({ ...order, timeLimit: 300, argv: [node, '-e', script] }, process.env));
    expect(reason).to.match(/^ProbeError: .* took longer than 0\.3 s and was ended$/u);
    expect(Date.now() - begun).to.be.below(10_000);
  });

  it('that is not there has not come about', async () => {
    expect(await reasonOf(runCommand({ ...order, argv: ['no-such-program-anywhere'] }, process.env))).to.equal(
      'ProbeError: no-such-program-anywhere could not be started (ENOENT)',
    );
  });
});
