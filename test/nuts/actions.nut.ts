import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openRealCli, type RealCli } from './sf.ts';

const changed = 'force-app/main/default/classes/ClaimService.cls';

describe('the GitHub Actions, against a practice org', function () {
  this.timeout(300_000);
  let cli: RealCli;

  /** What a step leaves: its exit code, outputs by name, summary, and what it printed. */
  const step = async (script: string, inputs: Readonly<Record<string, string>>) => {
    const outputs = path.join(cli.home, 'outputs');
    const summary = path.join(cli.home, 'summary.md');
    await Promise.all([outputs, summary].map((file) => writeFile(file, '')));
    const defaults = {
      TARGET_ORG: 'prod',
      RELEASE_ENVIRONMENT: '',
      RELEASE_LINE: '',
      REASON: '',
      TO: '',
      DRY_RUN: 'false',
      ARM: 'false',
      GITHUB_REPOSITORY: 'acme/claims',
    };
    const files = { GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary };
    const { code, stdout, stderr } = await cli.bash(script, { ...defaults, ...inputs, ...files });
    const lines = (await readFile(outputs, 'utf8')).split('\n').filter((line) => line !== '');
    const told = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
    return { code, said: stdout + stderr, outputs: Object.fromEntries(told), summary: await readFile(summary, 'utf8') };
  };

  before(async () => {
    cli = await openRealCli();
  });

  after(async () => {
    await cli[Symbol.asyncDispose]();
  });

  it('release: deploys, tags, says so in outputs and summary', async () => {
    const first = await step('actions/release/release.sh', { VERSION: '1.0.0', REASON: 'go live' });
    expect(first.code, first.said).to.equal(0);
    expect(first.outputs).to.include({ release: 'production/v1.0.0', 'armed-until': '' });
    expect(first.outputs['deploy-id']).to.match(/^0Af\w{15}$/u);
    await appendFile(path.join(cli.project, changed), '// more\n');
    await cli.git('commit', '--quiet', '--all', '--message', 'more');
    const second = await step('actions/release/release.sh', { VERSION: 'minor', REASON: '$(touch owned) `id`' });
    expect(second.code, second.said).to.equal(0);
    expect(second.outputs['armed-until']).to.match(/^\d{4}-\d\d-\d\dT/u);
    expect(second.summary).to.contain('### Released production/v1.1.0').and.contain('validated until');
    expect((await cli.git('status', '--porcelain')).stdout).to.equal('');
  });

  it('status: says armed and no drift', async () => {
    const { code, said, outputs } = await step('actions/status/status.sh', { ARM: 'true' });
    expect(code, said).to.equal(0);
    expect(outputs).to.deep.equal({ release: 'production/v1.1.0', armed: 'true', 'open-run': '', drift: '0' });
  });

  it('rollback: refuses another word than the name of the org, with what to do', async () => {
    const { code, said, summary } = await step('actions/rollback/rollback.sh', { CONFIRM: 'uat', REASON: 'it broke' });
    expect(code).to.equal(40);
    expect(said).to.contain('::error title=');
    expect(summary).to.contain('exit code 40');
  });

  it('rollback: shows the plan, then brings the org back at once, armed as it was', async () => {
    const given = { CONFIRM: 'prod', REASON: 'claims are paid wrongly' };
    const planned = await step('actions/rollback/rollback.sh', { ...given, DRY_RUN: 'true' });
    expect(planned.code, planned.said).to.equal(0);
    expect(planned.outputs).to.include({ kind: 'planned' });
    const done = await step('actions/rollback/rollback.sh', given);
    expect(done.code, done.said).to.equal(0);
    expect(done.outputs).to.include({ kind: 'rolledBack', restores: 'production/v1.0.0' });
    expect(done.summary).to.contain('it was armed').and.contain('proven by reading the org back');
  });

  it('reversibility: judges a branch, and keeps one comment on its pull request up to date', async () => {
    const calls = path.join(cli.home, 'gh-calls');
    const gh = `#!/bin/sh\ncase "$*" in\n*--jq*) echo "$GH_COMMENT" ;;\n*) { echo "$*"; cat; } > '${calls}' ;;\nesac\n`;
    await writeFile(path.join(cli.home, 'bin', 'gh'), gh, { mode: 0o755 });
    await cli.git('checkout', '--quiet', '-b', 'change');
    await cli.git('rm', '--quiet', 'force-app/main/default/objects/Claim__c/fields/Amount__c.field-meta.xml');
    await cli.git('commit', '--quiet', '--message', 'no amount');
    const inputs = { BASE: 'main', HEAD: 'change', TARGET_ORG: '', PULL_REQUEST: '7', GH_COMMENT: '' };
    const first = await step('actions/reversibility/reversibility.sh', inputs);
    expect(first.code, first.said).to.equal(0);
    expect(first.outputs).to.deep.equal({ reversible: 'withDataLoss' });
    expect(first.summary).to.contain('### Reversible, with data loss').and.contain('`CustomField:Claim__c.Amount__c`');
    const posted = await readFile(calls, 'utf8');
    expect(posted).to.contain('--method POST repos/acme/claims/issues/7/comments').and.contain('CustomField:Claim__c');
    const second = await step('actions/reversibility/reversibility.sh', { ...inputs, GH_COMMENT: '42' });
    expect(second.code, second.said).to.equal(0);
    expect(await readFile(calls, 'utf8')).to.contain('--method PATCH repos/acme/claims/issues/comments/42');
    await appendFile(
      path.join(cli.project, 'release.yaml'),
      '\nlines:\n  claims:\n    packageDirectories: [force-app]\n',
    );
    const ofLine = await step('actions/reversibility/reversibility.sh', { ...inputs, RELEASE_LINE: 'claims' });
    expect(ofLine.code, ofLine.said).to.equal(0);
    expect(await readFile(calls, 'utf8')).to.contain('<!-- sf-release: reversibility of claims -->');
  });

  it('status: in a project with release lines is of one of them, and never green about none', async () => {
    const { code, said, outputs } = await step('actions/status/status.sh', {});
    expect(code, said).to.equal(40);
    expect(said).to.contain('(claims)');
    expect(outputs).to.deep.equal({});
    const first = await step('actions/status/status.sh', { RELEASE_LINE: 'claims' });
    expect(first.code, first.said).to.equal(0);
    expect(first.outputs).to.deep.equal({ release: '', armed: 'false', 'open-run': '', drift: '' });
  });
});
