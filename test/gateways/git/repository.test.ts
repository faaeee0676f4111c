import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { GitError } from '../../../src/gateways/git/git.ts';
import { openRepository } from '../../../src/gateways/git/repository.ts';
import { Refused } from '../../../src/release/refusal.ts';
import { temporaryRepository, withEnvironment } from '../temporary-repository.ts';

describe('the repository of a project', () => {
  it('looks any text up as one commit, and obeys none of it', async () => {
    await using place = await temporaryRepository();
    const repository = await openRepository(place.project);
    const head = await repository.head();
    await place.git('update-ref', 'refs/tags/-x', 'HEAD');
    await place.git('update-ref', 'refs/tags/$(id)', 'HEAD');
    for (const text of ['HEAD', 'main', head.slice(0, 10), '-x', '$(id)'])
      expect(await repository.commit(text), text).to.equal(head);
    const hostile = [
      '',
      '--all',
      '--output=touched',
      '--git-dir',
      '`touch touched`',
      ';touch touched',
      '^HEAD',
      'HEAD..main',
      'HEAD\nHEAD',
      'HEAD\0',
      ':(glob)*',
      '../../etc/passwd',
      'HEAD:sfdx-project.json',
    ];
    for (const text of hostile) expect(await repository.commit(text), text).to.equal(undefined);
    expect(await repository.dirtyFiles()).to.deep.equal([]);
  });

  it('tells what differs from HEAD relative to a project in a folder of it, whatever files are called', async () => {
    await using place = await temporaryRepository({ folder: 'apps/sales' });
    const repository = await openRepository(place.project);
    expect(repository.prefix).to.equal('apps/sales/');
    await place.write('apps/sales/kept file.txt', 'one');
    await place.write('apps/sales/gone.txt', 'one');
    await place.write('apps/sales/moved.txt', 'moved as it is');
    await place.git('add', '--all');
    await place.git('commit', '--quiet', '--message', 'more');
    expect(await repository.dirtyFiles()).to.deep.equal([]);
    await place.write('outside.txt', 'of another project');
    await place.write('apps/sales/kept file.txt', 'two');
    await place.write('apps/sales/ü "quoted"\t日本.txt', 'untracked');
    await place.git('rm', '--quiet', 'apps/sales/gone.txt');
    await place.git('mv', 'apps/sales/moved.txt', 'apps/sales/new name.txt');
    expect(await repository.dirtyFiles()).to.have.members([
      'kept file.txt',
      'ü "quoted"\t日本.txt',
      'gone.txt',
      'moved.txt',
      'new name.txt',
    ]);
  });

  it('makes and pushes a tag on a machine that has no name, and never moves one', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    await place.git('config', 'user.useConfigOnly', 'true');
    using _ = withEnvironment({
      GIT_AUTHOR_NAME: undefined,
      GIT_AUTHOR_EMAIL: undefined,
      GIT_COMMITTER_NAME: undefined,
      GIT_COMMITTER_EMAIL: undefined,
      EMAIL: undefined,
    });
    const repository = await openRepository(place.project);
    expect(await repository.committer()).to.equal('sf-release');
    const head = await repository.head();
    await repository.createTag('production/v1.0.0', head, 'Release\n\n# not a comment\n');
    expect(await place.git('tag', '--list', '--format=%(taggername)|%(contents)')).to.equal(
      'sf-release|Release\n\n# not a comment',
    );
    await repository.pushTag('production/v1.0.0');
    const again = await repository.createTag('production/v1.0.0', head, 'Other\n').catch((error: unknown) => error);
    expect(again).to.be.instanceOf(GitError);
    await place.git('-c', 'user.name=a', '-c', 'user.email=b', 'tag', '-fam', 'moved', 'production/v1.0.0', 'HEAD');
    const moved = await repository.pushTag('production/v1.0.0').catch((error: unknown) => error);
    expect(moved).to.be.instanceOf(GitError);
  });

  it('takes secrets out of the sentence of a tag, and leaves what machines read in it as it is', async () => {
    await using place = await temporaryRepository();
    const repository = await openRepository(place.project);
    const trailers = 'Org-Id: 00D000000000001AAA\nActive-Flow-Versions: Alert=2, Reset_Password=3, Zip=1';
    await repository.createTag('production/v1.0.0', await repository.head(), `With password=abc\n\n${trailers}\n`);
    expect(await place.git('tag', '--list', '--format=%(contents)')).to.equal(
      `With password=<redacted>\n\n${trailers}`,
    );
  });

  it('knows the tags of the remote by name, and only tags', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    const repository = await openRepository(place.project);
    expect([...(await repository.remoteTags('production/v*'))]).to.deep.equal([]);
    const head = await repository.head();
    for (const name of ['production/v1.0.0', 'production/v1.1.0', 'uat/v1.0.0']) {
      await repository.createTag(name, head, `Release ${name}\n`);
      await repository.pushTag(name);
    }
    await place.git('push', '--quiet', 'origin', 'HEAD:refs/heads/refs/tags/production/v9.0.0');
    const tags = await repository.remoteTags('production/v*');
    expect([...tags.keys()]).to.deep.equal(['production/v1.0.0', 'production/v1.1.0']);
    expect(tags.get('production/v1.0.0')).to.equal(await place.git('rev-parse', 'refs/tags/production/v1.0.0'));
  });

  it('fetches tags that are not here yet and keeps those that are only here, though git is set to prune', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    const there = await openRepository(place.project);
    const here = await openRepository(await place.clone());
    await there.createTag('production/v1.0.0', await there.head(), 'Release\n');
    await there.pushTag('production/v1.0.0');
    await here.createTag('production/v1.1.0', await here.head(), 'Not pushed yet\n');
    await here.git.run(['config', 'fetch.prune', 'true']);
    await here.fetchTags(['production/v*']);
    expect(await here.refNames()).to.include.members(['production/v1.0.0', 'production/v1.1.0']);
  });

  it('without a remote has nothing to push, to fetch or to ask', async () => {
    await using place = await temporaryRepository();
    const repository = await openRepository(place.project);
    expect(repository).not.to.have.property('remote');
    await repository.createTag('production/v1.0.0', await repository.head(), 'Release\n');
    await repository.pushTag('production/v1.0.0');
    await repository.fetchTags(['production/v*']);
    expect([...(await repository.remoteTags('*'))]).to.deep.equal([]);
    const tag = await place.git('rev-parse', 'refs/tags/production/v1.0.0');
    expect([...(await repository.tags('production'))]).to.deep.equal([['production/v1.0.0', tag]]);
  });

  it('is read as it was committed on a detached HEAD, however git ends lines here', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    await place.write('.gitattributes', '');
    await place.write('unix.txt', 'one\ntwo\n');
    await place.write('windows.txt', 'one\r\ntwo\r\n');
    await place.git('add', '--all');
    await place.git('commit', '--quiet', '--message', 'lines');
    await place.git('push', '--quiet', 'origin', 'main');
    const clone = await place.clone({ 'core.autocrlf': 'true' });
    const repository = await openRepository(clone);
    await repository.git.run(['checkout', '--quiet', '--detach']);
    expect(await readFile(path.join(clone, 'unix.txt'), 'utf8')).to.equal('one\r\ntwo\r\n');
    expect(await repository.dirtyFiles()).to.deep.equal([]);
    expect(await repository.currentBranch()).to.equal(undefined);
    expect(await repository.head()).to.equal(await place.git('rev-parse', 'main'));
    for (const [file, text] of [
      ['unix.txt', 'one\ntwo\n'],
      ['windows.txt', 'one\r\ntwo\r\n'],
    ])
      expect((await repository.git.pipe(['cat-file', 'blob', `HEAD:${file}`])).toString()).to.equal(text);
  });

  it('without a commit, or without a repository, is refused by what git says of it', async () => {
    await using place = await temporaryRepository();
    const folder = await mkdtemp(path.join(tmpdir(), 'sf-release-empty-'));
    await writeFile(path.join(folder, 'sfdx-project.json'), '{}');
    const reasonOf = (): Promise<unknown> =>
      openRepository(folder).catch((error: unknown) => (error instanceof Refused ? error.refusal.reason : error));
    expect(await reasonOf()).to.equal('notARepository');
    await place.git('init', '--quiet', folder);
    expect(await reasonOf()).to.equal('noCommits');
    await rm(folder, { recursive: true });
  });

  it('that belongs to somebody else is refused by git, with the command that trusts it', async () => {
    await using place = await temporaryRepository();
    using _ = withEnvironment({ GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });
    const error: unknown = await openRepository(place.project).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(GitError);
    expect((error as Error).message).to.contain(`git config --global --add safe.directory ${place.top}`);
  });
});
