import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { list } from '../../src/actions/list.ts';
import { tag } from '../../src/actions/tag.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { lastRun } from '../../src/release/journal-entry.ts';
import type { Outcome } from '../../src/release/outcome.ts';
import { apexClass, labels } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

const run = promisify(execFile);
const folder = (): Promise<string> => mkdtemp(path.join(tmpdir(), 'sf-release-bad-'));
const listedAt = (directory: string): Promise<Outcome> => list(() => openGatewaysAt(directory), {});
const refusal = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.refusal : outcome);

const tagged = (
  stage: Stage,
  given: { readonly deployId?: string; readonly at?: string; readonly version?: string } = {},
) => tag(stage.gateways, { version: 'patch', targetOrg: stage.alias, unverified: false, ...given });

describe('a place that is no project', () => {
  it('is refused outside an SFDX project', async () => {
    const directory = await folder();
    expect(refusal(await listedAt(directory))).to.deep.equal({ reason: 'notAProject', directory });
  });

  it('is refused outside a Git repository', async () => {
    const directory = await folder();
    await writeFile(path.join(directory, 'sfdx-project.json'), '{}');
    expect(refusal(await listedAt(directory))).to.deep.equal({ reason: 'notARepository', directory });
  });

  it('is refused in a repository without commits', async () => {
    const directory = await folder();
    await writeFile(path.join(directory, 'sfdx-project.json'), '{}');
    await run('git', ['init', '--quiet'], { cwd: directory });
    expect(refusal(await listedAt(directory))).to.deep.equal({ reason: 'noCommits' });
  });
});

describe('bad input', function () {
  this.timeout(60_000);

  it('refuses a broken release.yaml, with line and column', async () => {
    await using stage = await setTheStage();
    await stage.commit({ 'release.yaml': 'environments:\n  production:\n    orgId: prod\n' });
    expect(refusal(await listedAt(stage.directory))).to.have.nested.property('problems[0].line', 3);
  });

  it('refuses an environment nobody knows', async () => {
    await using stage = await setTheStage();
    await stage.commit({ 'release.yaml': 'environments:\n  uat:\n    orgId: 00D000000000001AAA\n' });
    expect(refusal(await list(stage.gateways, { environment: 'prod' }))).to.deep.equal({
      reason: 'unknownEnvironment',
      environment: 'prod',
      known: ['uat'],
    });
  });

  it('refuses an org that is not the pinned one, before anything is read from it', async () => {
    await using stage = await setTheStage();
    await stage.commit({ 'release.yaml': 'environments:\n  production:\n    orgId: 00D000000000001AAA\n' });
    expect(refusal(await stage.deploy('1.0.0'))).to.deep.equal({
      reason: 'orgMismatch',
      expected: '00D000000000001AAA',
      actual: stage.org.orgId,
      where: 'release.yaml',
    });
    expect(stage.org.requests.map(({ operation }) => operation)).not.to.include('retrieve');
  });

  it('refuses work that is not committed, by name, and lets what does not deploy lie', async () => {
    await using stage = await setTheStage();
    await writeFile(path.join(stage.directory, 'notes.txt'), 'todo');
    await writeFile(
      path.join(stage.directory, 'force-app', 'main', 'default', 'classes', 'Greeter.cls'),
      'public class Greeter {}',
    );
    expect(refusal(await stage.deploy('1.0.0'))).to.deep.equal({
      reason: 'dirtyTree',
      files: ['force-app/main/default/classes/Greeter.cls'],
    });
  });

  it('refuses what is no version, and a version that exists, here or on the remote', async () => {
    await using stage = await setTheStage({ withRemote: true });
    expect(refusal(await stage.deploy('1.0'))).to.deep.equal({ reason: 'invalidVersion', version: '1.0' });
    await stage.deploy('1.0.0');
    expect(refusal(await stage.deploy('1.0.0'))).to.deep.equal({
      reason: 'versionExists',
      release: 'production/v1.0.0',
    });
    await stage.git('push', '--quiet', 'origin', 'HEAD:refs/tags/production/v2.0.0');
    expect(refusal(await stage.deploy('2.0.0'))).to.deep.equal({
      reason: 'versionExists',
      release: 'production/v2.0.0',
    });
  });

  it('refuses to deploy nothing', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    await stage.commit({ 'README.md': 'words' });
    expect(refusal(await stage.deploy('minor'))).to.deep.equal({
      reason: 'nothingToDeploy',
      since: 'production/v1.0.0',
    });
  });

  it('names the file and the line of metadata that cannot be read', async () => {
    await using stage = await setTheStage();
    await stage.commit({
      'force-app/main/default/labels/CustomLabels.labels-meta.xml':
        '<?xml version="1.0"?>\n<CustomLabels>\n<<<<<<< HEAD\n</CustomLabels>\n',
    });
    const refused = refusal(await stage.deploy('1.0.0'));
    expect(refused).to.include({ reason: 'unresolvable', ref: 'production/v1.0.0' });
    expect(refused).to.have.nested.property(
      'files[0].path',
      'force-app/main/default/labels/CustomLabels.labels-meta.xml',
    );
    expect(refused)
      .to.have.nested.property('files[0].why')
      .that.matches(/line 3/u);
    expect(stage.org.requests.map(({ operation }) => operation)).not.to.include('deploy');
  });

  it('ends with the reason when nobody is logged in to the org, or the session is over', async () => {
    await using stage = await setTheStage();
    expect(await stage.deploy('1.0.0', { targetOrg: 'nobody' })).to.include({
      kind: 'outside',
      reason: 'unknownAlias',
    });
    stage.org.events.expireSessions();
    const outcome = await stage.deploy('1.0.0');
    expect(outcome, JSON.stringify(outcome)).to.include({ kind: 'outside', reason: 'expiredSession' });
    expect(await stage.git('for-each-ref', 'refs/release', 'refs/tags')).to.equal('');
  });

  it('says how to deepen a clone that is too shallow to hold the releases', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    await stage.commit(labels({ Hello: 'Hi' }));
    await stage.git('push', '--quiet', 'origin', 'main');
    const shallow = await folder();
    await run('git', ['clone', '--quiet', '--depth=1', '--no-tags', `file://${stage.remote}`, shallow]);
    const open = () => openGatewaysAt(shallow);
    const { rollback } = await import('../../src/actions/rollback.ts');
    const { options } = await import('./stage.ts');
    const outcome = await rollback(
      open,
      { targetOrg: stage.alias, dryRun: true, options, waiting: { minutes: 1 } },
      () => Promise.resolve(),
    );
    expect(refusal(outcome)).to.deep.equal({ reason: 'noReleases', environment: 'production', shallow: true });
  });
});

describe('tagging', function () {
  this.timeout(60_000);

  it('refuses an org that remembers no deploy, and a deploy nobody knows', async () => {
    await using stage = await setTheStage();
    expect(refusal(await tagged(stage))).to.deep.equal({ reason: 'noDeployToTag', orgId: stage.org.orgId });
    expect(refusal(await tagged(stage, { deployId: '0Af000000000001AAA' }))).to.deep.equal({
      reason: 'unknownDeploy',
      deployId: '0Af000000000001AAA',
    });
  });

  it('refuses a deploy that is a release already', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    expect(refusal(await tagged(stage))).to.include({ reason: 'alreadyTagged', release: 'production/v1.0.0' });
  });

  it('refuses a commit that is not what the org holds', async () => {
    await using stage = await setTheStage();
    await stage.deploy('1.0.0');
    stage.org.events.deployBySomebodyElse();
    await stage.commit(apexClass('Extra', 'public class Extra {}\n'));
    expect(refusal(await tagged(stage))).to.include({ reason: 'notTheDeployedCommit' });
  });

  it('looks hostile text up and never obeys it', async () => {
    await using stage = await setTheStage();
    stage.org.events.deployBySomebodyElse();
    for (const at of ['--upload-pack=touch hacked', '$(touch hacked)', '../..', '-x', '--output=hacked', 'a\nb'])
      expect(refusal(await tagged(stage, { at })), at).to.include({ reason: 'unknownRef', ref: at });
    expect(await stage.git('status', '--porcelain')).to.equal('');
  });
});

describe('a run that is interrupted', function () {
  this.timeout(60_000);

  it('before anything was sent is closed, and the org is as it was', async () => {
    await using stage = await setTheStage();
    const outcome = await stage.deploy('1.0.0', { waiting: { minutes: 1, signal: AbortSignal.abort() } });
    expect(refusal(outcome)).to.deep.equal({ reason: 'interrupted' });
    expect(lastRun(await (await stage.gateways()).journal('production').entries())?.ending).to.equal('nothingSent');
  });

  it('while the org works goes on in the org, blocks other runs, and is brought to its end by resume', async () => {
    await using stage = await setTheStage({ withRemote: true });
    stage.org.events.holdDeploys(true);
    const interrupt = new AbortController();
    const outcome = await stage.deploy('1.0.0', {
      waiting: {
        minutes: 1,
        signal: interrupt.signal,
        onProgress: () => {
          interrupt.abort();
        },
      },
    });
    expect(outcome.kind, JSON.stringify(outcome)).to.equal('inProgress');
    expect(refusal(await stage.deploy('1.0.1'))).to.include({ reason: 'openRun', verb: 'deploy' });
    stage.org.events.holdDeploys(false);
    await stage.git('push', '--quiet', 'origin', 'main');
    const resumed = await stage.resume(await stage.clone());
    expect(resumed.kind, JSON.stringify(resumed)).to.equal('released');
    expect(await stage.resume()).to.deep.equal({ kind: 'nothingOpen', environment: 'production' });
  });
});
