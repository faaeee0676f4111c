/**
 * How long a deploy's zip takes, straight from Git objects, against `git archive` (the least that any zip of the same
 * files costs) and against Salesforce's own conversion.
 *
 *     npm run bench package [<repository>@<from>..<to>]
 *
 * Without a repository a project of 12,000 files is generated. Times are medians of pairs, so that a busy machine slows
 * both sides down; `peak` is the memory of a process that does nothing else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPackage } from '../src/actions/plan/build-package.ts';
import { compareVersions } from '../src/actions/compare/compare.ts';
import { readZip } from '../src/gateways/zip/zip-reader.ts';
import { writePackage } from '../src/gateways/zip/zip.ts';
import { keyOf, type ComponentKey } from '../src/release/metadata/component.ts';
import { packageDifferences } from '../test/actions/package-differences.ts';
import { sdrPackage, checkOut } from '../test/actions/sdr-package.ts';
import { projectInGit, versionIn } from '../test/actions/project-in-git.ts';
import { manyFiles } from './many-files.ts';

const runs = 5;

interface Subject {
  readonly repository: string;
  readonly from?: string;
  readonly to: string;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0;

const timed = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const build = async ({ repository, to }: Subject, components: ReadonlySet<ComponentKey> | 'all') => {
  const version = await versionIn(repository, to);
  const apiVersion = version.settings.sourceApiVersion ?? '60.0';
  const built = await buildPackage({ version, components, apiVersion }, writePackage);
  if ('excess' in built) throw new Error(JSON.stringify(built.excess));
  return built;
};

/** All of the package directories as a zip of Git's own; the process is started by us as by anybody. */
const archive = async ({ repository, to }: Subject): Promise<void> => {
  const { settings } = await versionIn(repository, to);
  const directories = settings.packageDirectories.filter((directory) => directory !== '');
  const child = spawn('git', ['archive', '--format=zip', to, '--', ...directories], { cwd: repository });
  child.stdout.resume();
  await once(child, 'close');
};

const wholeProject = async (subject: Subject): Promise<void> => {
  const pairs = [];
  for (let run = 0; run < runs; run += 1)
    pairs.push({ ours: await timed(() => build(subject, 'all')), git: await timed(() => archive(subject)) });
  const built = await build(subject, 'all');
  console.log(`whole project: ${built.entries.length} entries, ${(built.bytes.length / 1e6).toFixed(1)} MB`);
  console.log(
    `  from Git objects    ${median(pairs.map((pair) => pair.ours)).toFixed(0)} ms, peak ${peakOf(subject)} MB`,
  );
  report('git archive', median(pairs.map((pair) => pair.git)), median(pairs.map((pair) => pair.ours / pair.git)), 1.6);
  const directory = mkdtempSync(path.join(tmpdir(), 'sf-release-bench-'));
  try {
    await checkOut(subject.repository, subject.to, directory);
    await sameEntries(built.bytes, directory);
    const conversions = [];
    for (let run = 0; run < 3; run += 1)
      conversions.push({
        sdr: await timed(() => sdrPackage(directory)),
        ours: await timed(() => build(subject, 'all')),
      });
    const ratio = median(conversions.map((pair) => pair.ours / pair.sdr));
    report("Salesforce's own", median(conversions.map(({ sdr }) => sdr)), ratio, 0.35);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** Entry by entry, XML by what it says: what differs has to be explained. */
const sameEntries = async (ours: Buffer, directory: string): Promise<void> => {
  const entries = await readZip(ours, { entries: 100_000, bytes: 2e9 });
  const found = await packageDifferences(entries, await sdrPackage(directory));
  const { unexplained = [], ...explained } = found;
  console.log(
    `  entries             as Salesforce's own, ${unexplained.length} of them otherwise without an explanation`,
  );
  for (const [why, files] of Object.entries(explained)) console.log(`    ${files.length}: ${why}`);
  if (unexplained.length > 0) throw new Error(unexplained.slice(0, 20).join('\n'));
};

const report = (name: string, milliseconds: number, ratio: number, goal: number): void => {
  console.log(
    `  ${name.padEnd(18)}  ${milliseconds.toFixed(0)} ms: ours is ${ratio.toFixed(2)} times that, goal ${goal} ${ratio <= goal ? 'met' : 'MISSED'}`,
  );
};

const farDelta = async (subject: Subject, from: string): Promise<void> => {
  const [there, here] = [await versionIn(subject.repository, from), await versionIn(subject.repository, subject.to)];
  const { changes } = await compareVersions(there, here, { unreadable: 'list' });
  const keys = new Set(changes.filter(({ kind }) => kind !== 'removed').map(keyOf));
  const times = [];
  for (let run = 0; run < runs; run += 1) times.push(await timed(() => build(subject, keys)));
  const time = median(times);
  console.log(`delta ${from}..${subject.to}: ${keys.size} components`);
  console.log(`  from Git objects    ${time.toFixed(0)} ms, goal 2000 ${time <= 2000 ? 'met' : 'MISSED'}`);
};

/** Megabytes that a process needs that does this and nothing else. */
const peakOf = ({ repository, to }: Subject): string => {
  const child = spawnSync(process.execPath, [import.meta.filename, '--peak', repository, to], { encoding: 'utf8' });
  return child.stdout.trim() || `unknown (${child.stderr.trim()})`;
};

const subjectOf = async (argument: string | undefined): Promise<Subject> => {
  const [, repository, from, to] = /^(.+)@(?:(.+)\.\.)?(.+)$/.exec(argument ?? '') ?? [];
  if (repository !== undefined && to !== undefined) return { repository, to, ...(from !== undefined && { from }) };
  const { directory } = await projectInGit(manyFiles());
  return { repository: directory, to: 'HEAD' };
};

/** Runs all of it for the repository named on the command line. */
export const benchPackage = async (argument?: string): Promise<void> => {
  const subject = await subjectOf(argument);
  await wholeProject(subject);
  if (subject.from !== undefined) await farDelta(subject, subject.from);
};

if (process.argv[1] === import.meta.filename) {
  const [first, repository = '', to = 'HEAD'] = process.argv.slice(2);
  if (first === '--peak') {
    await build({ repository, to }, 'all');
    console.log((process.resourceUsage().maxRSS / 1024).toFixed(0));
  } else await benchPackage(first);
}
