import { asCommitter } from './committer.ts';
import { commitFolders } from './commit-files.ts';
import type { Git } from './git.ts';

export interface Withdrawal {
  /** Commit of the release to take out of a branch. */
  readonly bad: string;
  /** Commit of the release whose package directories come back. */
  readonly good: string;
  /** The branch's commit; `bad` is in its history. */
  readonly onto: string;
  /** From the top of the repository, as either release has them. Everything when one of them is empty. */
  readonly paths: readonly string[];
  readonly message: string;
  readonly nullId: string;
}

/** Paths are from the top of the repository. */
export type Withdrawn =
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'conflict'; readonly files: readonly string[] }
  /** The branch holds nothing of the bad release any more. */
  | { readonly kind: 'same' };

/**
 * One commit on top of a branch without what a release brought to the package directories, whatever else was committed
 * since: a merge of the branch with a commit that is the bad release but for the directories of the good one. Needs no
 * work tree and moves no ref.
 */
export const withdraw = async (git: Git, withdrawal: Withdrawal): Promise<Withdrawn> => {
  const { onto, message } = withdrawal;
  const without = await withoutRelease(git, withdrawal);
  const merged = await mergedTree(git, onto, without);
  if (typeof merged !== 'string') return { kind: 'conflict', files: merged };
  if (merged === (await treeOf(git, onto))) return { kind: 'same' };
  const write = [...(await asCommitter(git)), 'commit-tree', merged, '-p', onto, '-F', '-'];
  return { kind: 'commit', commit: (await git.pipe(write, message)).toString().trim() };
};

const treeOf = async (git: Git, commit: string): Promise<string> =>
  (await git.run(['rev-parse', '--verify', `${commit}^{tree}`])).trim();

/** The bad release's tree with the package directories of the good one, as a commit on top of the bad one. */
const withoutRelease = async (git: Git, { bad, good, paths, nullId }: Withdrawal): Promise<string> => {
  const folders = new Map<string, string | undefined>();
  for (const folder of paths.includes('') ? [''] : paths) folders.set(folder, await folderAt(git, good, folder));
  return commitFolders(git, { parent: bad, folders, message: 'without the release', nullId });
};

const folderAt = async (git: Git, commit: string, folder: string): Promise<string | undefined> => {
  const found = await git.pipe(['rev-parse', '--verify', '--quiet', `${commit}:${folder}`], '', [0, 1]);
  return found.length === 0 ? undefined : found.toString().trim();
};

/** The tree of a clean merge, or the files in which the two do not agree. */
const mergedTree = async (git: Git, ours: string, theirs: string): Promise<string | readonly string[]> => {
  const merge = ['merge-tree', '--write-tree', '--no-messages', '--name-only', '-z', ours, theirs];
  const [tree = '', ...files] = (await git.pipe(merge, '', [0, 1])).toString('utf8').split('\0').filter(Boolean);
  return files.length === 0 ? tree : [...new Set(files)];
};

interface NewBranch {
  readonly name: string;
  readonly commit: string;
  readonly nullId: string;
}

/**
 * Makes a branch, and pushes it where there is a remote, only if there is none of this name. Pushed first: a
 * push that fails leaves nothing behind that the next try would stumble over.
 */
export const createBranch = async (
  git: Git,
  remote: string | undefined,
  { name, commit, nullId }: NewBranch,
): Promise<boolean> => {
  const ref = `refs/heads/${name}`;
  await git.pipe(['check-ref-format', '--branch', name]); // a name like an option is no branch
  if ((await git.run(['for-each-ref', '--format=%(objectname)', ref])) !== '') return false;
  if (remote !== undefined) {
    if ((await git.run(['ls-remote', '--refs', '--', remote, ref])) !== '') return false;
    await git.run(['push', '--no-verify', '--quiet', `--force-with-lease=${ref}:`, '--', remote, `${commit}:${ref}`]);
  }
  await git.run(['update-ref', ref, commit, nullId]);
  return true;
};
