import type { Unreadable } from '../delta/delta.ts';
import { XmlError } from '../xml/xml-parse.ts';

/** Files of a version are not what they should be, so nothing can be said about it. */
export class UnreadableError extends Error {
  public readonly files: readonly Unreadable[];

  public constructor(files: readonly Unreadable[]) {
    super(files.map(({ version, path, detail }) => `${version}: ${path}: ${detail}`).join('\n'));
    this.name = 'UnreadableError';
    this.files = files;
  }
}

/** What is wrong with a file that is XML as far as it goes. */
export class FileError extends Error {
  public readonly reason: 'missingName' | 'missingContent' | 'missingMeta' | 'twice' | 'lfsPointer';

  public constructor(reason: FileError['reason'], message: string) {
    super(message);
    this.name = 'FileError';
    this.reason = reason;
  }
}

/** What an error while reading a file means. Errors of ours are bugs and pass. */
export const unreadable = (version: string, path: string, cause: unknown): Unreadable => {
  if (cause instanceof FileError) return { version, path, because: cause.reason, detail: cause.message };
  if (!(cause instanceof XmlError)) throw cause;
  const line = cause.line === undefined ? '' : `line ${cause.line}: `;
  return { version, path, because: cause.reason, detail: `${line}${cause.message}` };
};
