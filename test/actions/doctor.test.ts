import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { doctor } from '../../src/actions/doctor.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { exitCode } from '../../src/release/exit-code.ts';
import type { DoctorOutcome } from '../../src/release/outcome.ts';
import { doctorText } from '../../src/report/doctor-words.ts';
import { refusalMessage } from '../../src/report/conclude.ts';
import { classSaying, core, linedProject } from './lined-project.ts';
import { setTheStage, type Stage } from './stage.ts';

const examine = (directory: string, targetOrg: string): Promise<DoctorOutcome> =>
  doctor(() => openGatewaysAt(directory), { targetOrg, say: ({ refusal }) => refusalMessage(refusal) });

const foundIn = ({ findings }: DoctorOutcome): Readonly<Record<string, string>> =>
  Object.fromEntries(findings.map(({ subject, found }) => [subject, found]));

/** What the remote does with every ref that is pushed to it: `exit 1` refuses. */
const hook = async ({ remote }: Stage, script: string): Promise<void> => {
  const file = path.join(remote, 'hooks', 'update');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
};

const workflow = (text: string) => ({ '.github/workflows/release.yml': `${text}\n` });

describe('the doctor', function () {
  this.timeout(60_000);

  it('finds nothing wrong where everything works, and leaves nothing behind', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.deploy('1.0.0');
    const before = await stage.git('ls-remote', 'origin');
    const outcome = await examine(stage.directory, stage.alias);
    expect(outcome.kind, doctorText(outcome)).to.equal('healthy');
    expect(exitCode(outcome)).to.equal(0);
    expect(foundIn(outcome)).to.deep.include({
      ...{
        project: 'ok',
        history: 'ok',
        remote: 'ok',
        state: 'ok',
        oldTags: 'ok',
        environment: 'byRelease',
        org: 'ok',
      },
      ...{ deploys: 'ok', calls: 'ok', run: 'none' },
    });
    expect(await stage.git('ls-remote', 'origin')).to.equal(before);
    expect(await stage.git('for-each-ref', 'refs/release/probe')).to.equal('');
  });

  it('looks at release lines: what two of them have, and what none of them has', async () => {
    await using stage = await setTheStage();
    const lines = async () => {
      const outcome = await examine(stage.directory, stage.alias);
      return { found: foundIn(outcome)['lines'], text: doctorText(outcome) };
    };
    expect(await lines()).to.have.property('found', 'none');
    await stage.commit(linedProject(stage.org.orgId));
    expect(await lines()).to.have.property('found', 'ok');
    await stage.commit(core(classSaying('Sale', 'core')));
    const shared = await lines();
    expect(shared.found).to.equal('refused');
    expect(shared.text).to.contain('ApexClass:Sale');
    await stage.commit({ 'release.yaml': 'lines:\n  sales:\n    packageDirectories: [packages/sales]\n' });
    expect(await lines())
      .to.have.property('text')
      .that.contains('in none of them: packages/core');
  });

  it('says what to do about a host that takes branches only, and is content when it was done', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await hook(
      stage,
      'case "$1" in refs/heads/*|refs/tags/*) exit 0;; esac; echo "branches and tags only" >&2; exit 1',
    );
    const outcome = await examine(stage.directory, stage.alias);
    expect(exitCode(outcome)).to.equal(1);
    expect(foundIn(outcome)).to.deep.include({ state: 'refused', oldTags: 'skipped' });
    expect(doctorText(outcome)).to.contain('branches and tags only').and.contain('refs: heads/release-state');
    await stage.commit({ 'release.yaml': 'refs: heads/release-state\n' });
    const after = await examine(stage.directory, stage.alias);
    expect(foundIn(after), doctorText(after)).to.include({ state: 'ok' });
    expect((await stage.deploy('1.0.0')).kind).to.equal('released');
    expect(await stage.git('ls-remote', 'origin')).to.contain('refs/heads/release-state/production/journal');
  });

  it('names the release whose tag the host would refuse for its workflows', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.commit(workflow('of then'));
    await stage.deploy('1.0.0');
    await stage.commit(workflow('of now'));
    await stage.git('push', '--quiet', 'origin', 'main');
    expect(foundIn(await examine(stage.directory, stage.alias))).to.include({ oldTags: 'ok' });
    const old = await stage.git('rev-parse', 'production/v1.0.0^{commit}');
    await hook(
      stage,
      `[ "$3" = ${old} ] || exit 0; echo "refusing to update workflow without workflows permission" >&2; exit 1`,
    );
    const outcome = await examine(stage.directory, stage.alias);
    expect(foundIn(outcome)).to.include({ state: 'ok', oldTags: 'workflows' });
    expect(doctorText(outcome)).to.contain('production/v1.0.0').and.contain('Workflows: write');
  });

  it('says all that is wrong at once: no remote that answers, no such org, a shallow clone', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.commit({ 'a.txt': 'a' });
    await stage.git('push', '--quiet', 'origin', 'main');
    const shallow = `${stage.directory}-shallow`;
    await stage.git('clone', '--quiet', '--depth=1', `file://${stage.remote}`, shallow);
    await stage.git('-C', shallow, 'remote', 'set-url', 'origin', `${stage.remote}-gone`);
    const outcome = await examine(shallow, 'nobody@example.com');
    expect(foundIn(outcome)).to.include({
      history: 'shallow',
      remote: 'unreachable',
      state: 'skipped',
      org: 'unanswered',
    });
    expect(foundIn(outcome)).to.include({ rights: 'skipped', run: 'skipped', environment: 'unpinned' });
    const text = doctorText(outcome);
    for (const fix of ['git fetch --unshallow --tags', 'git ls-remote', 'sf release init --environment production'])
      expect(text).to.contain(fix);
  });

  it('finds another org than the one of the environment, and an open run', async () => {
    await using stage = await setTheStage({ withRemote: true });
    await stage.commit({ 'release.yaml': 'environments:\n  production:\n    orgId: 00D000000000999AAA\n' });
    expect(foundIn(await examine(stage.directory, stage.alias))).to.include({ org: 'other', environment: 'pinned' });
    await stage.commit({ 'release.yaml': undefined });
    const gateways = await stage.gateways();
    await gateways.journal('production').append({
      ...{ format: 1, kind: 'opened', run: 'r1', at: '2026-11-21T10:00:00.000Z', verb: 'deploy', by: 'Ada' },
      ...{ environment: 'production', orgId: stage.org.orgId, where: 'laptop' },
    });
    const outcome = await examine(stage.directory, stage.alias);
    expect(foundIn(outcome)).to.include({ run: 'open' });
    expect(doctorText(outcome)).to.contain('run r1').and.contain('sf release status');
  });

  it('begins with a project that cannot be opened', async () => {
    await using stage = await setTheStage();
    await writeFile(path.join(stage.directory, 'release.yaml'), 'colour: blue\n');
    const outcome = await examine(stage.directory, stage.alias);
    expect(outcome.findings.map(({ subject, found }) => [subject, found])).to.deep.equal([['project', 'refused']]);
    expect(doctorText(outcome)).to.match(/line 1, column \d+.*colour/u);
  });
});
