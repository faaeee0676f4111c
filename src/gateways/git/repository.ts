import { access } from 'node:fs/promises';
import path from 'node:path';
import { refuse } from '../../release/refusal.ts';
import { releaseFromTag } from '../../release/release-tag.ts';
import type { TagVerification } from '../../release/checks/signature.ts';
import type { Release } from '../../release/release.ts';
import { asCommitter, identity } from './committer.ts';
import { GitError, openGit, type Git } from './git.ts';

/** The project's Git repository, in its own words. Directories are absolute; object ids are full hex. */
export interface Repository {
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
  /** Fetches the tags of the remote that are not here yet; those that are only here stay, whatever git is set to. */
  fetchTags(pattern: string): Promise<void>;
  /** What git says of the signature of a tag. */
  verifyTag(name: string): Promise<TagVerification>;
  /** Branches, of this clone and as last seen on remotes, that a commit is part of. */
  branchesHolding(commit: string): Promise<readonly string[]>;
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
  const [prefix = '', shallow] = await workTree(git);
  const head = await git
    .run(['rev-parse', '--verify', 'HEAD^{commit}'])
    .catch((error: unknown) => refuse({ reason: 'noCommits' }, error));
  const remotes = lines(await git.run(['remote']));
  const remote = remoteName ?? (remotes.includes('origin') ? 'origin' : remotes[0]);
  return {
    git,
    project,
    prefix,
    shallow: shallow === 'true',
    nullId: '0'.repeat(head.trim().length),
    ...(remote === undefined ? {} : { remote }),
    ...verbs(git, remote, prefix),
  };
};

const projectAround = async (directory: string): Promise<string> => {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (await exists(path.join(folder, 'sfdx-project.json'))) return folder;
    if (folder === path.dirname(folder)) return refuse({ reason: 'notAProject', directory });
  }
};

const workTree = async (git: Git): Promise<readonly string[]> => {
  try {
    return (await git.run(['rev-parse', '--show-prefix', '--is-shallow-repository'])).split('\n');
  } catch (error) {
    if (error instanceof GitError && /not a git repository/iu.test(error.stderr))
      return refuse({ reason: 'notARepository', directory: git.directory }, error);
    throw error;
  }
};

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

const verbs = (
  git: Git,
  remote: string | undefined,
  prefix: string,
): Omit<Repository, 'git' | 'project' | 'prefix' | 'remote' | 'shallow' | 'nullId'> => ({
  commit: (text) => commitOf(git, text),
  head: async () => (await git.run(['rev-parse', '--verify', 'HEAD^{commit}'])).trim(),
  dirtyFiles: () => dirtyFiles(git, prefix),
  releases: () => readReleases(git),
  refNames: async () => lines(await git.run(['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/tags'])),
  createTag: async (name, commit, message) => {
    await git.pipe(
      [...(await asCommitter(git)), 'tag', '--annotate', '--cleanup=verbatim', '--file=-', '--', name, commit],
      message,
    );
  },
  pushTag: async (name) => {
    if (remote !== undefined)
      await git.run(['push', '--no-verify', '--', remote, `refs/tags/${name}:refs/tags/${name}`]);
  },
  remoteTags: async (pattern) => (remote === undefined ? new Map() : remoteTags(git, remote, pattern)),
  fetchTags: async (pattern) => {
    if (remote !== undefined)
      await git.run([
        'fetch',
        '--no-tags',
        '--no-prune',
        '--quiet',
        '--',
        remote,
        `refs/tags/${pattern}:refs/tags/${pattern}`,
      ]);
  },
  ...checkedBy(git),
  committer: async () => (await identity(git)).name,
});

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

/** One call answers the whole catalogue. Only annotated tags on commits are releases. */
const readReleases = async (git: Git): Promise<readonly Release[]> => {
  const format = tagFields.map((field) => `${field}%00`).join('');
  const fields = (await git.run(['for-each-ref', `--format=${format}`, 'refs/tags/*/v*'])).split('\0');
  return Array.from({ length: Math.floor(fields.length / tagFields.length) }, (_, index) => {
    const [name = '', tag = '', commit = '', subject = '', trailers = ''] = fields.slice(index * tagFields.length);
    return commit === '' ? undefined : releaseFromTag({ name: name.trimStart(), tag, commit, subject, trailers });
  }).filter((release) => release !== undefined);
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
