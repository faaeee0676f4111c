import { crc32, inflateRawSync } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { packageLimits } from '../../release/package/package-limits.ts';
import { dangerOf, foldName, type NameDanger } from './zip-name.ts';

/** How much a zip may hold before it is taken for an attack or an accident. */
export interface ZipCaps {
  readonly entries: number;
  /** Of all files together, unpacked. */
  readonly bytes: number;
}

/** A retrieve hands over at most 10,000 files; twice as many leaves room for directories and for what beats the rule. */
const generous: ZipCaps = { entries: 2 * packageLimits.files, bytes: packageLimits.unzippedBytes };

export type ZipDanger =
  NameDanger | 'notAZip' | 'damaged' | 'encrypted' | 'unknownMethod' | 'tooManyEntries' | 'tooLarge';

/** A zip that is not taken: its names or sizes could do harm, or it did not arrive whole. Nothing of it was used. */
export class UnsafeZip extends Error {
  public readonly danger: ZipDanger;
  /** The name in question, with what cannot be printed escaped; absent when it is about the zip as a whole. */
  public readonly entry: string | undefined;

  public constructor(danger: ZipDanger, entry?: string, options?: ErrorOptions) {
    const shown = entry === undefined ? undefined : JSON.stringify(entry);
    super(shown === undefined ? `unsafe zip: ${danger}` : `unsafe zip: ${danger}: ${shown}`, options);
    this.name = 'UnsafeZip';
    this.danger = danger;
    this.entry = shown;
  }
}

/**
 * The files of a zip by name, directories left out, in the order of the zip. Nothing is written to disk. Throws
 * `UnsafeZip` for hostile names, for two names that are one where case does not count, beyond the caps, and when a
 * file's bytes are not what the zip says they are.
 */
export const readZip = async (bytes: Uint8Array, caps: ZipCaps = generous): Promise<ReadonlyMap<string, Buffer>> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await open(buffer);
  const files = new Map<string, Buffer>();
  for (const entry of await safeEntries(zip, caps)) files.set(entry.fileName, await unpack(zip, buffer, entry));
  return files;
};

const open = (buffer: Buffer): Promise<ZipFile> =>
  // Names stay as they are until we have judged them: yauzl would turn backslashes into slashes.
  fromBufferPromise(buffer, { strictFileNames: true, validateEntrySizes: true }).catch((error: unknown) => {
    throw new UnsafeZip('notAZip', undefined, { cause: error });
  });

/** Judges all of the directory before anything is unpacked. */
const safeEntries = async (zip: ZipFile, caps: ZipCaps): Promise<readonly Entry[]> => {
  if (zip.entryCount > caps.entries) throw new UnsafeZip('tooManyEntries');
  const seen = new Set<string>();
  const entries: Entry[] = [];
  let total = 0;
  for await (const entry of judged(zip)) {
    const directory = entry.fileName.endsWith('/');
    expectSafe(directory ? entry.fileName.slice(0, -1) : entry.fileName, seen);
    total += entry.uncompressedSize;
    if (total > caps.bytes) throw new UnsafeZip('tooLarge', entry.fileName);
    if (entry.isEncrypted()) throw new UnsafeZip('encrypted', entry.fileName);
    if (!directory) entries.push(entry);
  }
  return entries;
};

/** yauzl itself refuses some names, and directories that are cut. */
const judged = async function* (zip: ZipFile): AsyncGenerator<Entry> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const [, kind, name] =
      /^(absolute path|invalid relative path|invalid characters in fileName): ([^]*)$/u.exec(message) ?? [];
    if (name === undefined)
      throw error instanceof UnsafeZip ? error : new UnsafeZip('damaged', undefined, { cause: error });
    throw new UnsafeZip(dangerOf(name) ?? (kind === 'absolute path' ? 'absolute' : 'parentDirectory'), name, {
      cause: error,
    });
  }
};

const expectSafe = (name: string, seen: Set<string>): void => {
  const danger = dangerOf(name) ?? (seen.has(foldName(name)) ? 'duplicate' : undefined);
  if (danger !== undefined) throw new UnsafeZip(danger, name);
  seen.add(foldName(name));
};

const unpack = async (zip: ZipFile, buffer: Buffer, entry: Entry): Promise<Buffer> => {
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
    throw new UnsafeZip('unknownMethod', entry.fileName);
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const packed = buffer.subarray(fileDataStart, fileDataStart + entry.compressedSize);
    // One byte more than promised is enough to know that the promise is broken.
    const bytes =
      entry.compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength: entry.uncompressedSize + 1 });
    if (bytes.length === entry.uncompressedSize && crc32(bytes) === entry.crc32) return bytes;
  } catch (error) {
    throw new UnsafeZip('damaged', entry.fileName, { cause: error });
  }
  throw new UnsafeZip('damaged', entry.fileName);
};
