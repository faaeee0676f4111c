import { access } from 'node:fs/promises';
import path from 'node:path';
import { refuse } from '../../release/refusal.ts';
import { releaseFromTag } from '../../release/release-tag.ts';
import type { TagVerification } from '../../release/checks/signature.ts';
import type { Release } from '../../release/release.ts';
import { redacted, withRedactedSubject } from '../redacted.ts';
import { commitEdits } from './commit-files.ts';
import { asCommitter, identity } from './committer.ts';
import { GitError, openGit, type Git } from './git.ts';
import { isAncestor } from './history.ts';
import { memoryOf, type Past } from './past.ts';
import { createBranch, withdraw, type Withdrawal, type Withdrawn } from './revert.ts';

/** The project's Git repository, in its own words. Directories are absolute; object ids are full hex. */
export interface Repository extends Past {
  readonly git: Git;
  /** The folder of `sfdx-project.json`. */
  readonly project: string;
  /** From the top of the work tree to the project, `''` or ending in a slash. */
  readonly prefix: string;
  /** The remote that keeps tags and the journal; absent in a repository without one. */
  readonly remote?: string;
  readonly shallow: boolean;
  /** The object id of zeros: 40 of them, or 64 where ids are SHA-256. */
  readonly nullId: string;
  /** The commit that a text means, or `undefined`; hostile text is only ever looked up, never an option. */
  commit(text: string): Promise<string | undefined>;
  head(): Promise<string>;
  /** Paths (relative to the project) that differ from the commit at HEAD, untracked ones included. */
  dirtyFiles(): Promise<readonly string[]>;
  /** Every tag that is a release of the plugin. */
  releases(): Promise<readonly Release[]>;
  /** Names of branches and tags, to offer when one is mistyped. */
  refNames(): Promise<readonly string[]>;
  /** Makes an annotated tag (signed when git is set up so). Throws `GitError` when the name exists. */
  createTag(name: string, commit: string, message: string): Promise<void>;
  pushTag(name: string): Promise<void>;
  /** Object ids of tags on the remote by name (without `refs/tags/`). */
  remoteTags(pattern: string): Promise<ReadonlyMap<string, string>>;
  /** Object ids of the tags that are here below a folder of names, by name (without `refs/tags/`). */
  tags(folder: string): Promise<ReadonlyMap<string, string>>;
  /** Fetches tags of the remote by name or pattern; those that are only here stay, whatever git is set to. */
  fetchTags(patterns: readonly string[]): Promise<void>;
  /** Id of the tree that holds nothing: what there was before the first release. */
  emptyTree(): Promise<string>;
  /** A commit on top of another with some files of the project changed or, without bytes, removed; moves no ref. */
  commitEdits(parent: string, edits: ReadonlyMap<string, Uint8Array | undefined>, message: string): Promise<string>;
  /** The branch that is checked out; undefined on a detached HEAD. */
  currentBranch(): Promise<string | undefined>;
  /** Whether the first commit is in the history of the second, or is it. */
  isAncestor(commit: string, of: string): Promise<boolean>;
  /** A commit on top of a branch without what a release brought; moves no ref. */
  withdraw(withdrawal: Omit<Withdrawal, 'nullId'>): Promise<Withdrawn>;
  /** Makes a branch and pushes it where there is a remote. False when a branch of this name exists, here or there. */
  createBranch(name: string, commit: string): Promise<boolean>;
  /** What git says of the signature of a tag. */
  verifyTag(name: string): Promise<TagVerification>;
  /** Branches, of this clone and as last seen on remotes, that a commit is part of. */
  branchesHolding(commit: string): Promise<readonly string[]>;
  /** What tags point at, of this clone and of the remote: ids of commits. */
  taggedCommits(): Promise<ReadonlySet<string>>;
  /** `Name <address>` as git would commit, without the address. */
  committer(): Promise<string>;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * The repository that holds the project around `directory`. Refuses a directory outside an SFDX project, outside a
 * repository, and a repository without commits. `open` is how git is run; fault tests put theirs in between.
 */
export const openRepository = async (
  directory: string,
  remoteName?: string,
  open: typeof openGit = openGit,
): Promise<Repository> => {
  const project = await projectAround(path.resolve(directory));
  const git = open(project);
  const [prefix = '', shallow, head = ''] = await workTree(git);
  const remotes = lines(await git.run(['remote']));
  const remote = remoteName ?? (remotes.includes('origin') ? 'origin' : remotes[0]);
  const nullId = '0'.repeat(head.length);
  return {
    git,
    project,
    prefix,
    shallow: shallow === 'true',
    nullId,
    ...(remote === undefined ? {} : { remote }),
    ...verbs(git, { remote, prefix, nullId }),
  };
};

const projectAround = async (directory: string): Promise<string> => {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (await exists(path.join(folder, 'sfdx-project.json'))) return folder;
    if (folder === path.dirname(folder)) return refuse({ reason: 'notAProject', directory });
  }
};

/** Only git's own words say that there is no repository, or no commit in it; any other failure says nothing of either. */
const workTree = async (git: Git): Promise<readonly string[]> => {
  try {
    return (await git.run(['rev-parse', '--show-prefix', '--is-shallow-repository', 'HEAD^{commit}'])).split('\n');
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/not a git repository/iu.test(error.stderr))
      return refuse({ reason: 'notARepository', directory: git.directory }, error);
    if (/unknown revision/iu.test(error.stderr)) return refuse({ reason: 'noCommits' }, error);
    throw error;
  }
};

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

interface Place {
  readonly remote: string | undefined;
  readonly prefix: string;
  readonly nullId: string;
}

const verbs = (
  git: Git,
  { remote, prefix, nullId }: Place,
): Omit<Repository, 'git' | 'project' | 'prefix' | 'remote' | 'shallow' | 'nullId'> => ({
  commit: (text) => commitOf(git, text),
  head: async () => (await git.run(['rev-parse', '--verify', 'HEAD^{commit}'])).trim(),
  dirtyFiles: () => dirtyFiles(git, prefix),
  releases: () => readReleases(git),
  refNames: async () => lines(await git.run(['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/tags'])),
  createTag: async (name, commit, message) => {
    await git.pipe(
      [...(await asCommitter(git)), 'tag', '--annotate', '--cleanup=verbatim', '--file=-', '--', name, commit],
      withRedactedSubject(message),
    );
  },
  pushTag: async (name) => {
    if (remote !== undefined)
      await git.run(['push', '--no-verify', '--', remote, `refs/tags/${name}:refs/tags/${name}`]);
  },
  remoteTags: async (pattern) => (remote === undefined ? new Map() : remoteTags(git, remote, pattern)),
  tags: async (folder) => tagsHere(git, folder),
  fetchTags: async (patterns) => {
    if (remote !== undefined)
      await git.run([
        'fetch',
        '--no-tags',
        '--no-prune',
        '--quiet',
        '--',
        remote,
        ...patterns.map((pattern) => `refs/tags/${pattern}:refs/tags/${pattern}`),
      ]);
  },
  emptyTree: async () => (await git.pipe(['hash-object', '-t', 'tree', '--stdin'], '')).toString().trim(),
  ...memoryOf(git),
  ...branches(git, { remote, prefix, nullId }),
  ...checkedBy(git),
  taggedCommits: () => taggedCommits(git, remote),
  committer: async () => (await identity(git)).name,
});

const taggedCommits = async (git: Git, remote: string | undefined): Promise<ReadonlySet<string>> => {
  const here = lines(await git.run(['for-each-ref', '--format=%(objectname)%0a%(*objectname)', 'refs/tags']));
  const there = remote === undefined ? [] : lines(await git.run(['ls-remote', '--tags', '--', remote]));
  return new Set([...here, ...there.map((line) => line.split('\t')[0] ?? '')]);
};

/** What the checks of a run ask of Git. */
const checkedBy = (git: Git): Pick<Repository, 'verifyTag' | 'branchesHolding'> => ({
  verifyTag: async (name) => {
    const { isGood, stderr } = await git.ask(['verify-tag', '--raw', `refs/tags/${name}`]);
    return { isValid: isGood, text: stderr };
  },
  branchesHolding: async (commit) => {
    // A symbolic ref (origin/HEAD) is a second name of a branch that is listed anyway.
    const format = '--format=%(if)%(symref)%(then)%(else)%(refname:short)%(end)';
    return lines(await git.run(['for-each-ref', format, `--contains=${commit}`, 'refs/heads', 'refs/remotes']));
  },
});

const branches = (
  git: Git,
  { remote, prefix, nullId }: Place,
): Pick<Repository, 'commitEdits' | 'currentBranch' | 'isAncestor' | 'withdraw' | 'createBranch'> => ({
  commitEdits: (parent, edits, message) =>
    commitEdits(git, {
      parent,
      edits: new Map([...edits].map(([path, bytes]) => [prefix + path, bytes])),
      message: redacted(message),
      nullId,
    }),
  currentBranch: async () =>
    (await git.pipe(['symbolic-ref', '--quiet', '--short', 'HEAD'], '', [0, 1])).toString().trim() || undefined,
  isAncestor: (commit, of) => isAncestor(git, commit, of),
  withdraw: (withdrawal) => withdraw(git, { ...withdrawal, nullId }),
  createBranch: (name, commit) => createBranch(git, remote, { name, commit, nullId }),
});

/** A short or peeled name, an object id, `HEAD~2`: whatever git understands as one commit. */
const commitOf = async (git: Git, text: string): Promise<string | undefined> => {
  if (text === '' || text.includes('\0') || text.includes('\n')) return undefined;
  try {
    // Behind --end-of-options any text is only a name; the library's guard would take some for options and throw.
    const found = (await git.pipe(['rev-parse', '--verify', '--quiet', '--end-of-options', `${text}^{commit}`]))
      .toString()
      .trim();
    // `^HEAD` is a revision to git too: "all but HEAD", which it answers with a caret before the id.
    return found.startsWith('^') ? undefined : found;
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
};

/** `-z` and NUL: names are whatever somebody once typed. Renames are told as two paths, all from the top of the work tree. */
const dirtyFiles = async (git: Git, prefix: string): Promise<readonly string[]> => {
  const status = await git.run(['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--', '.']);
  return status
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => line.slice(3 + prefix.length));
};

const tagFields = [
  '%(refname:strip=2)',
  '%(objectname)',
  '%(*objectname)',
  '%(contents:subject)',
  '%(contents:trailers:only,unfold)',
];

const releaseTags = ['refs/tags/*/v*', 'refs/tags/*/*/v*'];

/** One call answers the whole catalogue. Only annotated tags on commits are releases. */
const readReleases = async (git: Git): Promise<readonly Release[]> => {
  const format = tagFields.map((field) => `${field}%00`).join('');
  const fields = (await git.run(['for-each-ref', `--format=${format}`, ...releaseTags])).split('\0');
  return Array.from({ length: Math.floor(fields.length / tagFields.length) }, (_, index) => {
    const [name = '', tag = '', commit = '', subject = '', trailers = ''] = fields.slice(index * tagFields.length);
    return commit === '' ? undefined : releaseFromTag({ name: name.trimStart(), tag, commit, subject, trailers });
  }).filter((release) => release !== undefined);
};

const tagsHere = async (git: Git, folder: string): Promise<ReadonlyMap<string, string>> => {
  const format = '--format=%(objectname) %(refname:lstrip=2)';
  const found = lines(await git.run(['for-each-ref', format, `refs/tags/${folder}/`]));
  return new Map(found.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
};

const remoteTags = async (git: Git, remote: string, pattern: string): Promise<ReadonlyMap<string, string>> => {
  const listing = await git.run(['ls-remote', '--refs', '--', remote, `refs/tags/${pattern}`]);
  return new Map(
    lines(listing)
      .map((line) => line.split('\t') as [string, string])
      // git matches the end of a name, so that a branch called `refs/tags/…` is listed too
      .filter(([, ref]) => ref.startsWith('refs/tags/'))
      .map(([oid, ref]) => [ref.slice('refs/tags/'.length), oid]),
  );
};
