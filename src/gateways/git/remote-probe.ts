import { randomUUID } from 'node:crypto';
import { commitFiles } from './commit-files.ts';
import { GitError } from './git.ts';
import { absent, openRefStore, type RefStore } from './ref-store.ts';
import type { Repository } from './repository.ts';
import { stateRef } from './state-ref.ts';

/**
 * What happened to a ref that was made for nothing else than to see whether it can be: `fenced` it was made, refused
 * when it was said to hold something else, and removed; `unfenced` the remote took a change it should have refused.
 */
export type ProbeResult =
  | { readonly kind: 'fenced' }
  | { readonly kind: 'unfenced' }
  /** Made, but not removed again. */
  | { readonly kind: 'left'; readonly ref: string; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string };

export interface RemoteProbe {
  /** `2.50.1`. */
  readonly gitVersion: () => Promise<string>;
  /** Undefined when the remote answers, else git's own words. */
  readonly reach: () => Promise<string | undefined>;
  /** Makes, tests and removes a ref where the journal would be; at a commit of the history when one is given. */
  readonly pushRef: (commit?: string) => Promise<ProbeResult>;
  /** The newest of these commits whose workflows of GitHub Actions are those of no branch of the remote. */
  readonly withOtherWorkflows: (commits: readonly string[]) => Promise<string | undefined>;
}

const words = (error: unknown): string =>
  error instanceof GitError ? error.stderr.trim() : error instanceof Error ? error.message : String(error);

/** Asks Git and its remote what a run would need of them, by doing it with a ref that means nothing. */
export const openRemoteProbe = (repository: Repository, place: string | undefined): RemoteProbe => {
  const { git, nullId } = repository;
  const store = openRefStore(repository);
  return {
    gitVersion: async () => /\d+(?:\.\d+)+/u.exec(await git.run(['--version']))?.[0] ?? '0',
    reach: () =>
      store.list(stateRef('probe', place)).then(
        () => undefined,
        (error: unknown) => words(error),
      ),
    pushRef: async (commit) => {
      const ref = `${stateRef('probe', place)}/${randomUUID()}`;
      const files = new Map([['probe', Buffer.from(`${ref}\n`)]]);
      const [own, other] = await Promise.all(
        ['probe', 'probe, again'].map((message) =>
          commitFiles(git, { files, message: `${message}, safe to delete\n`, nullId }),
        ),
      );
      return pushProbe(store, { ref, commit: commit ?? own ?? '', other: other ?? '' });
    },
    withOtherWorkflows: (commits) => withOtherWorkflows(repository, commits),
  };
};

interface Probe {
  readonly ref: string;
  readonly commit: string;
  /** Another object that the remote may take: what the ref is wrongly said to hold. */
  readonly other: string;
}

const pushProbe = async (store: RefStore, { ref, commit, other }: Probe): Promise<ProbeResult> => {
  try {
    if (!(await store.swap(ref, absent, commit))) return { kind: 'refused', detail: `${ref} holds something else` };
  } catch (error) {
    return { kind: 'refused', detail: words(error) };
  }
  const isFenced = await isRefused(store.swap(ref, absent, other));
  try {
    const holds = await store.read(ref);
    if (holds !== absent && !(await store.remove(ref, holds))) return { kind: 'left', ref, detail: 'it moved' };
  } catch (error) {
    return { kind: 'left', ref, detail: words(error) };
  }
  return { kind: isFenced ? 'fenced' : 'unfenced' };
};

const isRefused = async (swap: Promise<boolean>): Promise<boolean> => {
  try {
    return !(await swap);
  } catch {
    return true; // refused in words of its own
  }
};

/** GitHub refuses refs on such commits to tokens without the right to change workflows. */
const withOtherWorkflows = async (
  { git, remote }: Repository,
  commits: readonly string[],
): Promise<string | undefined> => {
  if (remote === undefined) return undefined;
  const tips = (await git.run(['for-each-ref', '--format=%(objectname)', `refs/remotes/${remote}`])).split('\n');
  const workflowsOf = async (commit: string): Promise<string> =>
    (await git.run(['ls-tree', commit, '--', '.github/workflows'])).trim();
  const current = new Set(await Promise.all(tips.filter(Boolean).map(workflowsOf)));
  for (const commit of commits) {
    const workflows = await workflowsOf(commit);
    if (workflows !== '' && !current.has(workflows)) return commit;
  }
  return undefined;
};
