/**
 * Records at scale: `sf release data backup` beside plain `sf data export bulk`, `sf release data restore` beside
 * `sf data upsert bulk`, all by the real `sf`, against a practice org in a process of its own on this machine.
 *
 *     npm run bench data [-- --rows 1000000 --restore-rows 200000 --only backup]
 *
 * Goals: peak memory of the backup at most 300 MB whatever the number of rows; at least half the speed of the plain
 * export, with encryption and with everything read back and compared; a restore, with what it replaces saved first and
 * with the proof, in at most 1.5 times the upsert of the same rows. Beside the time on the clock stands that of the
 * processors, of the command and of the org meanwhile: it is the same on a machine that has other work too. SF_CLI names
 * the `sf` to use; Linux only.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { startPracticeOrg, type PracticeOrg } from '../src/practice-org/index.ts';
import type { PracticeAccount } from '../src/gateways/practice/practice-login.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const cli =
  process.env['SF_CLI'] ?? path.join(root, '.cache', 'sf-cli', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');
const object = 'Sample__c';
const alias = 'bench';
/** Rows that the org is given at once. */
const chunk = 10_000;

/** What people write: text of two lengths, with quotes and line ends, numbers, choices, dates, nulls. */
const rowOf = (at: number): Readonly<Record<string, unknown>> => ({
  Name: `Sample ${at}`,
  Text__c: `Text number ${(at * 7919) % 1_000_003}`,
  Note__c: at % 3 === 0 ? null : `A note about ${(at * 104_729) % 999_983},\nwith "quotes" and a line end`,
  Amount__c: ((at * 31) % 1_000_000) / 100,
  Count__c: at % 1000,
  Kind__c: ['Open', 'Closed', 'Waiting'][at % 3],
  Flag__c: at % 2 === 0,
  Day__c: `20${10 + (at % 20)}-0${1 + (at % 9)}-1${at % 10}`,
  Moment__c: new Date(1_600_000_000_000 + at * 1000).toISOString(),
});

const define = ({ database }: PracticeOrg): void => {
  database.define({
    name: object,
    fields: [
      { name: 'Name', type: 'string', length: 80 },
      { name: 'Text__c', type: 'string', length: 80 },
      { name: 'Note__c', type: 'textarea', length: 4000 },
      { name: 'Amount__c', type: 'double', precision: 18, scale: 2 },
      { name: 'Count__c', type: 'double', precision: 8, scale: 0 },
      { name: 'Kind__c', type: 'picklist', picklistValues: ['Open', 'Closed', 'Waiting'].map((value) => ({ value })) },
      { name: 'Flag__c', type: 'boolean' },
      { name: 'Day__c', type: 'date' },
      { name: 'Moment__c', type: 'datetime' },
    ],
  });
};

/** What the org's process is asked to do. */
type Order = { readonly make: number } | { readonly spoil: number };

/** The org's side: makes rows, and writes into them what a bad release would have. */
const serve = async (): Promise<void> => {
  const org = await startPracticeOrg({ name: alias });
  define(org);
  let ids: readonly string[] = [];
  process.on('message', (order: Order) => {
    if ('make' in order) ids = made(org, order.make);
    else spoil(org, ids.slice(0, order.spoil));
    process.send?.('done');
  });
  const { url, orgId, username, accessToken, refreshToken, kind, instanceName, apiVersion } = org;
  process.send?.({ url, orgId, username, accessToken, refreshToken, kind, instanceName, apiVersion });
  await once(process, 'disconnect');
  await org.close();
};

const made = ({ database }: PracticeOrg, count: number): readonly string[] => {
  const ids: string[] = [];
  for (let at = 0; at < count; at += chunk) {
    const length = Math.min(chunk, count - at);
    ids.push(
      ...database.insert(
        object,
        Array.from({ length }, (_, index) => rowOf(at + index)),
      ),
    );
  }
  return ids;
};

const spoil = ({ database, clock }: PracticeOrg, ids: readonly string[]): void => {
  clock.advance(60_000);
  for (let at = 0; at < ids.length; at += chunk)
    database.write({
      object,
      kind: 'update',
      rows: ids
        .slice(at, at + chunk)
        .map((Id, index) => ({ Id, Text__c: 'overwritten', Amount__c: index, Note__c: null })),
    });
};

interface Place {
  readonly home: string;
  readonly project: string;
  readonly key: string;
  /** The process of the org. */
  readonly org: number;
}

/** A home of its own for `sf`, with this plugin in it, and a project that says to whom backups are encrypted. */
const makePlace = async (org: number): Promise<Place> => {
  const home = await mkdtemp(path.join(tmpdir(), 'sf-release-bench-'));
  const project = path.join(home, 'project');
  const data = path.join(home, '.local', 'share', 'sf');
  for (const folder of [project, data]) await mkdir(folder, { recursive: true });
  const plugins = [{ name: 'sf-release', root, type: 'link' }];
  const manifest = { name: '@salesforce/cli', dependencies: {}, private: true, oclif: { schema: 1, plugins } };
  await writeFile(path.join(data, 'package.json'), JSON.stringify(manifest));
  const identity = await generateX25519Identity();
  const key = path.join(home, 'key.txt');
  await writeFile(key, `${identity}\n`);
  const configuration = { data: { recipients: [await identityToRecipient(identity)], objects: [{ object }] } };
  await writeFile(path.join(project, 'release.yaml'), JSON.stringify(configuration));
  await writeFile(path.join(project, 'sfdx-project.json'), '{"packageDirectories":[{"path":"force-app"}]}');
  return { home, project, key, org };
};

interface Timed {
  readonly seconds: number;
  /** Seconds of processors: of the command, and of the org meanwhile. */
  readonly processor: { readonly command: number; readonly org: number };
  readonly peakMegabytes: number;
}

/** Highest memory a process had so far, as Linux counts it; 0 once it has ended. */
const peakOf = (pid: number): number => {
  try {
    return Number(/^VmHWM:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** Seconds of processors a process has used, as Linux counts them: in hundredths; 0 once it has ended. */
const processorOf = (pid: number): number => {
  try {
    const [, user = 0, system = 0] = / (?:\S+ ){11}(\d+) (\d+) /u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return (Number(user) + Number(system)) / 100;
  } catch {
    return 0;
  }
};

const timed = async ({ home, project, org }: Place, command: string, ...args: readonly string[]): Promise<Timed> => {
  const begun = performance.now();
  const orgBefore = processorOf(org);
  const env = { ...environment(), HOME: home, GIT_AUTHOR_NAME: 'Bench', GIT_AUTHOR_EMAIL: 'b@e.n' };
  const child = spawn(command, [...args], {
    cwd: project,
    env: { ...env, GIT_COMMITTER_NAME: 'Bench', GIT_COMMITTER_EMAIL: 'b@e.n' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  let [peak, used] = [0, 0];
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
    used = Math.max(used, processorOf(child.pid ?? 0));
  }, 50);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said.slice(-2000)}`);
  return {
    seconds: (performance.now() - begun) / 1000,
    processor: { command: used, org: processorOf(org) - orgBefore },
    peakMegabytes: Math.round(peak),
  };
};

const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(https?_proxy|SFDX?_.*)$/iu.test(name))),
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
});

const told = async (org: ChildProcess, order: Order): Promise<void> => {
  org.send(order);
  await once(org, 'message');
};

const count = (rows: number): string => rows.toLocaleString('en-US');

const words = (what: string, rows: number, { seconds, processor, peakMegabytes }: Timed): string =>
  `${what}: ${count(rows)} rows in ${seconds.toFixed(1)} s (${count(Math.round(rows / seconds))} a second), processors ${processor.command.toFixed(1)} s and ${processor.org.toFixed(1)} s in the org, peak ${peakMegabytes} MB`;

const fields = 'Id, Name, Text__c, Note__c, Amount__c, Count__c, Kind__c, Flag__c, Day__c, Moment__c';

const measureBackup = async (place: Place, rows: number): Promise<void> => {
  const target = ['--target-org', alias];
  const file = path.join(place.home, 'export.csv');
  const query = ['--query', `SELECT ${fields} FROM ${object}`, '--output-file', file, '--wait', '60'];
  const plain = await timed(place, process.execPath, cli, 'data', 'export', 'bulk', ...query, ...target);
  console.log(words('sf data export bulk', rows, plain));
  console.log(`  ${Math.round((await stat(file)).size / 1e6)} MB of CSV`);
  const saved = await timed(place, process.execPath, cli, 'release', 'data', 'backup', ...target);
  console.log(words('sf release data backup', rows, saved));
  console.log(`  ${(plain.seconds / saved.seconds).toFixed(2)} x the speed of the plain export`);
};

const measureRestore = async (place: Place, org: ChildProcess, rows: number): Promise<void> => {
  const target = ['--target-org', alias];
  const file = path.join(place.home, 'rows.csv');
  const query = [
    '--query',
    `SELECT Id, Text__c, Note__c, Amount__c FROM ${object} ORDER BY Id`,
    '--output-file',
    file,
    '--wait',
    '60',
  ];
  await timed(place, process.execPath, cli, 'data', 'export', 'bulk', ...query, ...target);
  await told(org, { spoil: rows });
  const upsert = ['--sobject', object, '--external-id', 'Id', '--file', file, '--wait', '60'];
  const plain = await timed(place, process.execPath, cli, 'data', 'upsert', 'bulk', ...upsert, ...target);
  console.log(words('sf data upsert bulk', rows, plain));
  await timed(place, process.execPath, cli, 'release', 'data', 'backup', ...target);
  await told(org, { spoil: rows });
  const wishes = ['--backup', 'latest', '--identity', place.key, '--on-conflict', 'overwrite', '--confirm', alias];
  const restored = await timed(place, process.execPath, cli, 'release', 'data', 'restore', ...wishes, ...target);
  console.log(words('sf release data restore', rows, restored));
  console.log(`  ${(restored.seconds / plain.seconds).toFixed(2)} x the time of the upsert`);
};

const prepare = async (rows: number): Promise<{ readonly org: ChildProcess; readonly account: PracticeAccount }> => {
  const org = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: ['--max-old-space-size=12000'] });
  const [account] = (await once(org, 'message')) as [PracticeAccount];
  await told(org, { make: rows });
  return { org, account };
};

/** The rows in an org of their own, a project, and `sf` logged in; then whatever is to be measured. */
const withOrg = async (rows: number, measure: (place: Place, org: ChildProcess) => Promise<void>): Promise<void> => {
  const { org, account } = await prepare(rows);
  const place = await makePlace(org.pid ?? 0);
  try {
    await timed(place, 'git', 'init', '--quiet', '--initial-branch=main');
    await timed(place, 'git', 'add', '--all');
    await timed(place, 'git', 'commit', '--quiet', '--message', 'Samples');
    process.env['HOME'] = place.home;
    process.env['SF_USE_GENERIC_UNIX_KEYCHAIN'] = 'true';
    const { login } = await import('../src/gateways/practice/practice-login.ts');
    await login(account, alias, new Date());
    await measure(place, org);
  } finally {
    org.disconnect();
    await rm(place.home, { recursive: true, force: true });
  }
};

if (process.argv.at(-1) === 'serve') await serve();
else {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      'restore-rows': { type: 'string', default: '200000' },
      only: { type: 'string' },
    },
  });
  const [rows, some] = [Number(values.rows), Number(values['restore-rows'])];
  if (values.only !== 'restore') await withOrg(rows, (place) => measureBackup(place, rows));
  if (values.only !== 'backup') await withOrg(some, (place, org) => measureRestore(place, org, some));
}
