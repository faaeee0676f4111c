import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { apexClass, labels } from '../../actions/project.ts';
import { setTheStage, type Stage } from '../../actions/stage.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const door = fileURLToPath(new URL('door.ts', import.meta.url));

/** A command in a process of its own, without a terminal, as in a pipeline. */
const begin = ({ directory }: Stage, command: string, ...args: readonly string[]) =>
  spawn(process.execPath, [door, command, ...args], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });

const endOf = async (child: ReturnType<typeof begin>): Promise<Ended> => {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
};

const sf = (stage: Stage, command: string, ...args: readonly string[]): Promise<Ended> =>
  endOf(begin(stage, command, ...args));

interface Json {
  readonly status: number;
  readonly name?: string;
  readonly exitCode?: number;
  readonly actions?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
}

const json = ({ stdout }: Ended): Json => JSON.parse(stdout) as Json;

const changed = { ...labels({ Hello: 'Good day', Bye: 'Bye' }), ...apexClass('Extra', 'public class Extra {}\n') };

/** A page that always answers the same. */
const openSite = async (status: number): Promise<Disposable & { readonly url: string }> => {
  const server = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('how commands end', function () {
  this.timeout(240_000);

  it('with 0, 1, 2, 40, 68 and 69, in words on the right stream, as JSON, and with what to do next', async () => {
    await using stage = await setTheStage({ withRemote: true });
    const to = ['--target-org', stage.alias];
    const confirm = [...to, '--confirm', stage.alias];

    const nothing = await sf(stage, 'resume', ...to);
    expect(nothing).to.deep.include({ code: 0, stderr: '' });
    expect(nothing.stdout).to.contain('no run of "production" is open');

    const refused = await sf(stage, 'rollback', ...to);
    expect(refused).to.deep.include({ code: 40, stdout: '' });
    expect(refused.stderr).to.contain('has no release yet').and.contain('sf release deploy');
    const refusedJson = json(await sf(stage, 'rollback', ...to, '--json'));
    expect(refusedJson).to.deep.include({ status: 40, name: 'noReleases', exitCode: 40 });
    expect(refusedJson.data).to.have.nested.property('refusal.environment', 'production');

    const outside = json(await sf(stage, 'deploy', '--version', '1.0.0', '--target-org', 'nobody', '--json'));
    expect(outside).to.deep.include({ status: 1, name: 'unknownAlias' });

    const usage = await sf(stage, 'deploy', '--verzion', '1.0.0');
    expect(usage).to.deep.include({ code: 2, stdout: '' });

    const unasked = json(await sf(stage, 'deploy', '--version', '1.0.0', ...to, '--json'));
    expect(unasked).to.deep.include({ status: 40, name: 'confirmationMissing' });

    const released = await sf(stage, 'deploy', '--version', '1.0.0', ...confirm);
    expect(released.code, released.stderr).to.equal(0);
    expect(released.stdout).to.contain('Released production/v1.0.0').and.contain('Proven');

    await stage.commit(changed);
    stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: 'something went wrong' });
    const failed = json(await sf(stage, 'deploy', '--version', 'minor', ...confirm, '--json'));
    expect(failed).to.deep.include({ status: 1, name: 'failed', exitCode: 1 });
    expect(failed.data).to.include({ kind: 'failed', status: 'Failed' });

    stage.org.events.holdDeploys(true);
    const working = await sf(stage, 'deploy', '--version', 'minor', ...confirm, '--async');
    expect(working.code, working.stderr).to.equal(69);
    expect(working.stderr).to.contain('still working').and.contain('sf release resume');

    const open = await sf(stage, 'rollback', ...to);
    expect(open.code).to.equal(40);
    expect(open.stderr).to.contain('A run is open').and.contain('--take-over');

    stage.org.events.holdDeploys(false);
    stage.org.events.editInSetup('CustomLabel:Hello', { from: '<value>Good day<', to: '<value>Good evening<' });
    const unfinished = await sf(stage, 'resume', ...to);
    expect(unfinished.code, unfinished.stderr).to.equal(68);
    expect(unfinished.stderr).to.contain('CustomLabel:Hello differs').and.contain('sf release resume --undo');
    const again = json(await sf(stage, 'resume', ...to, '--json'));
    expect(again).to.deep.include({ status: 68, name: 'unfinished', exitCode: 68 });
    expect(again.data).to.include({ kind: 'unfinished', canUndo: true });

    const undone = json(await sf(stage, 'resume', ...to, '--undo', '--json'));
    expect(undone).to.deep.include({ status: 1, name: 'undone', exitCode: 1 });
    expect(undone.actions).to.have.length(1);

    const over = await sf(stage, 'resume', ...to);
    expect(over.stdout).to.contain('no run of "production" is open').and.contain('ended as "undone"');

    const idle = json(await sf(stage, 'status', '--json'));
    expect(idle).to.deep.include({ status: 0 });
    expect(idle.result).to.not.have.property('openRun');
  });

  it('with 41 when there is a difference, and with 68 and two ways to choose from when nobody could judge', async () => {
    using site = await openSite(500);
    await using stage = await setTheStage();
    await stage.commit({ 'release.yaml': `checks:\n  health:\n    http: ${site.url}\n    retries: 0\n` });
    expect((await stage.deploy('1.0.0')).kind).to.equal('paused');
    expect((await stage.resume(stage.directory, { choice: 'keep' })).kind).to.equal('released');
    const quiet = await sf(stage, 'status', '--exit-code');
    expect(quiet.code, quiet.stderr).to.equal(0);

    await stage.commit(changed);
    const different = await sf(stage, 'diff', '--exit-code');
    expect(different).to.include({ code: 41, stderr: '' });
    expect(different.stdout).to.contain('ApexClass').and.contain('Extra');
    const differentJson = await sf(stage, 'diff', '--exit-code', '--json');
    expect(differentJson.code).to.equal(41);
    expect(json(differentJson).result).to.include({ different: true });
    expect(await sf(stage, 'diff', 'HEAD', 'HEAD', '--exit-code')).to.include({ code: 0, stderr: '' });

    const confirm = ['--target-org', stage.alias, '--confirm', stage.alias];
    const paused = await sf(stage, 'deploy', '--version', 'minor', ...confirm);
    expect(paused.code).to.equal(68);
    expect(paused.stderr).to.contain('health: 500, not 200').and.contain('--keep').and.contain('--undo');
    const open = await sf(stage, 'status', '--exit-code', '--json');
    expect(open.code).to.equal(41);
    expect(json(open).result).to.have.property('openRun');
    const again = json(await sf(stage, 'resume', '--target-org', stage.alias, '--json'));
    expect(again).to.deep.include({ status: 68, name: 'paused', exitCode: 68 });
    expect(again.data).to.include({ kind: 'paused' });
    const kept = json(await sf(stage, 'resume', '--target-org', stage.alias, '--keep', '--json'));
    expect(kept).to.include({ status: 0 });
    expect(kept.result).to.include({ kind: 'released' });
  });

  it('with 69 when the pipeline is canceled: the deploy goes on, and the next command brings it to its end', async () => {
    await using stage = await setTheStage();
    const to = ['--target-org', stage.alias];
    stage.org.events.holdDeploys(true);
    const canceled = begin(stage, 'deploy', '--version', '1.0.0', ...to, '--confirm', stage.alias);
    const ended = endOf(canceled);
    const isFollowed = () => stage.org.requests.some(({ operation }) => operation === 'checkDeployStatus');
    while (canceled.exitCode === null && !isFollowed()) await delay(50);
    canceled.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code, stderr).to.equal(69);
    expect(stderr).to.contain('still working').and.contain('sf release resume');
    expect(json(await sf(stage, 'status', '--json')).result).to.have.nested.property('openRun');
    stage.org.events.holdDeploys(false);
    const resumed = await sf(stage, 'resume', ...to);
    expect(resumed.code, resumed.stderr).to.equal(0);
    expect(resumed.stdout).to.contain('Released production/v1.0.0');
  });
});
