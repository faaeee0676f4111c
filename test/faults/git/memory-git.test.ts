import { expect } from 'chai';
import { commitFiles } from '../../../src/gateways/git/commit-files.ts';
import { GitError, openGit, type Git } from '../../../src/gateways/git/git.ts';
import { temporaryRepository } from '../../gateways/temporary-repository.ts';
import { memoryGit } from './memory-git.ts';
import { cloneOf, emptyRepository } from './memory-repository.ts';
import { put, putCommit, putTree } from './objects.ts';

const project = '{ "packageDirectories": [{ "path": "force-app" }] }\n';
const nullId = '0'.repeat(40);
const by = 'Test <test@example.com> 1700000000 +0000';

/** What git answers, or that it refuses: the wording is its own business, `cannot lock ref` is read by the product. */
const answerOf = async (answer: Promise<string | Buffer>): Promise<string> => {
  try {
    return (await answer).toString();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return /cannot lock ref|reference already exists/u.test(error.stderr) ? 'refused: locked' : 'refused';
  }
};

/** A git, and the ids of its commits by the names that this test gives them. */
interface Side {
  readonly git: Git;
  readonly commits: Map<string, string>;
}

/** Ids of commits differ by their time, so that names stand in their place. */
const named = ({ commits }: Side, text: string): string =>
  [...commits].reduce((left, [name, id]) => left.replaceAll(id, name), text);

const meant = ({ commits }: Side, argument: string): string =>
  [...commits].reduce((left, [name, id]) => left.replaceAll(name, id), argument);

describe('the git in memory', function () {
  this.timeout(60_000);

  it('answers as git does, call by call', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    const remote = emptyRepository();
    const tree = putTree(remote.objects, new Map([['sfdx-project.json', put(remote.objects, 'blob', project)]]));
    remote.refs.set('refs/heads/main', putCommit(remote.objects, { tree, message: 'start\n' }, by));
    const clock = { there: remote, now: () => new Date('2026-11-21T10:00:00Z') };
    const memory = memoryGit({ here: cloneOf(remote), ...clock }, place.top);
    const sides: readonly Side[] = [openGit(place.top), memory].map((git) => ({ git, commits: new Map() }));

    const both = async (act: (side: Side) => Promise<string | Buffer>): Promise<string> => {
      const [real, simulated] = await Promise.all(sides.map(async (side) => named(side, await answerOf(act(side)))));
      expect(simulated).to.equal(real);
      return real ?? '';
    };
    const run = (...args: readonly string[]) => both((side) => side.git.run(args.map((arg) => meant(side, arg))));
    const commit = async (name: string, parent: string | undefined, files: Readonly<Record<string, string>>) => {
      const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
      for (const side of sides) {
        const given = { parent: parent && meant(side, parent), files: bytes, message: `${name}\n\nRun: r1\n`, nullId };
        side.commits.set(name, await commitFiles(side.git, given));
      }
    };
    for (const side of sides) side.commits.set('<main>', (await side.git.run(['rev-parse', 'refs/heads/main'])).trim());

    await commit('<one>', undefined, { 'entry.json': '1', 'a/ü "b".txt': 'x', 'a.txt': 'y', 'a/b/c': 'z' });
    await commit('<two>', '<one>', { 'entry.json': '2', 'a/b/d': 'z' });
    const ref = 'refs/release/production/journal';
    const push = (lease: string, refspec: string) =>
      run('push', '--no-verify', '--quiet', `--force-with-lease=${lease}`, '--', 'origin', refspec);

    await run('rev-parse', '--show-prefix', '--is-shallow-repository', '<main>^{commit}');
    await run('remote');
    expect(await push(`${ref}:`, `<one>:${ref}`)).to.equal('');
    expect(await push(`${ref}:`, `<two>:${ref}`)).to.equal('refused');
    expect(await push(`${ref}:<two>`, `<two>:${ref}`)).to.equal('refused');
    await run('ls-remote', '--refs', '--', 'origin', ref);
    expect(await push(`${ref}:<one>`, `<two>:${ref}`)).to.equal('');
    for (const pattern of [ref, 'refs/release/*', 'journal', 'refs/tags/production/*', 'nothing'])
      await run('ls-remote', '--refs', '--', 'origin', pattern);
    await run('fetch', '--quiet', '--no-tags', '--no-prune', '--', 'origin', `+${ref}:${ref}`);
    await run('fetch', '--quiet', '--no-tags', '--no-prune', '--', 'origin', '+refs/release/none:refs/release/none');
    await run('update-ref', ref, '<one>', '<two>');
    expect(await run('update-ref', ref, '<one>', '<two>')).to.equal('refused: locked');
    await run('update-ref', '-d', ref, '<two>');
    await run('update-ref', '-d', ref, '<one>');
    await run('update-ref', ref, '<two>', nullId);
    expect(await run('update-ref', ref, '<two>', nullId)).to.equal('refused: locked');
    await run('for-each-ref', '--format=%(objectname)%09%(refname)', 'refs/release');
    await run('for-each-ref', '--format=%(objectname)', ref);
    await run('rev-list', '--reverse', '--first-parent', '<two>');
    await run('rev-list', '--first-parent', '--format=%H %(trailers:key=Run,valueonly,separator=%x2C)', '<two>');
    await run('ls-tree', '--name-only', '-z', '<one>', '--', 'entry.json');
    await run('ls-tree', '--name-only', '-z', '<one>', '--', 'plan.json');
    await run('merge-base', '--all', '<one>', '<two>');
    await both(({ git, commits }) =>
      git.pipe(['--literal-pathspecs', 'ls-tree', '-r', '-z', commits.get('<one>') ?? '']),
    );
    await both((side) =>
      side.git.pipe(['cat-file', '--batch'], meant(side, '<two>:entry.json\n<two>:plan.json\n')).then((batch) =>
        // the memory git does not say which object it was
        batch.toString().replaceAll(/^[0-9a-f]{40} /gmu, ''),
      ),
    );
    await both((side) => side.git.pipe(['cat-file', 'blob', meant(side, '<one>:a/b/c')]));
    await both((side) => side.git.pipe(['rev-parse', '--verify', '--quiet', '--end-of-options', 'main^{commit}']));
    await both((side) => side.git.pipe(['rev-parse', '--verify', '--quiet', '--end-of-options', '-x^{commit}']));

    const tag = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      'tag',
      '--annotate',
      '--cleanup=verbatim',
    ];
    const message = 'Release 1\n\nEnvironment: production\nDeploy-Id: 0Af\n';
    const tagged = () =>
      both((side) => side.git.pipe([...tag, '--file=-', '--', 'production/v1.0.0', meant(side, '<main>')], message));
    await tagged();
    expect(await tagged()).to.equal('refused');
    const fields = ['%(refname:strip=2)', '%(*objectname)', '%(contents:subject)', '%(contents:trailers:only,unfold)'];
    await run('for-each-ref', `--format=${fields.map((field) => `${field}%00`).join('')}`, 'refs/tags/*/v*');
    const name = 'refs/tags/production/v1.0.0';
    expect(await run('push', '--no-verify', '--', 'origin', `${name}:${name}`)).to.equal('');
    expect(await push(`${ref}:<one>`, `:${ref}`)).to.equal('refused');
    expect(await push(`${ref}:<two>`, `:${ref}`)).to.equal('');
    await run('ls-remote', '--refs', '--', 'origin', 'refs/release/*');
  });
});
