import type { NotedCommit } from '../../release/notes.ts';
import type { Git } from './git.ts';

export interface CommitRange {
  /** Commits reached from here are left out; all history when absent. */
  readonly from?: string | undefined;
  readonly to: string;
  /** Only commits that touch one of these; relative to the project, which `''` is itself; none when empty. */
  readonly paths: readonly string[];
}

/** NUL ends each field, and `-z` each commit: neither a name nor a message can hold one. */
const format = '%H%x00%aN%x00%aI%x00%s%x00%b%x00';

/** Commits of a range, newest first. Ids are resolved before: no text of a person gets here. Throws `GitError`. */
export const commitsIn = async (git: Git, { from, to, paths }: CommitRange): Promise<readonly NotedCommit[]> => {
  if (paths.length === 0) return []; // no path at all would be every path to git
  const range = from === undefined ? [to] : [to, `^${from}`];
  const log = ['--literal-pathspecs', '-c', 'log.showSignature=false', 'log', '--no-color', '--no-notes'];
  const only = paths.includes('') ? [] : paths;
  const text = await git.pipe([...log, `--format=tformat:${format}`, '-z', ...range, '--', ...only]);
  const fields = text.toString('utf8').split('\0');
  return Array.from({ length: Math.floor(fields.length / 6) }, (_, index) => {
    const [id = '', author = '', date = '', subject = '', body = ''] = fields.slice(index * 6);
    return { id, author, date, subject, body: body.trim() };
  });
};

/** Whether a commit is in the history of another, or is it. Throws `GitError`, in a shallow clone too. */
export const isAncestor = async (git: Git, commit: string, of: string): Promise<boolean> => {
  const base = await git.pipe(['merge-base', '--all', commit, of], '', [0, 1]);
  return base.toString().split('\n').includes(commit);
};
