import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startPracticeOrg, type PracticeOrg } from '../../../src/practice-org/index.ts';
import { manifest, xml } from './contract-org.ts';
import { RealSf, type Ended } from './real-sf.ts';

/**
 * Every command of the CLI that the practice org serves, run with the real and unmodified `sf`:
 *
 *     npm run test:sf
 *
 * They run in order, on one org, as somebody would work; the project is the demo's.
 */
describe('contract: the commands of the real sf', function () {
  this.timeout(120_000);
  let sf: RealSf;
  let org: PracticeOrg;

  before(async () => {
    sf = await RealSf.open();
    org = await startPracticeOrg({ name: 'contract' });
    const spare = 'project/force-app/main/default/classes/Spare.cls';
    await write(spare, 'public class Spare { }\n');
    await write(`${spare}-meta.xml`, xml('ApexClass', '<apiVersion>62.0</apiVersion><status>Active</status>'));
  });

  after(async () => {
    await org.close();
    await sf[Symbol.asyncDispose]();
  });

  const write = async (name: string, text: string): Promise<string> => {
    const file = path.join(sf.home, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  };

  const succeeds = async (line: string | readonly string[], env?: Record<string, string>): Promise<Ended> => {
    const ended = await sf.run(line, env);
    expect(ended.code, `${ended.stdout}\n${ended.stderr}`).to.equal(0);
    return ended;
  };

  const fails = async (line: string | readonly string[], name?: string): Promise<Ended> => {
    const ended = await sf.run(line);
    expect(ended.code, ended.stdout).to.equal(1);
    if (name !== undefined) expect(ended.name).to.equal(name);
    return ended;
  };

  const query = async (soql: string, ...more: string[]): Promise<readonly Record<string, unknown>[]> => {
    const { result } = await succeeds(['data', 'query', '-o', 'org', '-q', soql, ...more]);
    return (result as { records: Record<string, unknown>[] }).records;
  };

  const deployId = ({ result }: Ended): string => (result as { id: string }).id;

  describe('logging in', () => {
    it('by access token', async () => {
      await succeeds(`org login access-token --instance-url ${org.url} --alias org --no-prompt`, {
        SF_ACCESS_TOKEN: org.accessToken,
      });
    });

    it('by JWT, with any key', async () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const key = await write('any.key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      const { result } = await succeeds(
        `org login jwt --client-id any --jwt-key-file ${key} --username ${org.username} --instance-url ${org.url} --alias org`,
      );
      expect(result).to.include({ orgId: org.orgId, username: org.username });
    });

    it('is a production org for the CLI', async () => {
      const { result } = await succeeds('org display -o org');
      expect(result).to.include({ id: org.orgId, connectedStatus: 'Connected', apiVersion: '67.0' });
    });

    it('shows in the list of orgs', async () => {
      const { stdout } = await succeeds('org list');
      expect(stdout).to.contain(org.orgId).and.contain('"connectedStatus": "Connected"');
    });

    it('opens', async () => {
      expect((await succeeds('org open --url-only -o org')).result)
        .to.have.property('url')
        .contain('frontdoor.jsp');
    });

    it('tells the user and the users', async () => {
      expect((await succeeds('org display user -o org')).result).to.include({ username: org.username });
      expect((await succeeds('org list users -o org')).stdout).to.contain(org.username);
    });

    it('tells its limits', async () => {
      expect((await succeeds('org list limits -o org')).stdout).to.contain('DailyApiRequests');
    });
  });

  describe('deploying', () => {
    it('a project', async () => {
      const { result } = await succeeds('project deploy start -d force-app -o org');
      expect(result).to.deep.include({ status: 'Succeeded', success: true, checkOnly: false });
      expect((result as { files: { state: string }[] }).files.map(({ state }) => state)).to.include('Created');
    });

    it('again, and nothing has changed', async () => {
      const { result } = await succeeds('project deploy start -d force-app -o org');
      expect(new Set((result as { files: { state: string }[] }).files.map(({ state }) => state))).to.deep.equal(
        new Set(['Unchanged']),
      );
    });

    it('by REST', async () => {
      await succeeds('project deploy start -d force-app -o org', { SF_ORG_METADATA_REST_DEPLOY: 'true' });
    });

    it('as a dry run', async () => {
      const { result } = await succeeds('project deploy start -d force-app -o org --dry-run');
      expect(result).to.include({ checkOnly: true });
    });

    it('as a validation, then quickly, but once only', async () => {
      const id = deployId(await succeeds('project deploy validate -d force-app -o org -l RunLocalTests'));
      const quick = await succeeds(`project deploy quick -i ${id} -o org`);
      expect(quick.result).to.include({ success: true, checkOnly: false });
      expect(deployId(quick)).not.to.equal(id);
      await fails(`project deploy quick -i ${id} -o org`, 'CannotQuickDeployError');
    });

    it('as a validation and quickly by REST', async () => {
      const rest = { SF_ORG_METADATA_REST_DEPLOY: 'true' };
      const id = deployId(await succeeds('project deploy validate -d force-app -o org -l RunLocalTests', rest));
      expect(deployId(await succeeds(`project deploy quick -i ${id} -o org`, rest))).not.to.equal(id);
    });

    it('without waiting, then reports and resumes', async () => {
      const id = deployId(await succeeds('project deploy start -d force-app -o org --async'));
      org.clock.advance(60_000);
      expect((await succeeds(`project deploy report -i ${id} -o org`)).result).to.include({ status: 'Succeeded' });
      expect((await succeeds(`project deploy resume -i ${id}`)).result).to.include({ success: true });
    });

    it('and refuses to cancel what is done', async () => {
      const id = deployId(await succeeds('project deploy start -d force-app/main/default/labels -o org'));
      await fails(`project deploy cancel -i ${id} -o org`, 'CannotCancelDeployError');
    });

    it('and cancels what waits', async () => {
      org.events.holdDeploys(true);
      const id = deployId(await succeeds('project deploy start -d force-app/main/default/labels -o org --async'));
      const { result } = await succeeds(`project deploy cancel -i ${id} -o org`);
      org.events.holdDeploys(false);
      expect(result).to.include({ status: 'Canceled' });
    });

    it('a folder in metadata format', async () => {
      await succeeds(`project convert source -r force-app -d ${path.join(sf.home, 'mdapi')}`);
      const { result } = await succeeds(`project deploy start --metadata-dir ${path.join(sf.home, 'mdapi')} -o org`);
      expect(result).to.include({ status: 'Succeeded' });
    });

    it('a manifest with deletions after and before it', async () => {
      await succeeds(`data create record -s Claim__c -o org -v Amount__c=1`);
      const empty = await write('empty/package.xml', manifest({}));
      const gone = await write('gone.xml', manifest({ ApexClass: ['Spare'] }));
      const { result } = await succeeds(
        `project deploy start --manifest ${empty} --post-destructive-changes ${gone} -o org`,
      );
      expect(JSON.stringify(result)).to.contain('Spare');
      await succeeds('project deploy start -d force-app/main/default/classes -o org');
      await succeeds(`project deploy start --manifest ${empty} --pre-destructive-changes ${gone} -o org`);
      await succeeds('project deploy start -d force-app/main/default/classes -o org');
    });

    it('a deletion of source', async () => {
      await succeeds('project delete source -m ApexClass:Spare -o org --no-prompt');
      expect((await query("SELECT Id FROM ApexClass WHERE Name = 'Spare'")).length).to.equal(0);
    });

    it('and tells what failed, where', async () => {
      const file = path.join(sf.project, 'force-app/main/default/classes/ClaimService.cls');
      const good = await readFile(file, 'utf8');
      const bad = good.replace('{', '{\n  // @practice does not compile: Unexpected token\n');
      await writeFile(file, bad);
      const line = bad.split('\n').findIndex((each) => each.includes('@practice does not compile')) + 1;
      const { result } = await fails('project deploy start -d force-app/main/default/classes -o org');
      await writeFile(file, good);
      expect(result).to.include({ status: 'Failed', numberComponentErrors: 1 });
      const { files } = result as { files: Record<string, unknown>[] };
      expect(files.find(({ state }) => state === 'Failed')).to.include({
        error: `Unexpected token (${line}:1)`,
        lineNumber: line,
      });
    });

    it('and tells which test failed', async () => {
      const file = path.join(sf.project, 'force-app/main/default/classes/ClaimServiceTest.cls');
      const good = await readFile(file, 'utf8');
      await writeFile(file, good.replace('{', '{\n  // @practice fails always\n'));
      const { result } = await fails('project deploy start -d force-app/main/default/classes -o org');
      await writeFile(file, good);
      expect(result).to.include({ status: 'Failed' });
      expect(JSON.stringify(result)).to.contain('System.AssertException');
    });
  });

  describe('reading', () => {
    it('a project back, as it was', async () => {
      await rm(path.join(sf.project, 'force-app'), { recursive: true });
      await mkdir(path.join(sf.project, 'force-app'));
      const { result } = await succeeds(
        'project retrieve start -m CustomObject:Claim__c ApexClass CustomLabels PermissionSet:Claims_Agent -o org',
      );
      expect((result as { success: boolean }).success).to.equal(true);
      expect(
        await readFile(
          path.join(sf.project, 'force-app/main/default/objects/Claim__c/fields/Amount__c.field-meta.xml'),
          'utf8',
        ),
      ).to.contain('<fullName>Amount__c</fullName>');
    });

    it('a zip', async () => {
      await succeeds(`project retrieve start -m ApexClass -o org --target-metadata-dir ${path.join(sf.home, 'zip')}`);
      expect((await readFile(path.join(sf.home, 'zip', 'unpackaged.zip'))).length).to.be.greaterThan(100);
    });

    it('says what it did not find', async () => {
      const { result } = await sf.run('project retrieve start -m ApexClass:Nobody -o org');
      expect(JSON.stringify(result)).to.contain("Entity of type 'ApexClass' named 'Nobody' cannot be found");
    });

    it('metadata types and components', async () => {
      expect((await succeeds('org list metadata-types -o org')).stdout).to.contain('"xmlName": "ApexClass"');
      expect((await succeeds('org list metadata -m ApexClass -o org')).stdout).to.contain('ClaimService');
    });

    it('a manifest of the whole org', async () => {
      await succeeds(`project generate manifest --from-org org --output-dir ${path.join(sf.home, 'whole')}`);
      expect(await readFile(path.join(sf.home, 'whole', 'package.xml'), 'utf8')).to.contain(
        '<members>ClaimService</members>',
      );
    });
  });

  describe('records', () => {
    const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;

    it('one by one', async () => {
      const { result } = await succeeds([
        'data',
        'create',
        'record',
        '-o',
        'org',
        '-s',
        'Account',
        '-v',
        'Name=Acme Phone=1',
      ]);
      const { id } = result as { id: string };
      await succeeds(['data', 'update', 'record', '-o', 'org', '-s', 'Account', '-i', id, '-v', 'Phone=2']);
      expect((await succeeds(`data get record -o org -s Account -i ${id}`)).result).to.include({ Phone: '2' });
      await succeeds(`data delete record -o org -s Account -i ${id}`);
      await fails(`data get record -o org -s Account -i ${id}`);
    });

    it('by query, as table and by Tooling API', async () => {
      await succeeds(['data', 'create', 'record', '-o', 'org', '-s', 'Account', '-v', 'Name=Acme']);
      expect(await query("SELECT Name, Owner.Name FROM Account WHERE Name = 'Acme'")).to.have.length(1);
      expect(await query('SELECT Name, IsValid FROM ApexClass', '-t')).not.to.deep.equal([]);
      await fails(['data', 'query', '-o', 'org', '-q', 'SELECT Nonsense FROM Account'], 'INVALID_FIELD');
    });

    it('as a tree, in and out', async () => {
      const record = { attributes: { type: 'Account', referenceId: 'r1' }, Name: 'Tree' };
      const file = await write('tree.json', JSON.stringify({ records: [record] }));
      await succeeds(`data import tree -f ${file} -o org`);
      await succeeds([
        'data',
        'export',
        'tree',
        '-q',
        "SELECT Name FROM Account WHERE Name = 'Tree'",
        '-d',
        sf.home,
        '-o',
        'org',
      ]);
    });

    it('in bulk: in, changed, upserted, out, deleted', async () => {
      await succeeds(
        `data import bulk -s Account -f ${await write('in.csv', csv('Name,Phone', 'Bulk,1', 'Bulk,2'))} -w 2 -o org`,
      );
      const rows = await query("SELECT Id FROM Account WHERE Name = 'Bulk'");
      const ids = rows.map(({ Id }) => String(Id));
      await succeeds(
        `data update bulk -s Account -f ${await write('up.csv', csv('Id,Phone', ...ids.map((id) => `${id},9`)))} -w 2 -o org`,
      );
      await succeeds(
        `data upsert bulk -s Account -i Id -f ${await write('us.csv', csv('Id,Phone', ...ids.map((id) => `${id},8`)))} -w 2 -o org`,
      );
      const out = path.join(sf.home, 'out.csv');
      await succeeds([
        'data',
        'export',
        'bulk',
        '-q',
        "SELECT Name, Phone FROM Account WHERE Name = 'Bulk'",
        '--output-file',
        out,
        '-w',
        '2',
        '-o',
        'org',
      ]);
      expect(await readFile(out, 'utf8')).to.match(/^"?Name"?,"?Phone"?\r?\n"?Bulk"?,"?8"?/);
      await succeeds(`data delete bulk -s Account -f ${await write('del.csv', csv('Id', ...ids))} -w 2 -o org`);
      expect(await query("SELECT Id FROM Account WHERE Name = 'Bulk'")).to.deep.equal([]);
    });

    it('in bulk, with the rows that failed', async () => {
      const file = await write('bad.csv', csv('Name,NumberOfEmployees', 'Good,1', 'Bad,many'));
      const ended = await sf.run(`data import bulk -s Account -f ${file} -w 2 -o org`);
      expect(ended.code).to.equal(1);
      const [id = ''] = /750\w{15}/.exec(ended.stdout) ?? [];
      expect((await succeeds(`data bulk results -i ${id} -o org`)).result).to.include({
        processedRecords: 2,
        failedRecords: 1,
      });
    });

    it('described', async () => {
      expect((await succeeds('sobject describe -s Claim__c -o org')).stdout).to.contain('"Amount__c"');
      expect((await succeeds('sobject list -s custom -o org')).stdout).to.contain('Claim__c');
    });
  });

  describe('Apex', () => {
    it('anonymously', async () => {
      const file = await write('anonymous.apex', 'System.debug(1);');
      expect((await succeeds(`apex run -f ${file} -o org`)).result).to.include({ success: true, compiled: true });
    });

    it('tests at once', async () => {
      const { result } = await succeeds('apex run test -n ClaimServiceTest -y -o org');
      expect((result as { summary: object }).summary).to.include({ outcome: 'Passed' });
    });

    it('tests by polling, with coverage, and their result later', async () => {
      const run = sf.run('apex run test -l RunLocalTests -w 5 -c -o org');
      const ended = await run;
      expect(ended.code, ended.stdout).to.equal(0);
      const { testRunId, outcome, orgWideCoverage } = (ended.result as { summary: Record<string, string> }).summary;
      expect([outcome, orgWideCoverage]).to.deep.equal(['Passed', '100%']);
      expect((await succeeds(`apex get test -i ${testRunId ?? ''} -o org`)).stdout).to.contain('"outcome": "Passed"');
    });
  });

  describe('when things go wrong', () => {
    it('a session that expired is renewed by JWT', async () => {
      org.events.expireSessions();
      expect(await query('SELECT Id FROM Organization')).to.have.length(1);
    });

    it('a 503 while reading is tried again', async () => {
      org.faults.force({ operation: 'query', fault: { kind: 'status', status: 503 }, on: 'next' });
      expect(await query('SELECT Id FROM Organization')).to.have.length(1);
    });

    it('a lost answer to a deploy is an error, although the deploy was made', async () => {
      const before = (await query('SELECT Id FROM DeployRequest', '-t')).length;
      org.faults.force({ operation: 'deploy', fault: { kind: 'answerLost' }, on: 'next' });
      const ended = await sf.run('project deploy start -d force-app/main/default/labels -o org');
      expect(ended.code).not.to.equal(0);
      expect(await query('SELECT Id FROM DeployRequest', '-t')).to.have.length(before + 1);
    });

    it('an API error has its name', async () => {
      org.events.useUpApiCalls(true);
      await fails(['data', 'query', '-o', 'org', '-q', 'SELECT Id FROM Account'], 'REQUEST_LIMIT_EXCEEDED');
      org.events.useUpApiCalls(false);
    });

    it('a deploy that fails for no reason says which reason', async () => {
      org.events.failNextDeploy({
        code: 'UNKNOWN_EXCEPTION',
        message: 'UNKNOWN_EXCEPTION: An unexpected error occurred.',
      });
      const { stdout } = await fails('project deploy start -d force-app/main/default/labels -o org');
      expect(stdout).to.contain('UNKNOWN_EXCEPTION');
    });
  });

  describe('afterwards', () => {
    it('asked for nothing the org does not know, but source tracking', () => {
      const unknown = org.requests.filter(({ operation }) => operation === 'unknown').map(({ path: asked }) => asked);
      expect([...new Set(unknown)].filter((asked) => !asked.includes('SourceMember'))).to.deep.equal([]);
    });
  });
});
