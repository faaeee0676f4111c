import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openRealCli, type Answer, type RealCli } from './sf.ts';

/** Without what no two deploys have in common: their ids and times. */
const plain = (json: string): string => json.replaceAll(/0Af\w{15}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+0000)/gu, '…');

const changed = 'force-app/main/default/classes/ClaimService.cls';

describe('standard deploy commands to a pinned org', function () {
  this.timeout(300_000);
  let cli: RealCli;
  let changes = 0;

  const tags = async (): Promise<readonly string[]> =>
    (await cli.git('tag')).stdout.split('\n').filter((name) => name !== '');
  const change = async (): Promise<void> => {
    changes += 1;
    await appendFile(path.join(cli.project, changed), `// change ${changes}\n`);
    await cli.git('commit', '--quiet', '--all', '--message', `fix: change ${changes}`);
  };
  const addClass = async (directory: string, name: string, more = ''): Promise<void> => {
    const folder = path.join(cli.project, directory, 'main', 'default', 'classes');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${name}.cls`), `public class ${name} {}\n${more}`);
    const meta = '<apiVersion>62.0</apiVersion><status>Active</status>';
    const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
    await writeFile(path.join(folder, `${name}.cls-meta.xml`), `<ApexClass ${xmlns}>${meta}</ApexClass>\n`);
    await cli.git('add', '--all');
    await cli.git('commit', '--quiet', '--message', `feat: ${name}`);
  };
  const idOf = ({ result }: Answer): string => String(result?.['id']);
  const source = ['--source-dir', 'force-app', '--target-org', 'prod'];

  before(async () => {
    cli = await openRealCli();
    await cli.sf('release', 'init', '--target-org', 'prod', '--environment', 'production');
    await cli.git('add', '--all');
    await cli.git('commit', '--quiet', '--message', 'chore: pin production');
  });

  after(async () => {
    await cli[Symbol.asyncDispose]();
  });

  it('are recorded once each, and say so on standard error alone', async () => {
    const { code, stdout, stderr } = await cli.sf('project', 'deploy', 'start', ...source, '--json');
    expect(code, stdout + stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.have.nested.property('result.status', 'Succeeded');
    expect(stderr).to.contain('production/v1.0.0');
    expect(await tags()).to.deep.equal(['production/v1.0.0']);
    const report = await cli.json('project', 'deploy', 'report', '--job-id', idOf(JSON.parse(stdout) as Answer));
    expect(report.code).to.equal(0);
    expect(await tags()).to.have.length(1);
  });

  it('are not recorded when they only validate or fail', async () => {
    await change();
    expect((await cli.json('project', 'deploy', 'start', ...source, '--dry-run')).code).to.equal(0);
    await appendFile(path.join(cli.project, changed), '// @practice does not compile: Unexpected token\n');
    expect((await cli.json('project', 'deploy', 'start', ...source)).code).to.equal(1);
    await cli.git('checkout', '--quiet', '--', changed);
    expect(await tags()).to.have.length(1);
  });

  it('are recorded when a validation is deployed at once', async () => {
    const tests = ['--test-level', 'RunLocalTests'];
    const validated = await cli.json('project', 'deploy', 'validate', ...source, ...tests);
    expect(await tags()).to.have.length(1);
    const quick = await cli.json('project', 'deploy', 'quick', '--job-id', idOf(validated.answer), '-o', 'prod');
    expect(quick.code, JSON.stringify(quick.answer)).to.equal(0);
    expect(await tags()).to.deep.equal(['production/v1.0.0', 'production/v1.0.1']);
  });

  it('are recorded when they are followed to their end later, and when they come as metadata', async () => {
    await change();
    const begun = await cli.json('project', 'deploy', 'start', ...source, '--async');
    expect(await tags()).to.have.length(2);
    await cli.json('project', 'deploy', 'resume', '--job-id', idOf(begun.answer));
    expect(await tags()).to.include('production/v1.0.2');
    await change();
    await cli.sf('project', 'convert', 'source', '--output-dir', 'mdapi');
    const metadata = await cli.json('project', 'deploy', 'start', '--metadata-dir', 'mdapi', '--target-org', 'prod');
    expect(metadata.code, JSON.stringify(metadata.answer)).to.equal(0);
    expect(await tags()).to.include('production/v1.0.3');
  });

  it('are recorded when a report finds them ended, once, and when source is deleted; a retrieve is none', async () => {
    const before = (await tags()).length;
    await change();
    const begun = await cli.json('project', 'deploy', 'start', ...source, '--async');
    for (const _ of ['first', 'again'])
      await cli.json('project', 'deploy', 'report', '--job-id', idOf(begun.answer), '--wait', '5');
    expect(await tags()).to.have.length(before + 1);
    expect((await cli.json('project', 'retrieve', 'start', '--metadata', 'ApexClass', '-o', 'prod')).code).to.equal(0);
    await cli.git('checkout', '--quiet', '--', '.');
    expect(await tags()).to.have.length(before + 1);
    await addClass('force-app', 'Extra');
    expect((await cli.json('project', 'deploy', 'start', ...source)).code).to.equal(0);
    const words = ['--metadata', 'ApexClass:Extra', '--no-prompt', '--target-org', 'prod', '--json'];
    const deleted = await cli.sf('project', 'delete', 'source', ...words);
    expect(deleted.code, deleted.stdout + deleted.stderr).to.equal(0);
    expect(deleted.stderr).to.contain('the org holds other contents than the commit'); // which has the class still
    expect(await tags()).to.have.length(before + 3);
    await cli.git('commit', '--quiet', '--all', '--message', 'chore: Extra is gone');
  });

  it('answer to the byte what they answer without the plugin, with the same exit codes', async () => {
    const nowhere = path.join(cli.home, 'no-plugins');
    await mkdir(nowhere);
    const words = 'project deploy start --source-dir force-app --target-org prod --json';
    await cli.shell(`sf ${words}`); // from now on the org holds it
    for (const more of ['', '--dry-run', '--metadata ApexClass:None', '--async']) {
      const bare = await cli.shell(`SF_DATA_DIR='${nowhere}' sf ${words} ${more}`);
      const beside = await cli.shell(`sf ${words} ${more}`);
      expect(beside.code, more).to.equal(bare.code);
      expect(plain(beside.stdout), more).to.equal(plain(bare.stdout));
      await cli.sf('project', 'deploy', 'report', '--use-most-recent', '--wait', '5');
    }
  });

  it('are vetoed while production is frozen, by every command, before anything is sent', async () => {
    await cli.sf('release', 'freeze', '--environment', 'production', '--reason', 'closing of the year');
    for (const words of [source, ['--metadata-dir', 'mdapi', '--target-org', 'prod']]) {
      const { code, answer } = await cli.json('project', 'deploy', 'start', ...words);
      expect(code).to.equal(40);
      expect(answer).to.include({ status: 40, name: 'frozen' });
    }
    const said = await cli.sf('project', 'deploy', 'start', ...source);
    expect(said.code).to.equal(40);
    expect(said.stderr).to.contain('closing of the year');
    expect((await cli.json('project', 'deploy', 'start', ...source, '--dry-run')).code).to.equal(0);
    await cli.sf('release', 'freeze', '--environment', 'production', '--lift');
    expect((await cli.json('project', 'deploy', 'start', ...source)).code).to.equal(0);
  });

  it('are recorded for each release line that they gave something to', async () => {
    const lines =
      'lines:\n  base:\n    packageDirectories: [force-app]\n  extra:\n    packageDirectories: [packages/extra]\n';
    const project = { packageDirectories: [{ path: 'force-app', default: true }, { path: 'packages/extra' }] };
    await writeFile(path.join(cli.project, 'sfdx-project.json'), JSON.stringify(project));
    await appendFile(path.join(cli.project, 'release.yaml'), lines);
    await addClass('packages/extra', 'Beside');
    const ofLines = async () => (await tags()).filter((name) => name.split('/').length === 3);
    const beside = ['--source-dir', 'packages/extra', '--target-org', 'prod', '--json'];
    const first = await cli.sf('project', 'deploy', 'start', ...beside);
    expect(first.stderr).to.contain('production/extra/v1.0.0');
    expect(await ofLines()).to.deep.equal(['production/extra/v1.0.0']);
    await change();
    await addClass('packages/extra', 'Beside', '// more\n');
    const both = await cli.sf('project', 'deploy', 'start', '--source-dir', 'force-app', ...beside);
    expect(both.stderr).to.contain('production/base/v1.0.0').and.contain('production/extra/v1.1.0');
    const back = await cli.json(
      ...'release rollback --line extra --target-org prod --confirm prod --reason x'.split(' '),
    );
    expect(back.answer, JSON.stringify(back.answer)).to.have.nested.property('result.release.restores');
    expect(await ofLines()).to.include('production/extra/v1.1.1');
  });
});
