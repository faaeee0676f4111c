import { appendFile, chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { expect } from 'chai';
import { labels, textField } from '../actions/project.ts';
import { setTheStage, type Stage } from '../actions/stage.ts';
import { readRepository } from '../faults/real-repository.ts';
import { withEnvironment } from '../gateways/temporary-repository.ts';
import { spoken } from './spoken.ts';

/** In every secret that is put anywhere; no output may hold it. */
const canary = /canary0/iu;

/** One secret of every kind, as it stands where somebody has put it. */
const secrets: Readonly<Record<string, string>> = {
  'access token': '00D5g000004abcD!AQEcanary0access.token',
  'refresh token': '5Aep861canary0refresh0token',
  'auth URL': 'force://PlatformCLI:canary0secret:5Aep861canary0token@acme.my.salesforce.com',
  'client secret': 'client_secret=canary0client0secret',
  'password of a URL': 'https://ci:canary0password@git.acme.com/app.git',
  'token of a URL': 'https://canary0token@git.acme.com/app.git',
  'key of age': 'AGE-SECRET-KEY-1CANARY0KEY',
  'JSON web token': 'eyJcanary0header.eyJcanary0claims.canary0signature',
  header: 'Authorization: Bearer canary0bearer',
  'private key': '-----BEGIN PRIVATE KEY-----canary0private-----END PRIVATE KEY-----',
  'value of a variable': 'canary0variable',
};

/** All of them in one text. */
const all = Object.values(secrets).join(' ');

/** What a pipeline has: the machine's own secrets, and the address of its run with a password in it. */
const environment = {
  DB_PASSWORD: secrets['value of a variable'],
  SFDX_AUTH_URL: secrets['auth URL'],
  GITHUB_TOKEN: 'ghs_canary0canary0canary0',
  BUILD_URL: 'https://ci:canary0build@jenkins.acme.com/job/7',
};

interface Told {
  readonly stage: Stage;
  /** Gives a command, and keeps what it said. */
  readonly say: (command: string, ...args: readonly string[]) => Promise<string>;
  /** The flags of a command that moves the org. */
  readonly go: readonly string[];
  /** Ids of Git objects in which the test itself has put secrets. */
  readonly seeded: Set<string>;
}

const change = (stage: Stage, label: string): Promise<void> => stage.commit(labels({ Hello: label, Bye: 'Bye' }));

/** The remote refuses what the pattern of a shell's `case` fits, and says all secrets. */
const refusing = async ({ remote }: Stage, refs: string): Promise<AsyncDisposable> => {
  const hook = path.join(remote, 'hooks', 'update');
  await mkdir(path.dirname(hook), { recursive: true });
  await writeFile(hook, `#!/bin/sh\ncase "$1" in ${refs}) echo '${all}' >&2; exit 1;; esac\n`);
  await chmod(hook, 0o755);
  return { [Symbol.asyncDispose]: () => rm(hook) };
};

/** What is put in, and where: each has to go through with the command saying something about it. */
const inputs: Readonly<Record<string, (told: Told) => Promise<void>>> = {
  'a reason': async ({ say, go }) => {
    expect(await say('deploy', '--version', '1.0.0', '--reason', all, ...go, '--json')).to.contain('"released"');
    expect(await say('mark', 'production/v1.0.0', 'good', '--reason', all)).to.contain('good');
    await say('freeze', '--reason', all);
    expect(await say('deploy', '--version', 'minor', ...go))
      .to.contain('frozen')
      .and.contain('<redacted>');
    await say('freeze', '--lift', '--reason', all, '--json');
  },

  'what an org says of a deploy': async ({ stage, say, go }) => {
    await change(stage, 'Good day');
    const deploy = ['--version', 'minor', ...go];
    for (const more of [[], ['--json'], ['--junit', 'tests.xml', '--coverage', 'coverage.xml']]) {
      stage.org.events.failNextDeploy({ code: 'UNKNOWN_EXCEPTION', message: all });
      expect(await say('deploy', ...deploy, ...more)).to.contain('<redacted>');
    }
    await Promise.all(
      ['tests.xml', 'coverage.xml'].map((file) => rm(path.join(stage.directory, file), { force: true })),
    );
  },

  'what an org says of a call': async ({ stage, say, go }) => {
    for (const operation of ['query', 'retrieve', 'deploy']) {
      const fault = { kind: 'error', code: 'INVALID_FIELD', message: all } as const;
      stage.org.faults.force({ operation, fault, on: 'always' });
      expect(await say('deploy', '--version', 'minor', ...go)).to.contain('<redacted>');
      stage.org.faults.clear();
      await say('resume', ...go.slice(0, 2), '--json');
    }
  },

  'what git and its remote say': async ({ stage, say, go }) => {
    {
      await using _ = await refusing(stage, 'refs/release/*');
      expect(await say('deploy', '--version', 'minor', ...go)).to.contain('<redacted>');
      expect(await say('doctor', ...go.slice(0, 2))).to.contain('<redacted>');
    }
    {
      await using _ = await refusing(stage, 'refs/tags/*');
      expect(await say('deploy', '--version', 'minor', ...go, '--json')).to.contain('<redacted>');
    }
    await stage.git('config', '--rename-section', `url.${stage.remote}`, 'url.elsewhere');
    for (const format of [[], ['--json']]) {
      expect(await say('deploy', '--version', 'minor', ...go, ...format)).to.contain('git');
      await say('doctor', ...go.slice(0, 2), ...format);
    }
    await stage.git('config', '--rename-section', 'url.elsewhere', `url.${stage.remote}`);
  },

  'what stands in release.yaml': async ({ stage, say, go }) => {
    const file = path.join(stage.directory, 'release.yaml');
    const quoted = JSON.stringify(all);
    for (const text of [
      `remote: ${quoted}\n`,
      `${quoted}: x\n`,
      `environments: {production: {orgId: ${quoted}}}\n`,
      `environments: {${quoted}: {}}\n`,
      `checks: {health: {http: ${quoted}}}\n`,
      `data: {recipients: [${quoted}]}\n`,
      `autoTag: [${all}\n`,
    ]) {
      await writeFile(file, text);
      for (const format of [[], ['--json']]) expect(await say('status', ...format)).to.match(/line|invalidConf/u);
    }
    const site = 'http://ci:canary0site@127.0.0.1:1/health?key=canary0key';
    const adaptation = `{leaveOut: "ApexClass:None", reason: ${quoted}}`;
    await writeFile(file, `checks: {health: {http: "${site}", retries: 0}}\nadaptations: [${adaptation}]\n`);
    await change(stage, 'Good evening');
    expect(await say('deploy', '--version', 'minor', ...go)).to.contain('health');
    expect(await say('resume', ...go.slice(0, 2), '--keep', '--json')).to.contain('released');
    await rm(file);
  },

  'what stands where an argument should': async ({ say, go }) => {
    const [, alias = ''] = go;
    for (const secret of [secrets['access token'], secrets['auth URL'], secrets['value of a variable']] as string[])
      for (const args of [
        ['plan', '--target-org', secret],
        ['plan', '--target-org', alias, '--to', secret],
        ['rollback', '--target-org', alias, '--confirm', secret],
        ['resume', secret, '--target-org', alias],
        ['show', secret],
      ] as const)
        await say(args[0], ...args.slice(1), '--json');
  },

  'values of records': async ({ stage, say, go }) => {
    const key = await generateX25519Identity();
    const data = { recipients: [await identityToRecipient(key)], objects: [{ object: 'Thing__c' }] };
    await stage.commit({ 'release.yaml': `${JSON.stringify({ data })}\n`, ...textField('Thing__c', 'Risk__c') });
    expect(await say('deploy', '--version', 'minor', ...go)).to.contain('Released');
    stage.org.database.insert('Thing__c', [
      { Name: 'canary0name', Risk__c: 'canary0risk' },
      { Name: 'canary0other', Risk__c: 'canary0other' },
    ]);
    expect(await say('data/backup', '--target-org', stage.alias, '--json')).to.contain('Thing__c');
    expect(await say('data/verify')).to.contain('✓');
    const accepting = ['--accept-data-loss', 'CustomField:Thing__c.Risk__c'];
    expect(await say('plan', '--target-org', stage.alias, ...accepting, '-f', 'plan.json')).to.contain('Risk__c');
    expect(await say('rollback', ...go, ...accepting, '--reason', 'wrong', '--json')).to.contain('rolledBack');
  },

  'what lies in the journal, damaged': async ({ stage, say, seeded }) => {
    const ref = 'refs/release/production/journal';
    const clone = await stage.clone();
    await writeFile(path.join(clone, 'entry.json'), `{"kind": ${secrets['value of a variable']}${all}`);
    const git = (...args: readonly string[]) => stage.git('-C', clone, ...args);
    await git('fetch', '--quiet', 'origin', ref);
    await git('add', 'entry.json');
    const commit = await git('commit-tree', await git('write-tree'), '-p', 'FETCH_HEAD', '-m', 'damaged');
    seeded.add(await git('rev-parse', `${commit}:entry.json`));
    const before = await git('rev-parse', 'FETCH_HEAD');
    await git('push', '--quiet', 'origin', `${commit}:${ref}`);
    for (const command of ['status', 'log', 'show', 'resume'])
      for (const format of [[], ['--json']]) expect(await say(command, ...format)).to.contain('cannot be read');
    await git('push', '--quiet', '--force', 'origin', `${before}:${ref}`);
  },
};

/** Files of a folder with what they hold, but for some names at its top. */
const filesIn = async (folder: string, except: readonly string[]): Promise<readonly (readonly [string, Buffer])[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .filter((file) => !except.some((top) => file === top || file.startsWith(`${top}${path.sep}`)));
  return Promise.all(files.map(async (file) => [file, await readFile(path.join(folder, file))] as const));
};

describe('a secret', function () {
  this.timeout(240_000);
  const outputs = new Map<string, string>();
  let stage: Stage;
  let told: Told;
  let pipeline: Disposable;

  before(async () => {
    stage = await setTheStage({ withRemote: true });
    // an access token in place of an alias goes to this address, and not to Salesforce
    pipeline = withEnvironment({ ...environment, SF_ORG_INSTANCE_URL: stage.org.url });
    const url = 'https://ci:canary0remote@git.acme.com/app.git';
    await stage.git('remote', 'set-url', 'origin', url);
    await stage.git('config', `url.${stage.remote}.insteadOf`, url);
    await appendFile(path.join(stage.directory, '.git', 'info', 'exclude'), 'release.yaml\n');
    const say = async (command: string, ...args: readonly string[]): Promise<string> => {
      const text = await spoken(stage.directory, command, args);
      outputs.set(`${outputs.size + 1} sf release ${command}`, text);
      return text;
    };
    told = { stage, say, go: ['--target-org', stage.alias, '--confirm', stage.alias, '--no-arm'], seeded: new Set() };
  });

  after(async () => {
    await stage[Symbol.asyncDispose]();
    pipeline[Symbol.dispose]();
  });

  /** Where a secret can be read. */
  const leaks = async (): Promise<readonly string[]> => {
    const { accessToken, refreshToken } = stage.org;
    const isLeak = (text: string): boolean =>
      canary.test(text) || text.includes(accessToken) || text.includes(refreshToken);
    const repositories = await Promise.all([path.join(stage.directory, '.git'), stage.remote].map(readRepository));
    const objects = repositories
      .flatMap((repository) => [...repository.objects])
      .filter(([id]) => !told.seeded.has(id));
    const files = [
      ...(await filesIn(stage.directory, ['.git', 'release.yaml'])),
      ...(await filesIn(process.env['HOME'] ?? '', [])).filter(([file]) => file.endsWith('.log')),
    ];
    return [
      ...[...outputs].filter(([, text]) => isLeak(text)).map(([name, text]) => `${name}: ${text}`),
      ...objects
        .filter(([, { bytes }]) => isLeak(bytes.toString()))
        .map(([id, { bytes }]) => `${id}: ${bytes.toString()}`),
      ...files.filter(([, bytes]) => isLeak(bytes.toString())).map(([file]) => file),
    ];
  };

  for (const [input, put] of Object.entries(inputs))
    it(`in ${input} is in nothing that is said or kept`, async () => {
      outputs.clear();
      await put(told);
      for (const command of ['status', 'log', 'list', 'notes']) await told.say(command, '--json');
      await told.say('log', '--steps');
      const found = await leaks();
      expect(found, found.join('\n')).to.deep.equal([]);
    });
});
