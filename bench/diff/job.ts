/**
 * One comparison in a process of its own, module loading apart: what it took in milliseconds, and the most memory the
 * process ever had. The parent gives a `Job` as JSON in the first argument and reads a `Taken` as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compareVersions } from '../../src/actions/compare/compare.ts';
import { openGit } from '../../src/gateways/git/git.ts';
import type { Version } from '../../src/release/metadata/version.ts';
import { openSourceFormat } from '../../src/gateways/source-format.ts';
import { commitVersion } from '../../src/gateways/git/versions.ts';
import type { Pair } from './pair.ts';
import { manifestsOf } from './sfdx-git-delta.ts';

/** `limit` is what git alone needs: `diff-tree`, and `cat-file --batch` of the blobs that are opened at that depth. */
export type Work =
  | { readonly kind: 'ours' | 'limit'; readonly depth: 'components' | 'entries' }
  | { readonly kind: 'peer'; readonly library: string };

export interface Job {
  readonly pair: Pair;
  readonly work: Work;
}

export interface Taken {
  readonly milliseconds: number;
  /** Of processor time, all threads of this process: what a busy machine changes least. Git's own is not in it. */
  readonly processor: number;
  readonly megabytes: number;
  /** Components that were found different, or objects that were read. */
  readonly found: number;
}

type Depth = 'components' | 'entries';

/** Both commits as the door opens them: one git for both. */
const versionsOf = async ({ repository, from, to }: Pair): Promise<[Version, Version]> => {
  const git = openGit(repository);
  const source = { git, known: openSourceFormat() };
  const names = [from, to].map((name) => `${name}^{commit}`);
  const [left = '', right = ''] = (await git.pipe(['rev-parse', ...names])).toString().split('\n');
  return Promise.all([commitVersion(source, left, from), commitVersion(source, right, to)]);
};

const ours = async (pair: Pair, depth: Depth): Promise<number> => {
  const [left, right] = await versionsOf(pair);
  const { changes } = await compareVersions(left, right, { depth, unreadable: 'list' });
  return changes.length;
};

/** The ids of what a comparison opens. */
const opened = async (pair: Pair, depth: Depth): Promise<string[]> => {
  const ids = new Set<string>();
  const [from, to] = (await versionsOf(pair)).map((version): Version => ({
    ...version,
    read: (files, take) => {
      for (const { id } of files) ids.add(id);
      return version.read(files, take);
    },
  })) as [Version, Version];
  await compareVersions(from, to, { depth, unreadable: 'list' });
  return [...ids];
};

const limit = async ({ repository, from, to, source }: Pair, ids: readonly string[]): Promise<number> => {
  const git = openGit(repository);
  await git.pipe(['diff-tree', '-r', '-z', '--no-renames', from, to, '--', ...source]);
  let bytes = 0;
  await git.blobs(ids, (_, object) => {
    bytes += object?.length ?? 0;
  });
  return bytes === 0 ? 0 : ids.length;
};

const peer = async (pair: Pair, library: string): Promise<() => Promise<number>> => {
  const output = mkdtempSync(path.join(tmpdir(), 'sf-release-bench-'));
  const compare = await manifestsOf(library);
  return async () => {
    try {
      const { added, removed } = await compare(pair, output);
      return added.size + removed.size;
    } finally {
      rmSync(output, { recursive: true, force: true });
    }
  };
};

const prepared = async ({ pair, work }: Job): Promise<() => Promise<number>> => {
  if (work.kind === 'peer') return peer(pair, work.library);
  if (work.kind === 'ours') return () => ours(pair, work.depth);
  const ids = await opened(pair, work.depth);
  return () => limit(pair, ids);
};

const run = await prepared(JSON.parse(process.argv[2] ?? '') as Job);
const began = performance.now();
const before = process.cpuUsage();
const found = await run();
const milliseconds = performance.now() - began;
const { user, system } = process.cpuUsage(before);
const processor = (user + system) / 1000;
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ milliseconds, processor, megabytes, found } satisfies Taken), () => {
  process.exit(0); // a peer's logger and its request for the newest API version would keep the process for seconds
});
