import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { revertBranch } from '../../src/actions/revert-branch.ts';
import { revertWords } from '../../src/report/revert-words.ts';
import { releasesInGit, type ReleasesInGit } from './releases-in-git.ts';

const project = '{"packageDirectories":[{"path":"force-app","default":true}],"sourceApiVersion":"62.0"}';
const meta =
  '<?xml version="1.0" encoding="UTF-8"?><ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>62.0</apiVersion><status>Active</status></ApexClass>';
const classes = 'force-app/main/default/classes';
const apex = (name: string, ...lines: readonly string[]) => ({
  [`${classes}/${name}.cls`]: [`public class ${name} {`, ...lines, '}', ''].join('\n'),
  [`${classes}/${name}.cls-meta.xml`]: meta,
});
const lines = Array.from({ length: 12 }, (_, index) => `  Integer line${index};`);

/** 1.0.0, then 1.1.0 that changes a class, adds one and deletes one, then the rollback to 1.0.0. */
const rolledBack = async (): Promise<ReleasesInGit> => {
  const git = releasesInGit();
  const good = git.commit(
    { 'sfdx-project.json': project, ...apex('Claims', ...lines), ...apex('Export'), 'README.md': 'one\n' },
    'begin',
  );
  await git.release('1.0.0');
  git.commit(
    {
      ...apex('Claims', '  Integer bad;', ...lines),
      ...apex('Risk'),
      [`${classes}/Export.cls`]: undefined,
      [`${classes}/Export.cls-meta.xml`]: undefined,
      'README.md': 'two\n',
    },
    'the bad one',
  );
  await git.release('1.1.0');
  await git.release('1.1.1', { commit: good, restores: 'production/v1.0.0', rollsBack: 'production/v1.1.0' });
  return git;
};

const revert = (git: ReleasesInGit, request: Partial<Parameters<typeof revertBranch>[1]> = {}) =>
  revertBranch(git.gateways, { words: revertWords, ...request });

describe('taking a release out of a branch', () => {
  it('makes a branch whose package directories equal the restored release, and nothing else differs', async () => {
    using git = await rolledBack();
    const head = git.git('rev-parse', 'main');
    const outcome = await revert(git);
    expect(outcome).to.include({ kind: 'reverted', name: 'revert/production/v1.1.0', branch: 'main', pushed: false });
    expect(outcome)
      .to.have.property('changes')
      .that.deep.equals(['ApexClass:Claims', 'ApexClass:Export', 'ApexClass:Risk']);
    const tree = (of: string): string => git.git('rev-parse', of);
    expect(tree('revert/production/v1.1.0:force-app')).to.equal(tree('production/v1.0.0:force-app'));
    expect(tree('revert/production/v1.1.0:README.md')).to.equal(tree('main:README.md'));
    expect(git.git('rev-list', '--parents', '--max-count=1', 'revert/production/v1.1.0').split(' ')[1]).to.equal(head);
    expect([git.git('rev-parse', 'main'), git.git('status', '--porcelain')]).to.deep.equal([head, '']);
    expect(git.git('for-each-ref', 'refs/release')).to.equal('');
  });

  it('keeps what was committed since, in the same files too, and names it', async () => {
    using git = await rolledBack();
    git.commit({ ...apex('Later'), ...apex('Claims', '  Integer bad;', ...lines, '  Integer good;') }, 'a good one');
    const outcome = await revert(git);
    expect(outcome).to.have.property('kept').that.deep.equals(['a good one']);
    expect(outcome).to.have.property('body').that.contains('- a good one');
    const claims = git.git('show', `revert/production/v1.1.0:${classes}/Claims.cls`);
    expect(claims).to.contain('good').and.not.contain('bad');
    expect(git.git('ls-tree', '--name-only', 'revert/production/v1.1.0', `${classes}/`)).to.contain('Later.cls');
  });

  it('writes nothing when a later commit changed the same lines, and names the files', async () => {
    using git = await rolledBack();
    git.commit(apex('Claims', '  Integer worse;', ...lines), 'on top of it');
    const before = git.git('for-each-ref');
    const outcome = await revert(git);
    expect(outcome).to.have.nested.property('refusal.reason', 'revertConflict');
    expect(outcome)
      .to.have.nested.property('refusal.files')
      .that.deep.equals([`${classes}/Claims.cls`]);
    expect(git.git('for-each-ref')).to.equal(before);
  });

  it('pushes the branch where there is a remote, and refuses a name that is taken there', async () => {
    using git = await rolledBack();
    const remote = mkdtempSync(path.join(tmpdir(), 'sf-release-remote-'));
    try {
      execFileSync('git', ['init', '--quiet', '--bare', remote]);
      git.git('remote', 'add', 'origin', remote);
      expect(await revert(git, { name: 'put-right' })).to.include({ kind: 'reverted', pushed: true });
      expect(git.git('ls-remote', 'origin', 'refs/heads/put-right')).to.contain(git.git('rev-parse', 'put-right'));
      git.git('branch', '--delete', '--force', 'put-right');
      expect(await revert(git, { name: 'put-right' })).to.have.nested.property('refusal.reason', 'branchExists');
    } finally {
      rmSync(remote, { recursive: true });
    }
  });

  it('refuses when the branch does not hold the release', async () => {
    using git = await rolledBack();
    git.git('branch', 'elsewhere', 'production/v1.0.0');
    const outcome = await revert(git, { branch: 'elsewhere' });
    expect(outcome).to.have.nested.property('refusal.reason', 'releaseNotInBranch');
  });

  it('refuses when the branch was put right already', async () => {
    using git = await rolledBack();
    await revert(git);
    const outcome = await revert(git, { branch: 'revert/production/v1.1.0', name: 'again' });
    expect(outcome).to.have.nested.property('refusal.reason', 'nothingToRevert');
  });

  it('refuses when nothing was rolled back and no release is named', async () => {
    using git = releasesInGit();
    git.commit({ 'sfdx-project.json': project, ...apex('Claims') }, 'begin');
    await git.release('1.0.0');
    expect(await revert(git)).to.have.nested.property('refusal.reason', 'notRolledBack');
  });

  it('takes no name of a branch for an option', async () => {
    using git = await rolledBack();
    expect(await revert(git, { branch: '--upload-pack=touch owned' })).to.have.nested.property(
      'refusal.reason',
      'unknownRef',
    );
    const outcome = await revert(git, { name: '--force' });
    expect(outcome.kind).to.equal('outside');
    expect(git.git('for-each-ref', 'refs/heads/--force')).to.equal('');
  });
});
