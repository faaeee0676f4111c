import { filesOf, put, putCommit, putTree, treeAt, type Objects } from './objects.ts';

/** Obeys the one kind of stream that the plugin writes: one commit, whose id is its answer. */
export const fastImport = (objects: Objects, stream: Buffer, date: string): string => {
  const reader = readerOf(stream);
  let files = new Map<string, string>();
  let parent: string | undefined;
  let by = '';
  let message = '';
  for (let line = reader.line(); line !== undefined && !line.startsWith('get-mark'); line = reader.line()) {
    const [word = '', ...rest] = line.split(' ');
    const path = line.includes('"') ? unquoted(line.slice(line.indexOf('"'))) : '';
    if (word === 'committer') by = line.slice(word.length + 1).replace(/ now$/u, ` ${date}`);
    else if (word === 'data') message = reader.bytes(Number(rest[0])).toString();
    else if (word === 'from') {
      parent = rest[0] ?? '';
      files = new Map(filesOf(objects, treeAt(objects, parent)));
    } else if (word === 'deleteall') files = new Map();
    else if (word === 'D') remove(files, path);
    else if (word === 'M' && rest[1] === 'inline') files.set(path, put(objects, 'blob', reader.data()));
    else if (word === 'M') {
      remove(files, path);
      for (const [inside, id] of filesOf(objects, rest[1] ?? '')) files.set(`${path}/${inside}`, id);
    }
  }
  return putCommit(objects, { tree: putTree(objects, files), parent, message }, by);
};

const remove = (files: Map<string, string>, path: string): void => {
  for (const file of [...files.keys()]) if (file === path || file.startsWith(`${path}/`)) files.delete(file);
};

/** C's quotes, as the plugin writes them: octal for what cannot be printed. */
const unquoted = (text: string): string =>
  Buffer.from(
    Buffer.from(text.slice(1, -1))
      .toString('latin1')
      .replaceAll(/\\(\d{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    'latin1',
  ).toString();

const readerOf = (stream: Buffer) => {
  let at = 0;
  const line = (): string | undefined => {
    if (at >= stream.length) return undefined;
    const end = stream.indexOf(10, at);
    const text = stream.toString('utf8', at, end);
    at = end + 1;
    return text;
  };
  const bytes = (length: number): Buffer => stream.subarray(at, (at += length));
  return {
    line,
    bytes,
    /** A `data` line and what it announces. */
    data: (): Buffer => {
      const found = bytes(Number(line()?.slice('data '.length)));
      at += 1;
      return found;
    },
  };
};
