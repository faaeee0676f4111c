import { expect } from 'chai';
import { diff } from '../../src/actions/diff.ts';
import { mark } from '../../src/actions/mark.ts';
import { notes } from '../../src/actions/notes.ts';
import { reversibility } from '../../src/actions/reversibility.ts';
import { revertBranch } from '../../src/actions/revert-branch.ts';
import { show } from '../../src/actions/show.ts';
import { findEnvironment } from '../../src/actions/environment.ts';
import { inLine } from '../../src/actions/line.ts';
import { proposeVersion } from '../../src/actions/propose-version.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import { revertWords } from '../../src/report/revert-words.ts';
import { classSaying, core, linedProject, sales } from './lined-project.ts';
import { withoutClass } from './project.ts';
import { releasesInGit, type ReleasesInGit } from './releases-in-git.ts';

/** Both lines 1.0.0; 1.1.0 of `core` from a commit that changed both; `core` rolled back. */
const rolledBack = async (): Promise<ReleasesInGit> => {
  const git = releasesInGit();
  const present = Object.entries(linedProject('00D000000000001EAA')).filter(([, text]) => text !== undefined);
  const first = git.commit(Object.fromEntries(present), 'two lines');
  await git.release('1.0.0', { line: 'core' });
  await git.release('1.0.0', { line: 'sales' });
  git.commit({ ...core(classSaying('Greeter', 'bad')), ...sales(classSaying('Sale', 'good')) }, 'feat: both');
  git.commit({ 'docs/notes.md': 'of no line' }, 'docs: of no line');
  await git.release('1.1.0', { line: 'core' });
  const [restores, rollsBack] = ['production/core/v1.0.0', 'production/core/v1.1.0'] as const;
  await git.release('1.1.1', { line: 'core', commit: first, restores, rollsBack });
  return git;
};

describe('release lines, told by Git alone', () => {
  it('are taken out of a branch without what the same commits brought to others', async () => {
    using git = await rolledBack();
    const outcome = await revertBranch(git.gateways, { line: 'core', words: revertWords });
    if (outcome.kind !== 'reverted') throw new Error(JSON.stringify(outcome));
    expect(outcome.changes).to.deep.equal(['ApexClass:Greeter']);
    expect(outcome.name).to.equal('revert/production/core/v1.1.0');
    expect(git.git('diff', '--name-only', 'main', outcome.commit)).to.equal(
      'packages/core/main/default/classes/Greeter.cls',
    );
  });

  it('have notes, reversibility and differences of their own', async () => {
    using git = await rolledBack();
    const told = await notes(git.gateways, { to: 'production/core/v1.1.0' });
    if (told.kind !== 'noted') throw new Error(JSON.stringify(told));
    expect(told.changes.map(keyOf)).to.deep.equal(['ApexClass:Greeter']);
    expect(told.commits.map(({ subject }) => subject)).to.deep.equal(['feat: both']);
    const range = { base: 'HEAD~2', head: 'HEAD' };
    expect(await reversibility(git.gateways, range)).to.have.property('changed', 2);
    expect(await reversibility(git.gateways, { ...range, line: 'sales' })).to.have.property('changed', 1);
    const plain = { only: [], exclude: [], reverse: false, withContents: false, withMembers: false };
    const wish = { ...plain, includeOrgOnly: false, compose: () => new Map<string, string>() };
    const between = await diff(git.gateways, { ...wish, from: 'production/core/v1.0.0', to: 'production/core/v1.1.0' });
    expect(between.kind === 'compared' && between.delta.changes.map(keyOf)).to.deep.equal(['ApexClass:Greeter']);
    const branch = 'feature/core/v2'; // called as a release could be
    git.git('branch', branch, 'HEAD');
    const ofAll = await diff(git.gateways, { ...wish, from: 'HEAD~2', to: branch });
    expect(ofAll.kind === 'compared' && ofAll.delta.changes.map(keyOf)).to.have.members([
      'ApexClass:Greeter',
      'ApexClass:Sale',
    ]);
    const current = await diff(git.gateways, wish);
    expect(current).to.have.nested.property('refusal.reason', 'lineNeeded');
  });

  it('are known good, bad and blocked each for itself, and told of when they are configured no more', async () => {
    using git = await rolledBack();
    await mark(git.gateways, { release: 'production/core/v1.0.0', mark: 'blocked', reason: 'why' });
    git.commit({ 'release.yaml': '' }, 'chore: one project again');
    for (const [release, standing] of [
      ['production/core/v1.0.0', 'blocked'],
      ['production/core/v1.1.0', 'bad'],
      ['production/sales/v1.0.0', undefined],
    ] as const) {
      const shown = await show(git.gateways, { release });
      expect(shown.kind === 'shown' && shown.standings[release]?.mark, release).to.equal(standing);
    }
  });

  it('are refused by name when they are configured no more, and a branch that is called like theirs is not', async () => {
    using git = await rolledBack();
    git.commit({ 'release.yaml': '' }, 'chore: one project again');
    const told = await notes(git.gateways, { to: 'production/core/v1.1.0' });
    expect(told).to.have.nested.property('refusal.reason', 'unknownLine');
    await git.release('1.0.0');
    git.git('branch', 'feature/core/v2', 'HEAD');
    expect(await notes(git.gateways, { to: 'feature/core/v2' })).to.have.property('kind', 'noted');
  });

  it('keep their past when a package directory is renamed: every commit says itself what a line has', async () => {
    using git = await rolledBack();
    const before = git.git('rev-parse', 'HEAD');
    git.git('mv', 'packages/core', 'packages/base');
    const project = { packageDirectories: [{ path: 'packages/base', default: true }, { path: 'packages/sales' }] };
    const lines = linedProject('00D000000000001EAA')['release.yaml']?.replace('packages/core', 'packages/base');
    const inBase = Object.fromEntries(
      Object.entries(core(withoutClass('GreeterTest'))).map(([file]) => [file.replace('core', 'base'), undefined]),
    );
    git.commit({ ...inBase, 'sfdx-project.json': JSON.stringify(project), 'release.yaml': lines }, 'moved');
    const judged = await reversibility(git.gateways, { base: before, head: 'main', line: 'core' });
    expect(judged).to.have.property('changed', 1);
  });

  it('give a package directory away without a word of anything removed, and without a major version', async () => {
    using git = await rolledBack();
    const directories = ['packages/core', 'packages/sales', 'packages/things'].map((path) => ({ path }));
    git.commit({ 'packages/things/README.md': '' }, 'docs: things');
    git.git('mv', 'packages/core/main/default/objects', 'packages/things');
    const given = linedProject('00D000000000001EAA')['release.yaml']?.replace(
      './packages/sales/',
      './packages/sales/, packages/things',
    );
    git.commit(
      { 'sfdx-project.json': JSON.stringify({ packageDirectories: directories }), 'release.yaml': given },
      'fix: moved',
    );
    const told = await notes(git.gateways, { from: 'production/core/v1.1.0', to: 'HEAD', line: 'core' });
    expect(told.kind === 'noted' && told.changes).to.deep.equal([]);
    const lined = await inLine(await git.gateways(), 'core');
    const question = {
      environment: await findEnvironment(lined),
      kind: 'production',
      commit: git.git('rev-parse', 'HEAD'),
    } as const;
    expect(await proposeVersion(lined, question)).to.include({ bump: 'minor', version: '1.2.0' });
  });
});
