import { identity } from './committer.ts';
import type { Git } from './git.ts';

/** A commit that is reached by no ref yet. */
export interface NewCommit {
  /** Object id; absent for a commit without history. */
  readonly parent?: string | undefined;
  /** All that its tree holds: path from the top → bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly message: string;
  /** The object id of zeros, as long as this repository's ids are. */
  readonly nullId: string;
}

/**
 * Writes blobs, trees and commit by one `git fast-import`, however many files there are: gives the commit's id. The ref
 * that git wants meanwhile is one of ours and never comes into being (a branch reset to zeros is deleted).
 */
export const commitFiles = async (git: Git, { parent, files, message, nullId }: NewCommit): Promise<string> => {
  const { name, email } = await identity(git);
  const ref = `refs/release/importing/${process.pid}-${process.hrtime.bigint()}`;
  const text = (...lines: readonly string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const parts: Uint8Array[] = [
    text(`commit ${ref}`, 'mark :1', `committer ${name} <${email}> now`),
    text(`data ${Buffer.byteLength(message)}`, message),
    ...(parent === undefined ? [] : [text(`from ${parent}`, 'deleteall')]),
  ];
  for (const [path, bytes] of [...files].sort(([one], [other]) => (one < other ? -1 : 1)))
    parts.push(text(`M 100644 inline ${quoted(path)}`, `data ${bytes.length}`), bytes, text(''));
  parts.push(text('get-mark :1', `reset ${ref}`, `from ${nullId}`, ''));
  return (await git.pipe(['fast-import', '--quiet', '--date-format=now'], Buffer.concat(parts))).toString().trim();
};

/** A path as fast-import reads it: in C's quotes, where JSON's `\u0001` means nothing. */
const quoted = (file: string): string =>
  `"${file.replaceAll(/[\p{Cc}"\\]/gu, (sign) => [...Buffer.from(sign)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''))}"`;
