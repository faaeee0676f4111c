import type { PastCommit, PastTag } from '../../release/adoption.ts';
import type { NotedCommit } from '../../release/notes.ts';
import type { Git } from './git.ts';
import { commitsIn, type CommitRange } from './history.ts';

/** What Git remembers of commits and tags. */
export interface Past {
  /** Commits of a range, newest first. Throws `GitError`. */
  commitsIn(range: CommitRange): Promise<readonly NotedCommit[]>;
  /** Every tag on a commit, of any kind. */
  tagsMade(): Promise<readonly PastTag[]>;
  /** The commits that a branch was at, newest first. Throws `GitError`. */
  commitsOfBranch(head: string): Promise<readonly PastCommit[]>;
  /** The commit where two histories part; undefined when they have nothing in common. Takes object ids. */
  mergeBase(one: string, other: string): Promise<string | undefined>;
  /** The whole message of a commit that is here. */
  messageOf(commit: string): Promise<string>;
}

export const memoryOf = (git: Git): Past => ({
  commitsIn: (range) => commitsIn(git, range),
  commitsOfBranch: (head) => commitsOfBranch(git, head),
  messageOf: async (commit) => (await git.pipe(['log', '-1', '--format=%B', commit])).toString(),
  mergeBase: async (one, other) =>
    (await git.pipe(['merge-base', one, other], '', [0, 1])).toString().trim() || undefined,
  tagsMade: () => tagsMade(git),
});

const fields = [
  '%(refname:strip=2)',
  '%(objecttype)',
  '%(objectname)',
  '%(*objecttype)',
  '%(*objectname)',
  '%(creatordate:iso-strict)',
  '%(contents)',
];

/** Every tag on a commit, with the time it was made (of a lightweight tag: its commit). Throws `GitError`. */
const tagsMade = async (git: Git): Promise<readonly PastTag[]> => {
  const format = fields.map((field) => `${field}%00`).join('');
  const parts = (await git.run(['for-each-ref', `--format=${format}`, 'refs/tags'])).split('\0');
  return Array.from({ length: Math.floor(parts.length / fields.length) }, (_, index) => {
    const [name = '', type, id = '', inner, innerId = '', at = '', contents = ''] = parts.slice(index * fields.length);
    if (type !== 'commit' && inner !== 'commit') return undefined;
    const isAnnotated = type === 'tag';
    const commit = isAnnotated ? innerId : id;
    return { name: name.trimStart(), commit, at: utc(at), message: isAnnotated ? contents : '' };
  }).filter((tag) => tag !== undefined);
};

/** The commits that a branch was at, newest first: its first parents, with the time of each. Throws `GitError`. */
const commitsOfBranch = async (git: Git, head: string): Promise<readonly PastCommit[]> => {
  const log = ['-c', 'log.showSignature=false', 'log', '--no-color', '--first-parent'];
  const text = await git.run([...log, '--format=%H %cI', head, '--']);
  return text.split('\n').flatMap((line) => {
    const [id = '', at = ''] = line.split(' ');
    return at === '' ? [] : [{ id, at: utc(at) }];
  });
};

const utc = (date: string): string => new Date(date).toISOString();
