/** Commands as people run them: through the real `sf`, with the packed plugin and sfdx-git-delta linked into it. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pair } from './pair.ts';
import { atMost, inRounds, median, ms, ratio, report, typical } from './paired.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where `npm run test:sf` puts the CLI. */
const usualCli = path.join(root, '.cache', 'sf-cli', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

export const cliAt = (given: string | undefined): string | undefined => {
  const file = given ?? process.env['SF_CLI'] ?? usualCli;
  return existsSync(file) ? file : undefined;
};

const environmentFor = (home: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(https?_proxy|SF_.*|SFDX_.*)$/iu.test(name))),
  HOME: home,
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  OCLIF_DISABLE_LINKED_ESM_WARNING: 'true',
});

const done = (child: SpawnSyncReturns<string>): string => {
  if (child.status !== 0) throw new Error(child.stderr || child.stdout);
  return child.stdout;
};

/** A home whose `sf` has this plugin, packed as npm would publish it, and sfdx-git-delta. */
const prepare = (home: string, peer: string): void => {
  done(spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' }));
  done(
    spawnSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', home], {
      cwd: root,
      encoding: 'utf8',
    }),
  );
  const tarball = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
  done(spawnSync('tar', ['-xzf', tarball], { cwd: home, encoding: 'utf8' }));
  symlinkSync(path.join(root, 'node_modules'), path.join(home, 'package', 'node_modules'));
  const data = path.join(home, '.local', 'share', 'sf');
  mkdirSync(data, { recursive: true });
  const plugins = [
    { name: 'sf-release', root: path.join(home, 'package'), type: 'link' },
    { name: 'sfdx-git-delta', root: peer, type: 'link' },
  ];
  const manifest = { name: '@salesforce/cli', dependencies: {}, private: true, oclif: { schema: 1, plugins } };
  writeFileSync(path.join(data, 'package.json'), JSON.stringify(manifest));
};

const releaseTag = (version: string, minute: number): string =>
  [
    `Release ${version}`,
    '',
    `Release-Version: ${version}`,
    'Environment: production',
    'Org-Id: 00D000000000001AAA',
    `Deploy-Id: 0Af00000000000${minute}AAA`,
    `Deployed-At: 2026-01-01T10:0${minute}:00.000Z`,
  ].join('\n');

/** A checkout of `to`, with a release at each end. */
const checkOut = ({ repository, from, to }: Pair, folder: string): void => {
  const git = (...args: string[]): string => done(spawnSync('git', args, { cwd: folder, encoding: 'utf8' }));
  const id = (ref: string): string =>
    done(spawnSync('git', ['rev-parse', `${ref}^{commit}`], { cwd: repository, encoding: 'utf8' })).trim();
  done(spawnSync('git', ['clone', '--quiet', '--shared', '--no-checkout', repository, folder], { encoding: 'utf8' }));
  git('checkout', '--quiet', '--detach', id(to));
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  git(...identity, 'tag', '-a', 'production/v1.0.0', id(from), '-m', releaseTag('1.0.0', 1));
  git(...identity, 'tag', '-a', 'production/v1.1.0', id(to), '-m', releaseTag('1.1.0', 2));
};

/** The commands that are compared, by what the report calls them. */
const commandsFor = ({ source }: Pair, output: string): ReadonlyMap<string, readonly string[]> => {
  const ends = ['production/v1.0.0', 'production/v1.1.0'];
  return new Map([
    ['sf --version', ['--version']],
    ['sf project deploy report --help', ['project', 'deploy', 'report', '--help']],
    ['sf release list', ['release', 'list']],
    ['sf release diff --name-only', ['release', 'diff', ...ends, '--name-only']],
    ['sf release diff', ['release', 'diff', ...ends]],
    [
      'sf sgd source delta',
      ['sgd', 'source', 'delta', '--from', ends[0] ?? '', '--to', ends[1] ?? '', '--output-dir', output].concat(
        source.flatMap((folder) => ['--source-dir', folder]),
        ['--api-version', '60.0'],
      ),
    ],
  ]);
};

/** Milliseconds of processor time of all processes that have ended under this one; not known everywhere. */
const processorOfChildren = (): number => {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /u, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10; // cutime and cstime, in hundredths of a second
};

/** Times all commands in rounds and reports them. */
export const wholeProcesses = (
  pair: Pair,
  tools: { readonly cli: string; readonly peer: string; readonly rounds: number },
): void => {
  const home = mkdtempSync(path.join(tmpdir(), 'sf-release-bench-'));
  try {
    prepare(home, tools.peer);
    const project = path.join(home, 'project');
    checkOut(pair, project);
    const output = path.join(home, 'delta');
    mkdirSync(output);
    const env = environmentFor(home);
    const processor = new Map<string, number[]>();
    const timed = (name: string, args: readonly string[]) => (): number => {
      const before = processorOfChildren();
      const began = performance.now();
      done(spawnSync(process.execPath, [tools.cli, ...args], { cwd: project, env, encoding: 'utf8', maxBuffer: 1e8 }));
      const milliseconds = performance.now() - began;
      processor.set(name, [...(processor.get(name) ?? []), processorOfChildren() - before]);
      return milliseconds;
    };
    const commands = commandsFor(pair, output);
    const rounds = inRounds(tools.rounds, new Map([...commands].map(([name, args]) => [name, timed(name, args)])));
    const spent = (name: string): number => median((processor.get(name) ?? []).slice(1));
    for (const name of commands.keys())
      report(name, `${ms(typical(rounds, name))}, ${ms(spent(name))} of processor time`);
    const compare = (one: string, other: string, goal: number): void => {
      const value = ratio(rounds, one, other);
      const own = (spent(one) / spent(other)).toFixed(2);
      report(`${one} : ${other}`, `${value.toFixed(2)} ×, ${own} × in processor time`, atMost(goal, value));
    };
    compare('sf release diff', 'sf sgd source delta', 0.4);
    compare('sf release list', 'sf project deploy report --help', 0.6);
    compare('sf release diff --name-only', 'sf project deploy report --help', 0.6);
    const more = typical(rounds, 'sf release diff') - typical(rounds, 'sf --version');
    report('sf release diff - sf --version', ms(more), { met: more <= 600, text: '≤ 600 ms' });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};
