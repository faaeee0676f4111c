import { put, putCommit, putTree, reachable, type Objects } from './objects.ts';

/** Who commits in a memory repository. */
export const committer = 'Test <test@example.com>';

/** As much of a repository as machines share: objects and refs. Copied in no time, so that every case has its own. */
export interface MemoryRepository {
  readonly objects: Objects;
  readonly refs: Map<string, string>;
}

export const emptyRepository = (): MemoryRepository => ({ objects: new Map(), refs: new Map() });

export const copyOf = ({ objects, refs }: MemoryRepository): MemoryRepository => ({
  objects: new Map(objects),
  refs: new Map(refs),
});

/** What `git clone` brings: branches and tags, none of the plugin's own refs. */
export const cloneOf = (remote: MemoryRepository): MemoryRepository => {
  const clone = emptyRepository();
  for (const [ref, id] of remote.refs)
    if (/^refs\/(heads|tags)\//u.test(ref)) {
      send(remote, clone, id);
      clone.refs.set(ref, id);
    }
  return clone;
};

/** Carries an object, with all that it needs, from one repository to another. */
export const send = (from: MemoryRepository, to: MemoryRepository, id: string): void => {
  for (const each of reachable(from.objects, id)) {
    const object = from.objects.get(each);
    if (object !== undefined) to.objects.set(each, object);
  }
};

/** Commits files on a branch, on top of what it holds. */
export const commitTo = (
  { objects, refs }: MemoryRepository,
  branch: string,
  files: ReadonlyMap<string, string>,
): string => {
  const blobs = new Map([...files].map(([path, text]) => [path, put(objects, 'blob', text)]));
  const commit = { tree: putTree(objects, blobs), parent: refs.get(branch), message: 'change\n' };
  const id = putCommit(objects, commit, `${committer} 1700000000 +0000`);
  refs.set(branch, id);
  return id;
};
