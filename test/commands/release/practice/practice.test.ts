import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import ReleasePracticeClock from '../../../../src/commands/release/practice/clock.ts';
import ReleasePracticeFault from '../../../../src/commands/release/practice/fault.ts';
import ReleasePracticeReset from '../../../../src/commands/release/practice/reset.ts';
import ReleasePracticeStart from '../../../../src/commands/release/practice/start.ts';
import { announce, runningPracticeOrgs, withdraw } from '../../../../src/gateways/practice/running-practice-orgs.ts';
import { startPracticeOrg, type PracticeOrg } from '../../../../src/practice-org/index.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

const dataDirectory = async (): Promise<string> => (await Config.load(root)).dataDir;

/** A practice org in this process that the commands find as one that was started by `practice start`. */
const announced = async (alias: string): Promise<PracticeOrg> => {
  const org = await startPracticeOrg({ name: alias });
  const data = await dataDirectory();
  await announce(data, { ...org, alias, pid: process.pid });
  const close = async (): Promise<void> => {
    await withdraw(data, org.username);
    await org.close();
  };
  return Object.defineProperty(org, Symbol.asyncDispose, { value: close });
};

const run = (
  command: typeof ReleasePracticeFault | typeof ReleasePracticeClock | typeof ReleasePracticeReset,
  ...argv: string[]
) => command.run([...argv, '--json'], root);

/** Name of the error a command ends with. */
const errorOf = (running: Promise<unknown>): Promise<string> =>
  running.then(
    () => 'no error',
    (error: unknown) => (error as Error).name,
  );

/** Silences what commands print, for the length of a test. */
const quietly = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  const { log, error } = console;
  console.log = console.error = () => undefined;
  try {
    return await work();
  } finally {
    [console.log, console.error] = [log, error];
    process.exitCode = 0;
  }
};

const limits = async (org: PracticeOrg): Promise<number> =>
  (await fetch(`${org.url}/services/data/v67.0/limits`, { headers: { authorization: `Bearer ${org.accessToken}` } }))
    .status;

describe('sf release practice', () => {
  // Every command listens for signals until its process ends; here they all run in one.
  const most = process.getMaxListeners();
  before(() => process.setMaxListeners(50));
  after(() => process.setMaxListeners(most));

  it('forces a fault on the only org that runs', async () => {
    await using org = await announced('only');
    await quietly(() => run(ReleasePracticeFault, '--kind', 'status', '--status', '503', '--operation', 'limits'));
    expect([await limits(org), await limits(org)]).to.deep.equal([503, 200]);
  });

  it('forces a fault on the third call', async () => {
    await using org = await announced('only');
    await quietly(() => run(ReleasePracticeFault, '--kind', 'session-expired', '--operation', 'limits', '--on', '3'));
    expect([await limits(org), await limits(org), await limits(org)]).to.deep.equal([200, 200, 401]);
  });

  it('forces a fault on the second call and all after it', async () => {
    await using org = await announced('only');
    await quietly(() => run(ReleasePracticeFault, '--kind', 'session-expired', '--operation', 'limits', '--on', '2+'));
    expect([await limits(org), await limits(org), await limits(org)]).to.deep.equal([200, 401, 401]);
  });

  it('lets a colleague deploy and tells the id', async () => {
    await using _org = await announced('only');
    const { result } = await quietly(() => run(ReleasePracticeFault, '--kind', 'somebody-deploys'));
    expect(result).to.match(/^0Af\w{15}$/);
  });

  it('says what a kind of fault needs', async () => {
    await using _org = await announced('only');
    expect(await quietly(() => errorOf(run(ReleasePracticeFault, '--kind', 'hang')))).to.equal('IncompleteFaultError');
  });

  it('takes faults back without emptying the org', async () => {
    await using org = await announced('only');
    org.events.deployBySomebodyElse();
    await quietly(() => run(ReleasePracticeFault, '--kind', 'reset', '--operation', '*', '--on', 'always'));
    await quietly(() => run(ReleasePracticeReset, '--faults-only'));
    expect(await limits(org)).to.equal(200);
    expect(org.requests.length).to.be.greaterThan(0);
  });

  it('advances the clock', async () => {
    await using org = await announced('only');
    const before = org.clock.now().getTime();
    await quietly(() => run(ReleasePracticeClock, '--advance', '11d'));
    expect(org.clock.now().getTime() - before).to.be.greaterThan(10 * 24 * 60 * 60 * 1000);
  });

  it('asks which org is meant when several run, and says which do', async () => {
    await using _first = await announced('first');
    await using _second = await announced('second');
    expect(await quietly(() => errorOf(run(ReleasePracticeClock)))).to.equal('WhichPracticeOrgError');
    expect(await quietly(() => errorOf(run(ReleasePracticeClock, '--target-org', 'third')))).to.equal(
      'UnknownPracticeOrgError',
    );
    expect((await quietly(() => run(ReleasePracticeClock, '--target-org', 'second'))).now).to.match(/^20/);
  });

  it('refuses to start one under the alias of another that runs', async () => {
    await using _org = await announced('only');
    expect(await quietly(() => errorOf(ReleasePracticeStart.run(['--alias', 'only'], root)))).to.equal(
      'AliasTakenError',
    );
  });

  it('says that none runs', async () => {
    expect(await quietly(() => errorOf(run(ReleasePracticeClock)))).to.equal('NoPracticeOrgError');
  });

  it('forgets an org whose process was killed', async () => {
    const data = await dataDirectory();
    const card = {
      alias: 'gone',
      name: 'gone',
      username: 'admin@gone.practice',
      orgId: '00D',
      url: 'http://127.0.0.1:1',
      controlToken: 'x',
    };
    await announce(data, { ...card, pid: 2 ** 22 - 1 });
    expect(await runningPracticeOrgs(data)).to.deep.equal([]);
    expect(await readdir(path.join(data, 'practice-orgs'))).to.deep.equal([]);
  });
});

const START = `import(process.argv[1]).then(({ default: Start }) => Start.run(process.argv.slice(3), process.argv[2]))`;

/** `sf release practice start` in a process of its own; resolves when it says that it runs. */
const startInProcess = async (...argv: string[]): Promise<ChildProcess> => {
  const command = path.join(root, 'src/commands/release/practice/start.ts');
  const child = spawn(process.execPath, ['--input-type=module', '-e', START, command, root, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!said.includes('Stop it')) {
    if (child.exitCode !== null) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
};

const aliases = async (): Promise<Record<string, string>> =>
  (JSON.parse(await readFile(path.join(homedir(), '.sfdx', 'alias.json'), 'utf8')) as { orgs: Record<string, string> })
    .orgs;

/** Who is logged in to orgs of this name; other test files of the process leave theirs. */
const logins = async (...names: readonly string[]): Promise<readonly string[]> =>
  (await readdir(path.join(homedir(), '.sfdx'))).filter((file) =>
    names.some((name) => file.startsWith(`admin@${name}.`)),
  );

describe('sf release practice start', function () {
  this.timeout(60_000);

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`logs in, and out again on ${signal}`, async () => {
      const child = await startInProcess('--alias', 'rehearsal');
      expect((await aliases())['rehearsal']).to.match(/^admin@rehearsal\..*\.practice$/);
      expect(await logins('rehearsal')).to.have.length(1);
      child.kill(signal);
      await once(child, 'close');
      expect(child.exitCode).to.equal(0);
      expect(await aliases()).not.to.have.property('rehearsal');
      expect(await logins('rehearsal')).to.deep.equal([]);
    });

  it('gives an alias back to whom it belonged to', async () => {
    const file = path.join(homedir(), '.sfdx', 'alias.json');
    await writeFile(file, JSON.stringify({ orgs: { mine: 'me@example.com' } }));
    const child = await startInProcess('--alias', 'mine');
    expect((await aliases())['mine']).to.match(/^admin@mine/);
    child.kill('SIGTERM');
    await once(child, 'close');
    expect((await aliases())['mine']).to.equal('me@example.com');
  });

  it('cleans up after one that was killed, and gives its alias back', async () => {
    const file = path.join(homedir(), '.sfdx', 'alias.json');
    await writeFile(file, JSON.stringify({ orgs: { mine: 'me@example.com' } }));
    const killed = await startInProcess('--alias', 'mine');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect(await logins('mine', 'other')).to.have.length(1);
    const next = await startInProcess('--alias', 'other');
    expect((await aliases())['mine']).to.equal('me@example.com');
    expect(await logins('mine', 'other')).to.have.length(1);
    next.kill('SIGTERM');
    await once(next, 'close');
    expect(await logins('mine', 'other')).to.deep.equal([]);
  });

  it('comes back as the same org from its state folder', async () => {
    const state = path.join(await mkdtemp(path.join(tmpdir(), 'practice-start-')), 'state');
    const names = [];
    for (let count = 0; count < 2; count += 1) {
      const child = await startInProcess('--alias', 'kept', '--state', state);
      names.push((await aliases())['kept']);
      child.kill('SIGTERM');
      await once(child, 'close');
    }
    expect(names[0]).to.equal(names[1]);
  });
});
