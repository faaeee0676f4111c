import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { openRealCli, type RealCli } from './sf.ts';

const broken = fileURLToPath(new URL('../../bin/demo/1.1.0', import.meta.url));

describe('the packed plugin inside the real sf', function () {
  this.timeout(300_000);
  let cli: RealCli;

  before(async () => {
    cli = await openRealCli();
  });

  after(async () => {
    await cli[Symbol.asyncDispose]();
  });

  it('is listed with its topic and answers --help', async () => {
    const { code, stdout } = await cli.sf('release', '--help');
    expect(code).to.equal(0);
    for (const word of ['deploy', 'diff', 'list', 'rollback', 'tag', 'resume'])
      expect(stdout).to.contain(`release ${word}`);
  });

  it('deploys, and refuses to without a confirmation', async () => {
    const refused = await cli.json('release', 'deploy', '--version', '1.0.0', '--target-org', 'prod');
    expect(refused.code).to.equal(40);
    expect(refused.answer).to.include({ status: 40, name: 'confirmationMissing' });
    const { code, answer } = await cli.json(
      'release',
      'deploy',
      '--version',
      '1.0.0',
      '--target-org',
      'prod',
      '--confirm',
      'prod',
    );
    expect(code, JSON.stringify(answer)).to.equal(0);
    expect(answer.result).to.have.nested.property('release.name', 'production/v1.0.0');
    expect(answer.result).to.have.nested.property('kind', 'released');
  });

  it('records a deploy that the standard command made', async () => {
    await cp(broken, cli.project, { recursive: true });
    for (const file of ['ClaimExport.cls', 'ClaimExport.cls-meta.xml'])
      await rm(path.join(cli.project, 'force-app/main/default/classes', file));
    await cli.git('add', '--all');
    await cli.git('commit', '--quiet', '--message', 'The bad release');
    const deployed = await cli.sf(
      'project',
      'deploy',
      'start',
      '--source-dir',
      'force-app',
      '--target-org',
      'prod',
      '--json',
    );
    expect(deployed.code, deployed.stdout).to.equal(0);
    const { code, answer } = await cli.json('release', 'tag', '--version', 'minor', '--target-org', 'prod');
    expect(code, JSON.stringify(answer)).to.equal(0);
    expect(answer.result).to.have.nested.property('release.name', 'production/v1.1.0');
    expect((await cli.json('release', 'tag', '--version', 'patch', '--target-org', 'prod')).answer).to.include({
      name: 'alreadyTagged',
    });
  });

  it('rolls back, with proof', async () => {
    const plan = await cli.json('release', 'rollback', '--target-org', 'prod', '--dry-run');
    expect(plan.code, JSON.stringify(plan.answer)).to.equal(0);
    expect(plan.answer.result).to.include({ kind: 'planned' });
    const { code, answer } = await cli.json(
      'release',
      'rollback',
      '--target-org',
      'prod',
      '--confirm',
      'prod',
      '--reason',
      'wrong',
    );
    expect(code, JSON.stringify(answer)).to.equal(0);
    expect(answer.result).to.include({ kind: 'rolledBack' });
    expect(answer.result).to.have.nested.property('release.restores', 'production/v1.0.0');
    expect(answer.result).to.have.nested.property('proof.counts.differs', 0);
  });

  it('lists the history', async () => {
    const { code, stdout } = await cli.sf('release', 'list');
    expect(code).to.equal(0);
    expect(stdout.split('\n').filter((line) => /production\/v|1\.\d\.\d/u.test(line))).to.have.length.of.at.least(3);
  });

  it('ends with 40 for an unknown release and 2 for a wrong flag', async () => {
    const unknown = await cli.json('release', 'rollback', '--to', '9.9.9', '--target-org', 'prod');
    expect(unknown.code).to.equal(40);
    expect(unknown.answer).to.include({ name: 'unknownRelease' });
    expect((await cli.sf('release', 'rollback', '--no-such-flag')).code).to.equal(2);
  });

  it('ends with 41 where something differs, 69 while the org works, 68 when nobody can judge, and 1 undone', async () => {
    expect((await cli.sf('release', 'diff', '--exit-code')).code).to.equal(41);
    const unreachable = 'checks: {health: {http: "http://127.0.0.1:1/", retries: 0}}\n';
    await writeFile(path.join(cli.project, 'release.yaml'), unreachable);
    await cli.git('add', '--all');
    await cli.git('commit', '--quiet', '--message', 'a check');
    const fault = (...args: readonly string[]) => cli.sf('release', 'practice', 'fault', '--kind', ...args);
    await fault('deploys-held');
    const to = ['--target-org', 'prod'];
    const given = ['--skip-check', 'rolledBackReleases', '--confirm', 'prod', '--async']; // it was rolled back above
    const working = await cli.sf('release', 'deploy', '--version', 'minor', ...to, ...given);
    expect(working.code, working.stderr).to.equal(69);
    expect(working.stderr).to.contain('sf release resume');
    await fault('deploys-released');
    const paused = await cli.json('release', 'resume', ...to);
    expect(paused.code, JSON.stringify(paused.answer)).to.equal(68);
    expect(paused.answer).to.include({ status: 68, name: 'paused' });
    const undone = await cli.json('release', 'resume', ...to, '--undo');
    expect(undone.code, JSON.stringify(undone.answer)).to.equal(1);
    expect(undone.answer).to.include({ name: 'undone' });
  });
});
