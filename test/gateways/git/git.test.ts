import path from 'node:path';
import { expect } from 'chai';
import { GitError, openGit } from '../../../src/gateways/git/git.ts';
import { temporaryRepository, withEnvironment } from '../temporary-repository.ts';

describe('running git', () => {
  it('throws what git said, with its exit code, without the arguments', async () => {
    await using place = await temporaryRepository();
    const git = openGit(place.project);
    for (const way of ['run', 'pipe'] as const) {
      const error: unknown = await git[way](['rev-parse', '--verify', 'nowhere']).catch(String);
      expect(error).to.equal('GitError: git rev-parse failed (128): fatal: Needed a single revision');
    }
  });

  it('stays in the repository it was opened for, whatever the environment points to', async () => {
    await using place = await temporaryRepository();
    await using other = await temporaryRepository();
    await other.git('commit', '--quiet', '--allow-empty', '--message', 'another head');
    const elsewhere = path.join(other.top, '.git');
    using hostile = withEnvironment({
      GIT_DIR: elsewhere,
      GIT_COMMON_DIR: elsewhere,
      GIT_WORK_TREE: other.top,
      GIT_INDEX_FILE: path.join(elsewhere, 'index'),
      GIT_OBJECT_DIRECTORY: path.join(elsewhere, 'objects'),
      GIT_SHALLOW_FILE: path.join(elsewhere, 'HEAD'),
      GIT_NAMESPACE: 'other',
      GIT_EXEC_PATH: other.top,
      GIT_EDITOR: 'false',
      GIT_EXTERNAL_DIFF: 'false',
    });
    const git = openGit(place.project);
    const head = (await git.run(['rev-parse', 'HEAD'])).trim();
    expect((await git.pipe(['rev-parse', 'HEAD'])).toString().trim()).to.equal(head);
    expect(await git.run(['status', '--porcelain'])).to.equal('');
    expect((await git.run(['rev-parse', '--show-toplevel'])).trim()).to.match(/work$/u);
    hostile[Symbol.dispose]();
    expect(await place.git('rev-parse', 'HEAD')).to.equal(head);
    expect(await other.git('rev-parse', 'HEAD')).not.to.equal(head);
  });

  const given: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "an editor's terminal": {
      GIT_ASKPASS: 'true',
      SSH_ASKPASS: 'true',
      VISUAL: 'vi',
      PAGER: 'less',
      GIT_PAGER: 'less',
    },
    'a key for SSH': { GIT_SSH_COMMAND: 'ssh -i key', GIT_SSH: 'ssh' },
    'configuration files': { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', PREFIX: '/usr' },
    'configuration of a pipeline': {
      GIT_CONFIG_COUNT: '4',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: 'Authorization: given',
      GIT_CONFIG_KEY_1: 'url.https://example.com/.insteadOf',
      GIT_CONFIG_VALUE_1: 'git@example.com:',
      GIT_CONFIG_KEY_2: 'credential.helper',
      GIT_CONFIG_VALUE_2: 'store',
      GIT_CONFIG_KEY_3: 'safe.directory',
      GIT_CONFIG_VALUE_3: '*',
    },
  };
  for (const [what, variables] of Object.entries(given))
    it(`works under ${what}`, async () => {
      await using place = await temporaryRepository();
      using _ = withEnvironment(variables);
      const git = openGit(place.project);
      expect(await git.run(['log', '-1', '--format=%s'])).to.equal('start\n');
      if ('GIT_CONFIG_COUNT' in variables)
        expect(await git.run(['config', 'http.extraHeader'])).to.equal('Authorization: given\n');
    });

  it('gives bytes as they are, in the order asked for, and says what is missing', async () => {
    await using place = await temporaryRepository();
    const bytes = Buffer.from([0, 255, 13, 10, 10, 0]);
    await place.write('bytes', bytes);
    await place.git('add', '--all');
    await place.git('commit', '--quiet', '--message', 'bytes');
    const git = openGit(place.project);
    const seen: (Buffer | undefined)[] = [];
    await git.blobs(['HEAD:bytes', 'HEAD:absent', 'HEAD:bytes'], (_index, found) => {
      seen.push(found === undefined ? undefined : Buffer.from(found));
    });
    expect(seen).to.deep.equal([bytes, undefined, bytes]);
  });

  it('is a GitError also when git ends before it has read its input', async () => {
    await using place = await temporaryRepository();
    const input = Buffer.alloc(4_000_000, 'x');
    const error: unknown = await openGit(place.project)
      .pipe(['mktree'], input)
      .catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(GitError);
  });

  it('says that git could not be started, whichever way it is asked', async () => {
    await using repository = await temporaryRepository();
    using _ = withEnvironment({ PATH: '/nowhere' });
    const git = openGit(repository.top);
    for (const asked of [
      () => git.run(['rev-parse', 'HEAD']),
      () => git.run(['update-ref', 'refs/x', 'HEAD']),
      () => git.pipe(['cat-file', '-p', 'HEAD']),
      () => git.ask(['status']),
      () => git.blobs(['HEAD:sfdx-project.json'], () => undefined),
    ]) {
      const error: unknown = await asked().then(
        () => 'git answered',
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(GitError).with.property('stderr', 'spawn git ENOENT');
    }
  });
});
