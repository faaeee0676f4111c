/**
 * How long a diff takes: against sfdx-git-delta on the same pair, against git alone, in trees of several sizes, and as a
 * whole process through `sf`.
 *
 *     npm run bench diff -- [<repository>@<from>..<to> ...] [--peer <folder>] [--sf <file>] [--rounds <n>] [--part <name> ...]
 *
 * Every comparison runs in a process of its own, module loading apart, in rounds; a figure is the median over the
 * rounds, a ratio the median of the ratios within a round. sfdx-git-delta 6.31.0 is installed into `.cache`; `--peer`
 * names another build of it (a folder with `lib/main.js`; 7.0.1 builds from the tag of its public repository). `--sf` is
 * the `bin/run.js` of a Salesforce CLI; without it the one that `npm run test:sf` installs is taken. A repository has to
 * be a checkout (sfdx-git-delta says nothing about a bare one). Parts: the `pairs` that are named, two `synthetic` ones,
 * `growth`, `large`, `one-file`, `processes`; all unless told. Ends with 1 when a goal was missed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Work } from './diff/job.ts';
import type { Pair } from './diff/pair.ts';
import { atMost, inRounds, median, missed, ms, ratio, report, take, typical } from './diff/paired.ts';
import { installed, npmVersion } from './diff/sfdx-git-delta.ts';
import { oneFile, synthetic } from './diff/synthetic.ts';
import { cliAt, wholeProcesses } from './diff/whole-process.ts';

const parts = ['pairs', 'synthetic', 'growth', 'large', 'one-file', 'processes'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peer: { type: 'string' },
    sf: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    part: { type: 'string', multiple: true, default: parts },
  },
});
const rounds = Number(values.rounds);
const usual = installed();

const packageDirectories = (repository: string, commit: string): string[] => {
  const shown = spawnSync('git', ['show', `${commit}:sfdx-project.json`], { cwd: repository, encoding: 'utf8' });
  const { packageDirectories: found } = JSON.parse(shown.stdout) as { packageDirectories: { path: string }[] };
  return found.map((directory) => directory.path);
};

const pairOf = (text: string): Pair => {
  const [, repository, from, to] = /^(.+)@(.+)\.\.(.+)$/u.exec(text) ?? [];
  if (repository === undefined || from === undefined || to === undefined)
    throw new Error(`${text} is not <repository>@<from>..<to>`);
  const absolute = path.resolve(repository);
  return { repository: absolute, from, to, source: packageDirectories(absolute, to) };
};

const syntheticPair = async (options: Parameters<typeof synthetic>[0], to: 'near' | 'far'): Promise<Pair> => ({
  repository: await synthetic(options),
  from: 'base',
  to,
  source: ['force-app'],
});

const size1 = { files: 1, shared: 1, changed: 1 };
const size10 = { files: 10, shared: 10, changed: 10 };

const pairs = positionals.map(pairOf);
const syntheticPairs = async (): Promise<Pair[]> => [
  await syntheticPair(size1, 'near'),
  await syntheticPair(size1, 'far'),
];

const nameOf = ({ repository, from, to }: Pair): string => `${path.basename(repository)} ${from}..${to}`;

const works = new Map<string, Work>([
  ['components', { kind: 'ours', depth: 'components' }],
  ['entries', { kind: 'ours', depth: 'entries' }],
  ['git alone', { kind: 'limit', depth: 'entries' }],
  [`sfdx-git-delta ${npmVersion}`, { kind: 'peer', library: usual }],
]);
const versionOf = (folder: string): string => {
  try {
    const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version?: string };
    return version ?? 'other';
  } catch {
    return 'other';
  }
};
const peer = values.peer === undefined ? undefined : `sfdx-git-delta at --peer (${versionOf(values.peer)})`;
if (peer !== undefined && values.peer !== undefined)
  works.set(peer, { kind: 'peer', library: path.resolve(values.peer) });

const comparePair = (pair: Pair): void => {
  const found = take(pair, { kind: 'ours', depth: 'entries' }).found;
  console.log(`\n${nameOf(pair)}: ${found} components differ`);
  const processor = new Map<string, number[]>([...works.keys()].map((name) => [name, []]));
  const measured = (name: string, work: Work) => (): number => {
    const { milliseconds, processor: own } = take(pair, work);
    processor.get(name)?.push(own);
    return milliseconds;
  };
  const taken = inRounds(rounds, new Map([...works].map(([name, work]) => [name, measured(name, work)])));
  for (const name of works.keys())
    report(name, `${ms(typical(taken, name))}, ${ms(median(processor.get(name) ?? []))} of processor time`);
  const compare = (one: string, other: string, goal: number): void => {
    const value = ratio(taken, one, other);
    const own = median(processor.get(one) ?? []) / median(processor.get(other) ?? []);
    report(`${one} : ${other}`, `${value.toFixed(2)} ×, ${own.toFixed(2)} × in processor time`, atMost(goal, value));
  };
  compare('components', `sfdx-git-delta ${npmVersion}`, 0.1);
  compare('entries', `sfdx-git-delta ${npmVersion}`, 0.25);
  if (peer !== undefined) {
    compare('components', peer, 0.25);
    compare('entries', peer, 0.6);
  }
  compare('entries', 'git alone', 3);
};

/** The same change in trees of three sizes. */
const growth = async (): Promise<void> => {
  console.log('\nThe same change in a tree of 10,000, 30,000 and 100,000 components');
  const trees = await Promise.all([1, 3, 10].map((files) => syntheticPair({ ...size1, files }, 'near')));
  const processor = new Map<string, number[]>();
  const measured = (name: string, pair: Pair) => (): number => {
    const { milliseconds, processor: own } = take(pair, { kind: 'ours', depth: 'entries' });
    processor.set(name, [...(processor.get(name) ?? []), own]);
    return milliseconds;
  };
  const measures = trees.map((pair, index) => {
    const name = `${[1, 3, 10][index] ?? 0} ×`;
    return [name, measured(name, pair)] as const;
  });
  const taken = inRounds(rounds, new Map(measures));
  const spent = (name: string): number => median(processor.get(name) ?? []);
  for (const [name] of measures) report(name, `${ms(typical(taken, name))}, ${ms(spent(name))} of processor time`);
  for (const name of ['3 ×', '10 ×']) {
    const value = ratio(taken, name, '1 ×');
    const own = (spent(name) / spent('1 ×')).toFixed(2);
    report(`${name} : 1 ×`, `${value.toFixed(2)} ×, ${own} × in processor time`, atMost(1.5, value));
  }
};

/** A hundred thousand components of which a hundredth changed. */
const large = async (): Promise<void> => {
  const pair = await syntheticPair(size10, 'near');
  const taken = Array.from({ length: rounds }, () => take(pair, { kind: 'ours', depth: 'entries' }));
  console.log(`\n100,000 components, ${taken[0]?.found ?? 0} of them differ`);
  const time = median(taken.map(({ milliseconds }) => milliseconds));
  const memory = median(taken.map(({ megabytes }) => megabytes));
  report('with entries', ms(time), { met: time <= 1200, text: '≤ 1200 ms' });
  report('processor time', ms(median(taken.map(({ processor }) => processor))));
  report('peak memory', `${memory} MB`, { met: memory <= 250, text: '≤ 250 MB' });
};

const entriesOfOneFile = async (): Promise<void> => {
  for (const kind of ['labels', 'profile'] as const) {
    console.log(`\nOne file of ${kind}, a hundredth of its entries changed`);
    const counts = [12_500, 25_000, 50_000];
    const measures = new Map<string, () => number>();
    for (const count of counts) {
      const pair: Pair = { repository: await oneFile(kind, count), from: 'base', to: 'near', source: ['force-app'] };
      measures.set(`${count} entries`, () => take(pair, { kind: 'ours', depth: 'entries' }).milliseconds);
    }
    const taken = inRounds(rounds, measures);
    for (const name of measures.keys()) {
      const time = typical(taken, name);
      report(name, ms(time), name === '50000 entries' ? { met: time <= 600, text: '≤ 600 ms' } : undefined);
    }
    const value = ratio(taken, '50000 entries', '25000 entries');
    report('50000 : 25000 entries (linear)', `${value.toFixed(2)} ×`, atMost(2.2, value));
  }
};

const processes = async (): Promise<void> => {
  const cli = cliAt(values.sf);
  const pair = pairs[0] ?? (await syntheticPair(size1, 'near'));
  if (cli === undefined) {
    console.log(
      '\nWhole processes: no Salesforce CLI; `npm run test:sf` installs one, or name its bin/run.js with --sf',
    );
    return;
  }
  console.log(`\nWhole processes, ${nameOf(pair)}`);
  wholeProcesses(pair, { cli, peer: usual, rounds });
};

for (const part of values.part) {
  if (part === 'pairs') for (const pair of pairs) comparePair(pair);
  if (part === 'synthetic') for (const pair of await syntheticPairs()) comparePair(pair);
  if (part === 'growth') await growth();
  if (part === 'large') await large();
  if (part === 'one-file') await entriesOfOneFile();
  if (part === 'processes') await processes();
}
if (missed.length > 0) {
  console.log(`\n${missed.length} goals missed`);
  process.exitCode = 1;
}
