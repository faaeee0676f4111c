import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { compareVersions } from '../../../src/actions/compare/compare.ts';
import { inventoryOf } from '../../../src/actions/compare/inventory.ts';
import { openGit, type Git } from '../../../src/gateways/git/git.ts';
import { openSourceFormat } from '../../../src/gateways/source-format.ts';
import { commitVersion } from '../../../src/gateways/git/versions.ts';
import { workingTree } from '../../../src/gateways/git/working-tree.ts';
import { keyOf } from '../../../src/release/metadata/component.ts';
import { UnreadableError } from '../../../src/release/metadata/unreadable.ts';
import type { Version } from '../../../src/release/metadata/version.ts';
import { xmlFile } from '../../actions/all-families.ts';
import { temporaryRepository, type TemporaryRepository } from '../temporary-repository.ts';

const known = openSourceFormat();
const code = (name: string): string => `force-app/main/default/classes/${name}.cls`;

const writeClass = async (
  repository: TemporaryRepository,
  name: string,
  text = `class ${name} {}\n`,
): Promise<void> => {
  await repository.write(path.join(path.relative(repository.top, repository.project), code(name)), text);
  await repository.write(
    path.join(path.relative(repository.top, repository.project), `${code(name)}-meta.xml`),
    xmlFile('ApexClass'),
  );
};

const commitAll = async (repository: TemporaryRepository): Promise<string> => {
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--allow-empty', '--message', 'more');
  return repository.git('rev-parse', 'HEAD');
};

const prefixOf = ({ top, project }: TemporaryRepository): string => {
  const prefix = path.relative(top, project);
  return prefix === '' ? '' : `${prefix}/`;
};

const versionAt = (git: Git, repository: TemporaryRepository, commit: string): Promise<Version> =>
  commitVersion({ git, known, prefix: prefixOf(repository) }, commit, commit.slice(0, 7));

const keys = async (version: Version): Promise<string[]> => [...(await inventoryOf(version)).components.keys()];

const told = async (from: Version, to: Version): Promise<string[]> =>
  (await compareVersions(from, to)).changes.map((change) => `${change.kind} ${keyOf(change)}`);

describe('a commit as a version', () => {
  it('is read from Git objects alone, of a bare repository too', async () => {
    await using repository = await temporaryRepository({ withRemote: true });
    await writeClass(repository, 'A');
    const first = await commitAll(repository);
    await writeClass(repository, 'B');
    const second = await commitAll(repository);
    await repository.git('push', '--quiet', 'origin', 'main');
    for (const directory of [repository.project, repository.remote]) {
      const git = openGit(directory);
      const [from, to] = [await versionAt(git, repository, first), await versionAt(git, repository, second)];
      expect(await keys(to)).to.deep.equal(['ApexClass:A', 'ApexClass:B']);
      expect(await told(from, to)).to.deep.equal(['added ApexClass:B']);
    }
  });

  it('has what lies beside its package directories too, whatever was asked before', async () => {
    await using repository = await temporaryRepository();
    await writeClass(repository, 'A');
    const version = await versionAt(openGit(repository.project), repository, await commitAll(repository));
    const asked = [code('A'), 'sfdx-project.json'];
    const paths = async (): Promise<string[]> => (await version.files(asked)).map(({ path: file }) => file).sort();
    expect(await paths()).to.deep.equal(asked);
    expect((await version.files()).map(({ path: file }) => file)).not.to.include('sfdx-project.json');
    expect(await paths()).to.deep.equal(asked);
  });

  it('has paths relative to a project below the top of its repository', async () => {
    await using repository = await temporaryRepository({ folder: 'apps/crm' });
    const first = await commitAll(repository);
    await writeClass(repository, 'A');
    await repository.write('elsewhere/classes/X.cls', 'not ours');
    const second = await commitAll(repository);
    const git = openGit(repository.project);
    const delta = await compareVersions(
      await versionAt(git, repository, first),
      await versionAt(git, repository, second),
    );
    expect(delta.changes.map(({ paths }) => paths.to)).to.deep.equal([[code('A'), `${code('A')}-meta.xml`]]);
    expect(delta.unclaimed).to.deep.equal([]);
  });

  it('names the commit whose sfdx-project.json cannot be obeyed', async () => {
    await using repository = await temporaryRepository();
    await repository.write('sfdx-project.json', '{ "sourceBehaviorOptions": ["unheardOf"] }');
    const commit = await commitAll(repository);
    const error: unknown = await versionAt(openGit(repository.project), repository, commit).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error))
      .to.include('sfdx-project.json')
      .and.to.include('unheardOf')
      .and.to.include(commit.slice(0, 7));
  });

  it('names version and file of an object that is corrupt or gone, and goes on with the others', async () => {
    await using repository = await temporaryRepository();
    for (const name of ['A', 'B', 'C']) await writeClass(repository, name);
    const first = await commitAll(repository);
    for (const name of ['A', 'B', 'C']) await writeClass(repository, name, `class ${name} { /* changed */ }\n`);
    const second = await commitAll(repository);
    const objectOf = async (name: string): Promise<string> => {
      const id = await repository.git('rev-parse', `${second}:${code(name)}`);
      return path.join(repository.top, '.git/objects', id.slice(0, 2), id.slice(2));
    };
    rmSync(await objectOf('A'));
    rmSync(await objectOf('B'), { force: true });
    writeFileSync(await objectOf('B'), 'not an object');
    const git = openGit(repository.project);
    const [from, to] = [await versionAt(git, repository, first), await versionAt(git, repository, second)];
    const listed = await compareVersions(from, to, { unreadable: 'list' });
    expect(listed.unreadable.map(({ version, path: file, because }) => `${version} ${file} ${because}`)).to.deep.equal([
      `${second.slice(0, 7)} ${code('A')} missingBlob`,
      `${second.slice(0, 7)} ${code('B')} missingBlob`,
    ]);
    expect(listed.changes.map(keyOf)).to.deep.equal(['ApexClass:C']);
    const refused: unknown = await compareVersions(from, to).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(UnreadableError);
  });

  it('names what a partial clone does not have and cannot fetch', async () => {
    await using repository = await temporaryRepository({ withRemote: true });
    await writeClass(repository, 'A');
    const first = await commitAll(repository);
    await writeClass(repository, 'A', 'class A { /* changed */ }\n');
    const second = await commitAll(repository);
    await repository.git('push', '--quiet', 'origin', 'main');
    await repository.inRemote('config', 'uploadpack.allowFilter', 'true');
    const partial = path.join(repository.top, '..', 'partial');
    execFileSync('git', ['clone', '--quiet', '--bare', '--filter=blob:none', `file://${repository.remote}`, partial]);
    rmSync(repository.remote, { recursive: true });
    const git = openGit(partial);
    const error: unknown = await versionAt(git, repository, first).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error);
    expect(String(error)).to.include('sfdx-project.json');
    expect(second).to.not.equal(first);
  });

  it('lists links and submodules and takes a mode that changed for nothing', async () => {
    await using repository = await temporaryRepository();
    await writeClass(repository, 'A');
    await writeClass(repository, 'B');
    const first = await commitAll(repository);
    rmSync(path.join(repository.project, code('A')));
    symlinkSync('B.cls', path.join(repository.project, code('A')));
    await repository.git('update-index', '--chmod=+x', code('B'));
    const second = await commitAll(repository);
    const git = openGit(repository.project);
    const delta = await compareVersions(
      await versionAt(git, repository, first),
      await versionAt(git, repository, second),
    );
    expect(delta.changes).to.deep.equal([]);
    expect(delta.unclaimed).to.deep.equal([{ path: code('A'), in: 'to', because: 'symlink' }]);
  });

  it('does not keep the process alive', async () => {
    await using repository = await temporaryRepository();
    const commit = await commitAll(repository);
    const script = `
      import { openGit } from ${JSON.stringify(new URL('../../../src/gateways/git/git.ts', import.meta.url).href)};
      const git = openGit(${JSON.stringify(repository.project)});
      await git.blobs(['${commit}'], (name, bytes) => process.stdout.write(String(bytes !== undefined)));`;
    const start = performance.now();
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      timeout: 15_000,
    });
    expect(answer).to.equal('true');
    expect(performance.now() - start).to.be.lessThan(15_000);
  });
});

describe('the working tree as a version', () => {
  it('holds what is there now, tracked or not, and differs from a commit by that', async () => {
    await using repository = await temporaryRepository();
    for (const name of ['Same', 'Edited', 'Deleted', 'Touched']) await writeClass(repository, name);
    await repository.write('.gitignore', '*.log\n');
    const commit = await commitAll(repository);
    await writeClass(repository, 'Edited', 'class Edited { /* changed */ }\n');
    rmSync(path.join(repository.project, code('Deleted')));
    rmSync(path.join(repository.project, `${code('Deleted')}-meta.xml`));
    await writeClass(repository, 'Touched');
    await writeClass(repository, 'Untracked');
    await writeClass(repository, 'Staged');
    await repository.git('add', code('Staged'));
    await repository.write('force-app/main/default/noise.log', 'ignored');
    const git = openGit(repository.project);
    const source = { git, known };
    const [committed, tree] = [await versionAt(git, repository, commit), await workingTree(source)];
    expect(await keys(tree)).to.deep.equal(
      ['Edited', 'Same', 'Staged', 'Touched', 'Untracked'].map((name) => `ApexClass:${name}`),
    );
    const expected = ['removed Deleted', 'changed Edited', 'added Staged', 'added Untracked'];
    expect(await told(committed, tree)).to.deep.equal(expected.map((text) => text.replace(' ', ' ApexClass:')));
    expect(await told(tree, committed)).to.deep.equal(
      expected.map((text) =>
        text
          .replace(' ', ' ApexClass:')
          .replace(/^(added|removed)/, (kind) => (kind === 'added' ? 'removed' : 'added')),
      ),
    );
  });

  it('has the inventory of the commit it was checked out from', async () => {
    await using repository = await temporaryRepository();
    await writeClass(repository, 'A');
    await repository.write(
      'force-app/main/default/labels/CustomLabels.labels-meta.xml',
      xmlFile('CustomLabels', '<labels><fullName>L</fullName></labels>'),
    );
    const commit = await commitAll(repository);
    const git = openGit(repository.project);
    const committed = await inventoryOf(await versionAt(git, repository, commit));
    expect(await inventoryOf(await workingTree({ git, known }))).to.deep.equal(committed);
    await writeClass(repository, 'A', 'changed');
    expect((await inventoryOf(await workingTree({ git, known }))).sha256).to.not.equal(committed.sha256);
  });

  it('sees conflict markers of a merge under way', async () => {
    await using repository = await temporaryRepository();
    const file = 'force-app/main/default/profiles/P.profile-meta.xml';
    const profile = (value: string): string => xmlFile('Profile', `<description>${value}</description>\n`);
    await repository.write(file, profile('start'));
    const commit = await commitAll(repository);
    await repository.git('checkout', '--quiet', '-b', 'other');
    await repository.write(file, profile('theirs'));
    await commitAll(repository);
    await repository.git('checkout', '--quiet', 'main');
    await repository.write(file, profile('ours'));
    await commitAll(repository);
    await repository.git('merge', 'other').catch(() => undefined);
    const git = openGit(repository.project);
    const error: unknown = await compareVersions(
      await versionAt(git, repository, commit),
      await workingTree({ git, known }),
    ).catch((thrown: unknown) => thrown);
    expect(String(error)).to.include(`working tree: ${file}: line 3: `);
  });

  it('reads a repository that names objects by SHA-256', async function () {
    await using repository = await temporaryRepository();
    const directory = path.join(repository.top, '..', 'sha256');
    mkdirSync(directory);
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: directory, encoding: 'utf8' }).trim();
    git('init', '--quiet', '--object-format=sha256');
    writeFileSync(path.join(directory, 'sfdx-project.json'), '{ "packageDirectories": [{ "path": "force-app" }] }');
    mkdirSync(path.join(directory, path.dirname(code('A'))), { recursive: true });
    writeFileSync(path.join(directory, code('A')), 'one');
    writeFileSync(path.join(directory, `${code('A')}-meta.xml`), xmlFile('ApexClass'));
    git('add', '--all');
    git('commit', '--quiet', '--message', 'start');
    const commit = git('rev-parse', 'HEAD');
    const opened = openGit(directory);
    const committed = await commitVersion({ git: opened, known }, commit, 'start');
    expect(await told(committed, await workingTree({ git: opened, known }))).to.deep.equal([]);
    expect(readdirSync(directory)).to.include('force-app');
  });
});
