import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import type { SavedPack, StoredFile } from '../../release/data/manifest.ts';
import { checkStored, flushed, orRemoved, partialOf, writePart, type PartWriting } from './parts.ts';

/** A body to be put into an archive. */
export interface BodyToPack {
  readonly fingerprint: string;
  readonly size: number;
  readonly bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A body on its way out of an archive: to be taken before the next one comes. */
export interface PackedBody {
  readonly fingerprint: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** An archive that is on disk under a name that does not count yet. */
export interface WrittenPack {
  readonly pack: SavedPack;
  /** Reads it back, decrypts and compares; then it has its name, after its index. Throws `BackupError`. */
  readonly check: () => Promise<void>;
}

/** Tar, so that the bodies can be had without us: `age --decrypt … | tar --extract --gzip`. */
async function* archiveOf(bodies: readonly BodyToPack[]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const fill = async (): Promise<void> => {
    for (const { fingerprint: name, size, bytes } of bodies)
      await pipeline(Readable.from(bytes, { objectMode: false }), archive.entry({ name, size, mtime: new Date(0) }));
    archive.finalize();
  };
  const filling = fill().catch((error: unknown) => {
    archive.destroy(error as Error); // whoever reads the archive hears of it
  });
  try {
    yield* archive as AsyncIterable<Uint8Array>;
  } finally {
    archive.destroy();
    await filling;
  }
}

/**
 * Writes bodies into one file of a backup, and beside it which they are. Throws `BackupError` for what the disk says,
 * and what the bytes of a body throw.
 */
export const writePack = async (
  writing: Omit<PartWriting, 'bodies'>,
  bodies: readonly BodyToPack[],
): Promise<WrittenPack> => {
  const { part, check } = await writePart({ ...writing, bodies: bodies.length }, archiveOf(bodies));
  const index = await writeIndex(
    path.join(writing.folder, indexName(writing.file)),
    bodies.map(({ fingerprint }) => fingerprint),
  );
  return { pack: { ...part, index }, check };
};

const indexName = (file: string): string => `${file.replace(/\..*$/u, '')}.index`;

const writeIndex = (whole: string, fingerprints: readonly string[]): Promise<StoredFile> =>
  orRemoved(whole, async () => {
    const text = Buffer.from(`${fingerprints.join('\n')}\n`);
    await writeFile(partialOf(whole), text, { mode: 0o600 });
    await flushed(partialOf(whole));
    await rename(partialOf(whole), whole);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { file: path.basename(whole), bytes: text.length, sha256 };
  });

/** The fingerprints of the bodies in an archive. Throws `BackupError` (`damagedBackup`) when they are not those written. */
export const readIndex = async (folder: string, { index }: SavedPack): Promise<readonly string[]> => {
  await checkStored(folder, index);
  return (await readFile(path.join(folder, index.file), 'utf8')).trimEnd().split('\n');
};

/** The bodies of an archive, one after the other; errors of its bytes come out as they are. */
export async function* bodiesIn(archive: AsyncIterable<Uint8Array>): AsyncGenerator<PackedBody> {
  const entries = extract();
  const feeding = pipeline(Readable.from(archive, { objectMode: false }), entries).catch((error: unknown) => {
    entries.destroy(error as Error); // whoever reads the entries hears of it
    throw error;
  });
  feeding.catch(() => undefined); // heard below, unless nobody wants the rest
  for await (const entry of entries) {
    const { name, size } = entry.header;
    yield { fingerprint: name, size, bytes: entry as AsyncIterable<Uint8Array> };
    entry.resume();
  }
  await feeding;
}
