import { createHash } from 'node:crypto';

/** One of git's objects, with the bytes that git would store. */
export interface GitObject {
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly bytes: Buffer;
}

/** Objects by id: as in git, an id is the SHA-1 of what it names. */
export type Objects = Map<string, GitObject>;

interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

export const put = (objects: Objects, type: GitObject['type'], content: string | Uint8Array): string => {
  const bytes = Buffer.from(content);
  const id = createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
  if (!objects.has(id)) objects.set(id, { type, bytes });
  return id;
};

export const treeEntries = (objects: Objects, id: string): readonly TreeEntry[] => {
  const { bytes } = expectObject(objects, id);
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const nul = bytes.indexOf(0, space);
    entries.push({
      mode: bytes.toString('latin1', at, space).padStart(6, '0'),
      name: bytes.toString('utf8', space + 1, nul),
      id: bytes.toString('hex', nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return entries;
};

/** Files of a tree by path: ids of blobs. */
export const filesOf = (objects: Objects, tree: string, prefix = ''): ReadonlyMap<string, string> =>
  new Map(
    treeEntries(objects, tree).flatMap(({ mode, name, id }) =>
      mode === '040000' ? [...filesOf(objects, id, `${prefix}${name}/`)] : [[prefix + name, id] as const],
    ),
  );

/** Writes the trees of files given by path: ids of blobs. */
export const putTree = (objects: Objects, files: ReadonlyMap<string, string>): string => {
  const folders = new Map<string, Map<string, string>>();
  const entries: TreeEntry[] = [];
  for (const [path, id] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) entries.push({ mode: '100644', name: path, id });
    else {
      const folder = folders.get(path.slice(0, slash)) ?? new Map<string, string>();
      folders.set(path.slice(0, slash), folder.set(path.slice(slash + 1), id));
    }
  }
  for (const [name, inside] of folders) entries.push({ mode: '40000', name, id: putTree(objects, inside) });
  // git sorts a folder as if its name ended in a slash
  const key = ({ mode, name }: TreeEntry): string => (mode === '40000' ? `${name}/` : name);
  entries.sort((one, other) => Buffer.compare(Buffer.from(key(one)), Buffer.from(key(other))));
  const parts = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
  return put(objects, 'tree', Buffer.concat(parts));
};

export interface Commit {
  readonly tree: string;
  readonly parent?: string | undefined;
  readonly message: string;
}

export const commitAt = (objects: Objects, id: string): Commit => {
  const { type, bytes } = expectObject(objects, id);
  if (type !== 'commit') throw new RangeError(`${id} is a ${type}`);
  const text = bytes.toString();
  const [, tree = ''] = /^tree (\w+)/u.exec(text) ?? [];
  const [, parent] = /^parent (\w+)/mu.exec(text) ?? [];
  return { tree, parent, message: text.slice(text.indexOf('\n\n') + 2) };
};

/** The tree that a commit or a tree stands for. */
export const treeAt = (objects: Objects, id: string): string =>
  objects.get(id)?.type === 'tree' ? id : commitAt(objects, id).tree;

export const putCommit = (objects: Objects, { tree, parent, message }: Commit, by: string): string => {
  const parents = parent === undefined ? '' : `parent ${parent}\n`;
  return put(objects, 'commit', `tree ${tree}\n${parents}author ${by}\ncommitter ${by}\n\n${message}`);
};

export interface AnnotatedTag {
  readonly object: string;
  readonly message: string;
}

export const tagAt = (objects: Objects, id: string): AnnotatedTag | undefined => {
  const found = objects.get(id);
  if (found?.type !== 'tag') return undefined;
  const text = found.bytes.toString();
  const [, object = ''] = /^object (\w+)/u.exec(text) ?? [];
  return { object, message: text.slice(text.indexOf('\n\n') + 2) };
};

/** Ids of everything that an object needs to be whole, itself included. Throws when one of them is not there. */
export const reachable = (objects: Objects, id: string, known = new Set<string>()): ReadonlySet<string> => {
  const left = [id];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (known.has(next)) continue;
    known.add(next);
    const { type } = expectObject(objects, next);
    if (type === 'tree') left.push(...treeEntries(objects, next).map((entry) => entry.id));
    else if (type === 'tag') left.push(tagAt(objects, next)?.object ?? '');
    else if (type === 'commit') {
      const { tree, parent } = commitAt(objects, next);
      left.push(tree, ...(parent === undefined ? [] : [parent]));
    }
  }
  return known;
};

const expectObject = (objects: Objects, id: string): GitObject => {
  const found = objects.get(id);
  if (found === undefined) throw new RangeError(`the object ${id} is not in this repository`);
  return found;
};
