import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect } from 'chai';
import { openRealCli, type Answer, type RealCli } from './sf.ts';

const broken = fileURLToPath(new URL('../../bin/demo/1.1.0', import.meta.url));
const layout = 'force-app/main/default/layouts/Claim__c-Claim Layout.layout-meta.xml';
const toProd = ['--target-org', 'prod'];
const agreed = [...toProd, '--confirm', 'prod'];

interface Claim {
  readonly Id: string;
  readonly Amount__c: number;
  readonly Status__c: string | null;
  readonly Risk__c?: number | null;
}

/**
 * The whole story with the real `sf`: a release adds a field that looks required and a flow that overwrites another one,
 * people work with it, it is rolled back, and both come back. The practice org does not run flows: what the flow would
 * have written is written with `sf data update`.
 */
describe('records, through a bad release and back, with the real sf', function () {
  this.timeout(300_000);
  let cli: RealCli;
  let key = '';
  let run = '';
  let watch = '';

  const good = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, answer } = await cli.json(...args);
    expect(code, `${args.join(' ')}: ${JSON.stringify(answer)}`).to.equal(0);
    return answer.result ?? {};
  };

  const commit = async (message: string): Promise<void> => {
    await cli.git('add', '--all');
    await cli.git('commit', '--quiet', '--message', message);
  };

  /** How the page asks for the new field. */
  const onLayout = async (from: string, to: string): Promise<void> => {
    const file = path.join(cli.project, layout);
    const item = new RegExp(`<behavior>${from}</behavior>(\\s*<field>Risk__c</field>)`, 'u');
    await writeFile(file, (await readFile(file, 'utf8')).replace(item, `<behavior>${to}</behavior>$1`));
  };

  const write = async (command: 'import' | 'update', rows: string): Promise<void> => {
    const file = path.join(cli.home, 'rows.csv');
    await writeFile(file, rows);
    await good('data', command, 'bulk', '--sobject', 'Claim__c', '--file', file, '--wait', '5', ...toProd);
  };

  const claims = async (fields: string): Promise<readonly Claim[]> => {
    const query = `SELECT Id, Amount__c, ${fields} FROM Claim__c ORDER BY Amount__c`;
    const { records } = await good('data', 'query', '--query', query, ...toProd);
    return records as readonly Claim[];
  };

  const backups = async (): Promise<readonly { id: string; rows: number }[]> => {
    const { backups: all } = await good('release', 'data', 'verify', '--identity', key);
    return all as readonly { id: string; rows: number }[];
  };

  before(async () => {
    cli = await openRealCli();
    const identity = await generateX25519Identity();
    key = path.join(cli.home, 'key.txt');
    await writeFile(key, `${identity}\n`);
    const data = {
      recipients: [await identityToRecipient(identity)],
      objects: [{ object: 'Claim__c', critical: ['Status__c'] }],
    };
    await writeFile(path.join(cli.project, 'release.yaml'), JSON.stringify({ data }));
    await commit('Say what is saved, and to whom');
    await good('release', 'deploy', '--version', '1.0.0', ...agreed);
    await write('import', 'Amount__c,Status__c\n100,Open\n200,Open\n300,Paid\n');
  });

  after(async () => {
    await cli[Symbol.asyncDispose]();
  });

  it('saves the critical field before the bad release goes out', async () => {
    await cp(broken, cli.project, { recursive: true });
    await onLayout('Edit', 'Required');
    await commit('The bad release');
    await good('release', 'deploy', '--version', 'minor', ...agreed);
    const [newest] = (await backups()).toReversed();
    expect(newest).to.include({ rows: 3 });
    watch = newest?.id ?? '';
  });

  it('finds what the flow wrote, by whom and when', async () => {
    const [one, two, three] = await claims('Status__c');
    await write('update', `Id,Status__c,Risk__c\n${one?.Id},Paid,90\n${two?.Id},Paid,10\n${three?.Id},Paid,\n`);
    const { objects, changes } = await good('release', 'data', 'diff', '--from', watch, '--identity', key, ...toProd);
    expect(objects).to.deep.equal([
      { object: 'Claim__c', created: 0, updated: 2, deleted: 0, fields: { Status__c: 2 } },
    ]);
    expect(changes).to.have.nested.property('[0].byName').that.is.a('string');
    expect(changes)
      .to.have.nested.property('[0].fields')
      .that.deep.equals([{ field: 'Status__c', from: 'Open', to: 'Paid' }]);
  });

  it('keeps the field that people filled, unless the loss is accepted by name', async () => {
    const plan = await good('release', 'rollback', ...toProd, '--dry-run');
    expect(plan).to.have.nested.property('plan.keeps').that.deep.includes({
      type: 'CustomField',
      fullName: 'Claim__c.Risk__c',
      because: 'dataWouldBeLost',
    });
  });

  it('saves the values before the rollback deletes the field', async () => {
    const accepted = ['--accept-data-loss', 'CustomField:Claim__c.Risk__c', '--reason', 'claims are paid by a flow'];
    const ended = await good('release', 'rollback', ...agreed, ...accepted);
    expect(ended).to.include({ kind: 'rolledBack' });
    const { code, answer } = await cli.json('data', 'query', '--query', 'SELECT Risk__c FROM Claim__c', ...toProd);
    expect(code, JSON.stringify(answer)).not.to.equal(0);
    const log = await cli.git('log', '--format=%B', '-p', 'refs/release/production/journal');
    expect(log.stdout).to.contain('saveData');
    run = (await backups()).find(({ rows }) => rows === 2)?.id ?? '';
    expect(run).not.to.equal('');
  });

  it('brings back what the flow overwrote, and proves it', async () => {
    const wishes = ['--backup', watch, '--identity', key, '--on-conflict', 'overwrite'];
    const { plan } = await good('release', 'data', 'restore', ...wishes, ...toProd, '--dry-run');
    expect(plan)
      .to.have.nested.property('automation.fires')
      .that.deep.equals([
        { kind: 'validationRule', name: 'Amount_Is_Positive', object: 'Claim__c', on: ['update'], permissions: [] },
      ]);
    const outcome = await good('release', 'data', 'restore', ...wishes, ...agreed);
    expect(outcome).to.deep.include({ kind: 'restored', proof: { equal: 2, different: 0, examples: [] } });
    expect((await claims('Status__c')).map(({ Status__c }) => Status__c)).to.deep.equal(['Open', 'Open', 'Paid']);
  });

  it('brings back what people typed, once a corrected release has the field again', async () => {
    await onLayout('Required', 'Edit');
    await rm(path.join(cli.project, 'force-app/main/default/flows/Claim_Intake.flow-meta.xml'));
    await commit('The field without the flow');
    await good('release', 'deploy', '--version', 'minor', '--skip-check', 'rolledBackReleases', ...agreed);
    const outcome = await good('release', 'data', 'restore', '--backup', run, '--identity', key, ...agreed);
    expect(outcome).to.deep.include({ kind: 'restored', proof: { equal: 2, different: 0, examples: [] } });
    expect((await claims('Risk__c')).map(({ Risk__c }) => Risk__c)).to.deep.equal([90, 10, null]);
  });

  it('refuses the wrong key, and says what to do', async () => {
    const other = path.join(cli.home, 'other.txt');
    await writeFile(other, `${await generateX25519Identity()}\n`);
    const { code, answer }: { code: number; answer: Answer } = await cli.json(
      ...['release', 'data', 'restore', '--backup', run, '--identity', other, '--dry-run', ...toProd],
    );
    expect(code).to.equal(1);
    expect(answer).to.include({ name: 'identityWrong' });
    expect(answer.actions).to.not.have.length(0);
  });
});
