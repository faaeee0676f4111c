import { identity } from './committer.ts';
import type { Git } from './git.ts';

/** A commit that is reached by no ref yet. */
interface NewCommit {
  readonly message: string;
  /** The object id of zeros, as long as this repository's ids are. */
  readonly nullId: string;
}

export interface CommitOfFiles extends NewCommit {
  /** Object id; absent for a commit without history. */
  readonly parent?: string | undefined;
  /** All that its tree holds: path from the top → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface CommitOfFolders extends NewCommit {
  readonly parent: string;
  /** What differs from the parent: path from the top → object id of a tree; `undefined` removes the folder. */
  readonly folders: ReadonlyMap<string, string | undefined>;
}

/** Writes blobs, trees and commit by one process, however many files there are. Gives the commit's id. */
export const commitFiles = (git: Git, { parent, files, ...commit }: CommitOfFiles): Promise<string> => {
  const parts: Uint8Array[] = parent === undefined ? [] : [text(`from ${parent}`, 'deleteall')];
  for (const [path, bytes] of [...files].sort(([one], [other]) => (one < other ? -1 : 1)))
    parts.push(text(`M 100644 inline ${quoted(path)}`, `data ${bytes.length}`), bytes, text(''));
  return importCommit(git, commit, parts);
};

/** Commits on top of another with whole folders replaced. Gives the commit's id. */
export const commitFolders = (git: Git, { parent, folders, ...commit }: CommitOfFolders): Promise<string> => {
  const changes = [...folders].map(([path, tree]) =>
    tree === undefined ? text(`D ${quoted(path)}`) : text(`M 040000 ${tree} ${quoted(path)}`),
  );
  return importCommit(git, commit, [text(`from ${parent}`), ...changes]);
};

export interface CommitOfEdits extends NewCommit {
  readonly parent: string;
  /** What differs from the parent: path from the top → bytes; `undefined` removes the file. */
  readonly edits: ReadonlyMap<string, Uint8Array | undefined>;
}

/** Commits on top of another with some files changed. Gives the commit's id. */
export const commitEdits = (git: Git, { parent, edits, ...commit }: CommitOfEdits): Promise<string> => {
  const changes = [...edits].flatMap(([path, bytes]) =>
    bytes === undefined
      ? [text(`D ${quoted(path)}`)]
      : [text(`M 100644 inline ${quoted(path)}`, `data ${bytes.length}`), bytes, text('')],
  );
  return importCommit(git, commit, [text(`from ${parent}`), ...changes]);
};

const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));

/** The ref that git wants meanwhile is one of ours and never comes into being: a branch reset to zeros is deleted. */
const importCommit = async (
  git: Git,
  { message, nullId }: NewCommit,
  changes: readonly Uint8Array[],
): Promise<string> => {
  const { name, email } = await identity(git);
  const ref = `refs/release/importing/${process.pid}-${process.hrtime.bigint()}`;
  const stream = [
    text(`commit ${ref}`, 'mark :1', `committer ${name} <${email}> now`),
    text(`data ${Buffer.byteLength(message)}`, message),
    ...changes,
    text('get-mark :1', `reset ${ref}`, `from ${nullId}`, ''),
  ];
  return (await git.pipe(['fast-import', '--quiet', '--date-format=now'], Buffer.concat(stream))).toString().trim();
};

/** A path as fast-import reads it: in C's quotes, where JSON's `\u0001` means nothing. */
const quoted = (file: string): string =>
  `"${file.replaceAll(/[\p{Cc}"\\]/gu, (sign) => [...Buffer.from(sign)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''))}"`;
