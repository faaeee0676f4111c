import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { drained, hashing } from '../../release/data/hashing.ts';
import { rowCounter } from '../../release/data/row-counter.ts';
import type { SavedPack, SavedPart, StoredFile } from '../../release/data/manifest.ts';
import { BackupError, diskError } from './backup-error.ts';
import type { Seal, Unseal } from './sealing.ts';

type Pass = (bytes: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;

interface Counting {
  readonly pass: Pass;
  /** Throws `BackupError` (`damagedBackup`) when the CSV ends in the middle of a row. */
  readonly rows: () => number;
}

const counting = (file: string): Counting => {
  const counter = rowCounter();
  return {
    pass: async function* (bytes) {
      for await (const piece of bytes) {
        counter.add(piece);
        yield piece;
      }
    },
    rows: () => {
      try {
        return counter.rows();
      } catch (error) {
        throw damaged(file, 'it ends in the middle of a row', error);
      }
    },
  };
};

/** Of an archive it is known beforehand how many bodies are in it; its hash says whether they are. */
const given = (rows: number): Counting => ({
  pass: async function* (bytes) {
    yield* bytes;
  },
  rows: () => rows,
});

const countingIn = (file: string, bodies?: number): Counting => (bodies === undefined ? counting(file) : given(bodies));

export interface PartWriting {
  readonly folder: string;
  readonly file: string;
  readonly seal: Seal;
  readonly unseal: Unseal;
  /** How many are in an archive; absent for CSV, of which the rows are counted. */
  readonly bodies?: number;
}

/** A file that is on disk under a name that does not count yet. */
export interface WrittenPart {
  readonly part: SavedPart;
  /**
   * Reads it back, decrypts, counts and compares; then it has its name. Throws `BackupError`. That the disk holds the
   * very bytes that were written is seen when the backup is complete.
   */
  readonly check: () => Promise<void>;
}

/**
 * Writes one file of a backup: a file with its name is whole. Throws `BackupError` for what the disk says, and what
 * `bytes` throws.
 */
export const writePart = async (
  { folder, file, seal, unseal, bodies }: PartWriting,
  bytes: AsyncIterable<Uint8Array>,
): Promise<WrittenPart> => {
  const whole = path.join(folder, file);
  const partial = partialOf(whole);
  return orRemoved(whole, async () => {
    const [plain, stored] = [hashing(), hashing()];
    const count = countingIn(file, bodies);
    const sealed = await seal(count.pass(plain.pass(bytes)));
    await pipeline(sealed, stored.pass, createWriteStream(partial, { mode: 0o600 }));
    const [rows, { bytes: plainBytes, sha256: plainSha256 }] = [count.rows(), plain.result()];
    await flushed(partial);
    const part = { file, rows, ...stored.result(), plainBytes, plainSha256 };
    const check = async (): Promise<void> => {
      await checkInside(readPlain(partial, part, unseal), part, countingIn(file, bodies));
      await rename(partial, whole);
    };
    return { part, check: () => orRemoved(whole, check) };
  });
};

/** Copies a file of a backup to where it does not exist yet: with its name it is whole. Throws `BackupError`. */
export const copyPart = (from: string, whole: string): Promise<void> => {
  const partial = partialOf(whole);
  return orRemoved(whole, async () => {
    await pipeline(createReadStream(from), createWriteStream(partial, { mode: 0o600 }));
    await flushed(partial);
    await rename(partial, whole);
  });
};

/** Under this name a file does not count yet. */
export const partialOf = (whole: string): string => `${whole}.partial`;

/** A file that could not be made whole is not left behind. Throws `BackupError` for what the disk says. */
export const orRemoved = async <Result>(whole: string, act: () => Promise<Result>): Promise<Result> => {
  try {
    return await act();
  } catch (error) {
    await rm(partialOf(whole), { force: true });
    throw diskError(whole, error);
  }
};

/** Resolves when the disk has it. */
export const flushed = async (file: string): Promise<void> => {
  await using handle = await open(file, 'r+');
  await handle.sync();
};

const storedFile = async (file: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = hashing();
  await drained(hash.pass(createReadStream(file)));
  return hash.result();
};

const damaged = (file: string, detail: string, cause?: unknown): BackupError =>
  new BackupError('damagedBackup', `The backup file ${file} is damaged: ${detail}.`, {
    actions: ['Use another copy of the backup, or an earlier one: sf release data verify'],
    ...(cause === undefined ? {} : { cause }),
  });

/** Throws `BackupError` (`damagedBackup`) unless the stored bytes are those of the manifest. Needs no key. */
export const checkStored = async (folder: string, { file, bytes, sha256 }: StoredFile): Promise<void> => {
  const found = await storedFile(path.join(folder, file)).catch((error: unknown) => {
    throw damaged(
      file,
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there' : 'it cannot be read',
      error,
    );
  });
  if (found.bytes !== bytes) throw damaged(file, `it has ${found.bytes} bytes instead of ${bytes}`);
  if (found.sha256 !== sha256) throw damaged(file, 'its bytes are not those that were written');
};

/** Throws `BackupError` (`damagedBackup`) unless what is inside is what was saved, row for row. */
export const checkPlain = (file: string, part: SavedPart | SavedPack, unseal: Unseal): Promise<void> =>
  checkInside(readPlain(file, part, unseal), part, countingIn(part.file, 'index' in part ? part.rows : undefined));

const checkInside = async (plain: AsyncIterable<Uint8Array>, part: SavedPart, count: Counting): Promise<void> => {
  await drained(count.pass(plain));
  const rows = count.rows();
  if (rows !== part.rows) throw damaged(part.file, `it holds ${rows} rows instead of ${part.rows}`);
};

/**
 * The CSV of a part, piece by piece. What was handed out is known to be right only when the last piece was: throws
 * `BackupError` (`damagedBackup`) at the end when its length or hash differ.
 */
export async function* readPlain(file: string, part: SavedPart, unseal: Unseal): AsyncGenerator<Uint8Array> {
  const hash = hashing();
  try {
    yield* hash.pass(await unseal(createReadStream(file)));
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw damaged(part.file, 'it cannot be decrypted or unpacked to its end', error);
  }
  const { bytes, sha256 } = hash.result();
  if (bytes !== part.plainBytes || sha256 !== part.plainSha256)
    throw damaged(part.file, 'its rows are not those that were saved');
}

/** Rows of a part; throws `BackupError` (`damagedBackup`) for what is no CSV. */
export async function* readRows<Rows>(part: SavedPart, rows: AsyncIterable<Rows>): AsyncGenerator<Rows> {
  try {
    yield* rows;
  } catch (error) {
    throw error instanceof RangeError ? damaged(part.file, error.message, error) : error;
  }
}
