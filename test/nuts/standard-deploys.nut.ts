import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openRealCli, type Answer, type RealCli } from './sf.ts';

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
});
