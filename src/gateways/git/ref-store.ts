import { GitError, type Git } from './git.ts';
import type { Repository } from './repository.ts';

/** In place of an object id: there is no such ref. */
export const absent = '';

/** Where refs live that several machines must agree on: the remote, or this repository where there is none. */
export interface RefStore {
  /** Object id, its objects present here, or `absent`. */
  read(ref: string): Promise<string>;
  /** True when the ref now holds `next` and held `observed` before; durable when it returns. */
  swap(ref: string, observed: string, next: string): Promise<boolean>;
  /** Object ids of all refs whose names begin so, by name; nothing is fetched. */
  list(prefix: string): Promise<ReadonlyMap<string, string>>;
  /** True when the ref is gone, and held `observed` before. */
  remove(ref: string, observed: string): Promise<boolean>;
}

export const openRefStore = ({ git, remote }: Pick<Repository, 'git' | 'remote'>): RefStore =>
  remote === undefined ? localStore(git) : remoteStore(git, remote);

const localStore = (git: Git): RefStore => ({
  read: async (ref) => (await git.run(['for-each-ref', '--format=%(objectname)', ref])).trim(),
  swap: (ref, observed, next) => updateRef(git, { ref, observed, next }),
  list: async (prefix) =>
    startingWith(prefix, (await git.run(['for-each-ref', '--format=%(objectname)%09%(refname)'])).split('\n')),
  remove: (ref, observed) => whenUnmoved(git.run(['update-ref', '-d', ref, observed])),
});

/** Lines of object id, tab, name. */
const startingWith = (prefix: string, lines: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    lines.flatMap((line) => {
      const [oid = '', name = ''] = line.split('\t');
      return name.startsWith(prefix) ? [[name, oid] as const] : [];
    }),
  );

const updateRef = (git: Git, { ref, observed, next }: Record<'ref' | 'observed' | 'next', string>): Promise<boolean> =>
  whenUnmoved(git.run(['update-ref', ref, next, observed === absent ? '0'.repeat(next.length) : observed]));

/** Whether git did it; false when the ref is not what was observed. */
const whenUnmoved = async (work: Promise<string>): Promise<boolean> => {
  try {
    await work;
    return true;
  } catch (error) {
    if (
      error instanceof GitError &&
      /cannot lock ref|reference already exists|is at [0-9a-f]+ but expected/iu.test(error.stderr)
    )
      return false;
    throw error;
  }
};

const remoteStore = (git: Git, remote: string): RefStore => ({
  read: async (ref) => {
    const oid = await held(git, remote, ref);
    if (oid !== absent) await git.run(['fetch', '--quiet', '--no-tags', '--no-prune', '--', remote, `+${ref}:${ref}`]);
    return oid;
  },
  swap: async (ref, observed, next) => {
    if (!(await pushed(git, remote, { ref, observed, next }))) return false;
    await git.run(['update-ref', ref, next]).catch(unlessGit);
    return true;
  },
  list: async (prefix) =>
    startingWith(prefix, (await git.run(['ls-remote', '--refs', '--', remote, `${prefix}*`])).split('\n')),
  remove: async (ref, observed) => {
    if (!(await pushed(git, remote, { ref, observed, next: absent }))) return false;
    await forgetHere(git, ref).catch(unlessGit);
    return true;
  },
});

/** What is here is a copy for `git log`: what the remote has taken stands, whether the copy could be changed or not. */
const unlessGit = (error: unknown): void => {
  if (!(error instanceof GitError)) throw error;
};

const forgetHere = async (git: Git, ref: string): Promise<void> => {
  const here = (await git.run(['for-each-ref', '--format=%(objectname)', ref])).trim();
  if (here !== '') await git.run(['update-ref', '-d', ref, here]);
};

const held = async (git: Git, remote: string, ref: string): Promise<string> =>
  // git matches the end of a name, so that a branch called as the journal is listed too
  startingWith(ref, (await git.run(['ls-remote', '--refs', '--', remote, ref])).split('\n')).get(ref) ?? absent;

/**
 * A push with an explicit lease is a compare-and-swap on the server; the forms without an expected value are unsafe
 * with background fetches. A push that dies may still have landed, so the remote is always asked what it holds.
 */
const pushed = async (
  git: Git,
  remote: string,
  { ref, observed, next }: Record<'ref' | 'observed' | 'next', string>,
): Promise<boolean> => {
  const lease = `--force-with-lease=${ref}:${observed}`;
  const failure = await git.run(['push', '--no-verify', '--quiet', lease, '--', remote, `${next}:${ref}`]).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const holds = await held(git, remote, ref);
  if (holds === next) return true;
  if (holds === observed && failure !== undefined) throw failure;
  return false;
};
