import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { openRepository } from '../../../src/gateways/git/repository.ts';
import { signatureState, type SignatureState } from '../../../src/release/checks/signature.ts';
import { temporaryRepository, type TemporaryRepository } from '../temporary-repository.ts';

const run = promisify(execFile);

/** A repository whose owner signs with an SSH key of the story, and a file of those who are trusted. */
const signing = async (): Promise<{ repository: TemporaryRepository; trust: (who?: string) => Promise<void> }> => {
  const repository = await temporaryRepository();
  const key = path.join(repository.top, '..', 'key');
  const trusted = path.join(repository.top, '..', 'trusted');
  for (const file of [key, `${key}-of-another`])
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'story', '-f', file]);
  await repository.git('config', 'gpg.format', 'ssh');
  await repository.git('config', 'user.signingKey', `${key}.pub`);
  const trust = async (file = key): Promise<void> => {
    await writeFile(trusted, `ann@example.com ${await readFile(`${file}.pub`, 'utf8')}`);
    await repository.git('config', 'gpg.ssh.allowedSignersFile', trusted);
  };
  await repository.git('tag', '--sign', '--message', 'signed', 'production/v1.0.0');
  await repository.git('tag', '--annotate', '--message', 'unsigned', 'production/v1.1.0');
  return { repository, trust: (who) => trust(who === undefined ? key : `${key}-${who}`) };
};

const stateOf = async ({ top }: TemporaryRepository, name: string): Promise<SignatureState> =>
  signatureState(await (await openRepository(top)).verifyTag(name));

describe('the signature of a tag, by the word of git itself', () => {
  it('is trusted, unknown, or cannot be verified, by who is trusted here', async () => {
    const { repository, trust } = await signing();
    await using _ = repository;
    expect(await stateOf(repository, 'production/v1.0.0')).to.equal('cannotVerify');
    await trust();
    expect(await stateOf(repository, 'production/v1.0.0')).to.equal('trusted');
    await trust('of-another');
    expect(await stateOf(repository, 'production/v1.0.0')).to.equal('validButUnknown');
  });

  it('is missing, or bad when somebody changed what was signed', async () => {
    const { repository, trust } = await signing();
    await using _ = repository;
    await trust();
    expect(await stateOf(repository, 'production/v1.1.0')).to.equal('unsigned');
    const tag = await repository.git('cat-file', 'tag', 'production/v1.0.0');
    const file = path.join(repository.top, '..', 'changed');
    await writeFile(file, `${tag.replace('\nsigned\n', '\nchanged\n')}\n`);
    const changed = await repository.git('hash-object', '-t', 'tag', '-w', file);
    await repository.git('update-ref', 'refs/tags/production/v1.2.0', changed);
    expect(await stateOf(repository, 'production/v1.2.0')).to.equal('bad');
    expect(await stateOf(repository, 'production/v9.9.9')).to.equal('cannotVerify');
  });
});

describe('the branches that hold a commit', () => {
  it('are those of the clone and of remotes, each once', async () => {
    await using repository = await temporaryRepository({ withRemote: true });
    await repository.git('remote', 'set-head', 'origin', 'main');
    const first = await repository.git('rev-parse', 'HEAD');
    await repository.git('switch', '--quiet', '--create', 'feature');
    await repository.git('commit', '--quiet', '--allow-empty', '--message', 'more');
    const second = await repository.git('rev-parse', 'HEAD');
    const opened = await openRepository(repository.top);
    expect(await opened.branchesHolding(first)).to.deep.equal(['feature', 'main', 'origin/main']);
    expect(await opened.branchesHolding(second)).to.deep.equal(['feature']);
  });
});
