/**
 * Whether sfdx-git-delta, which is not us, finds the same components different.
 *
 *     npm run bench diff-judge -- <repository> ... [--pairs <n>] [--peer <folder>]
 *
 * Of each repository `n` pairs of commits (12 unless told), spread evenly over its history, are compared in both
 * directions: the components of both manifests have to be those of our delta, or the difference has to be explained by
 * one of the rules of `bench/diff/judged.ts`, each of which is checked against the files. Of the last commit, every path
 * has to belong to the component that Salesforce's own resolver gives it to. Prints tables in Markdown and ends with 1 when something is left unexplained. sfdx-git-delta 6.31.0 is installed into `.cache`; `--peer` names
 * another build of it.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareVersions } from '../src/actions/compare/compare.ts';
import { standingFor } from '../src/actions/compare/inventory.ts';
import { openGit, type Git } from '../src/gateways/git/git.ts';
import { commitVersion } from '../src/gateways/git/versions.ts';
import { openSourceFormat } from '../src/gateways/source-format.ts';
import { judge, rules, type Disagreement, type Judgement, type Rule } from './diff/judged.ts';
import type { Pair } from './diff/pair.ts';
import { resolvedAlike } from './diff/resolved.ts';
import { installed } from './diff/sfdx-git-delta.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '12' }, peer: { type: 'string' } },
});
const library = values.peer === undefined ? installed() : path.resolve(values.peer);
const script = fileURLToPath(new URL('./diff/manifests.ts', import.meta.url));

const lines = async (git: Git, ...args: string[]): Promise<string[]> =>
  (await git.pipe(args)).toString().split('\n').filter(Boolean);

/** Commits that touch a package directory of today, oldest first, spread evenly; the first tenth is often a skeleton. */
const commitsOf = async (git: Git, count: number): Promise<string[]> => {
  const { packageDirectories } = JSON.parse((await git.pipe(['show', 'HEAD:sfdx-project.json'])).toString()) as {
    packageDirectories: { path: string }[];
  };
  const folders = packageDirectories.map((directory) => directory.path);
  const all = await lines(git, 'rev-list', '--reverse', '--first-parent', 'HEAD', '--', ...folders);
  const at = (share: number): string => all[Math.round((0.1 + 0.9 * share) * (all.length - 1))] ?? '';
  return [...new Set(Array.from({ length: count }, (_, index) => at(index / (count - 1))))];
};

const theirs = (pair: Pair): { added: ReadonlySet<string>; removed: ReadonlySet<string> } => {
  const child = spawnSync(process.execPath, [script, library, JSON.stringify(pair)], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const answer = child.stdout.split('\n').at(-1) ?? '';
  if (!answer.startsWith('{')) throw new Error(child.stderr || `no answer for ${JSON.stringify(pair)}`);
  const { added, removed } = JSON.parse(answer) as { added: string[]; removed: string[] };
  return { added: new Set(added), removed: new Set(removed) };
};

const judged = async (git: Git, names: readonly [string, string]): Promise<Judgement> => {
  const source = { git, known: openSourceFormat() };
  const [from, to] = await Promise.all([
    commitVersion(source, names[0], names[0]),
    commitVersion(source, names[1], names[1]),
  ]);
  const folders = new Set([from, to].flatMap(({ settings }) => settings.packageDirectories));
  const pair = { repository: git.directory, from: names[0], to: names[1], source: [...folders] };
  const delta = await compareVersions(from, to, { unreadable: 'list' });
  const differences = (await from.differencesTo?.(to)) ?? [];
  return judge({ from, to, delta, differences, held: await standingFor(to), theirs: theirs(pair) });
};

const countBy = (disagreements: readonly Disagreement[]): string =>
  [...Map.groupBy(disagreements, ({ rule }) => rule ?? 'UNEXPLAINED')]
    .map(([rule, all]) => `${rule} ${all.length}`)
    .join(', ') || '–';

const short = (commit: string): string => commit.slice(0, 9);

const total: Disagreement[] = [];
let agreed = 0;
let compared = 0;
console.log('| repository | from | to | both | only ours | only theirs | why |');
console.log('| --- | --- | --- | --: | --: | --: | --- |');
for (const repository of positionals) {
  const git = openGit(path.resolve(repository));
  const commits = await commitsOf(git, Number(values.pairs) + 1);
  for (const [index, first] of commits.slice(0, -1).entries()) {
    const second = commits[index + 1] ?? first;
    const directions: (readonly [string, string])[] = [
      [first, second],
      [second, first],
    ];
    for (const direction of directions) {
      const found = await judged(git, direction);
      const ours = found.disagreements.filter(({ listedBy }) => listedBy === 'ours').length;
      const others = found.disagreements.length - ours;
      console.log(
        `| ${path.basename(repository)} | ${direction.map(short).join(' | ')} | ${found.agreed} | ${ours} | ${others} | ${countBy(found.disagreements)} |`,
      );
      for (const one of found.disagreements)
        if (one.rule === undefined)
          console.error(`unexplained: ${direction.map(short).join('..')} ${one.listedBy} ${one.what} ${one.component}`);
      total.push(...found.disagreements);
      agreed += found.agreed;
      compared += 1;
    }
  }
}
console.log('\n| repository | paths with the component that Salesforce gives them | with another | of no component |');
console.log('| --- | --: | --: | --: |');
let misplaced = 0;
for (const repository of positionals) {
  const git = openGit(path.resolve(repository));
  const [head = ''] = await lines(git, 'rev-parse', 'HEAD');
  const { same, wrong, nobodys } = await resolvedAlike(
    await commitVersion({ git, known: openSourceFormat() }, head, 'HEAD'),
  );
  console.log(`| ${path.basename(repository)} | ${same} | ${wrong.length} | ${nobodys} |`);
  for (const one of wrong) console.error(`misplaced: ${one}`);
  misplaced += wrong.length;
}
console.log(`\n${compared} comparisons, ${agreed} components listed by both, ${total.length} by one of the two.\n`);
console.log('| rule | listed by | components | what it is |\n| --- | --- | --: | --- |');
for (const [rule, all] of Map.groupBy(total, (one) => one.rule)) {
  const listedBy = [...new Set(all.map((one) => one.listedBy))].join(', ');
  console.log(
    `| ${rule ?? 'UNEXPLAINED'} | ${listedBy} | ${all.length} | ${rule === undefined ? '' : rules[rule satisfies Rule]} |`,
  );
}
if (misplaced > 0 || total.some(({ rule }) => rule === undefined)) process.exitCode = 1;
