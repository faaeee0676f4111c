import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from './backup-error.ts';

/** A file that a person asked for, written piece by piece. */
export interface OutputFile extends AsyncDisposable {
  write(text: string): Promise<void>;
}

/** Begins a file anew, readable by its owner alone: it holds values of records. Throws `BackupError`. */
export const openOutputFile = async (file: string): Promise<OutputFile> => {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(file, 'w', 0o600);
    return {
      write: async (text) => {
        await handle.writeFile(text).catch((error: unknown) => {
          throw diskError(file, error);
        });
      },
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    throw diskError(file, error);
  }
};
