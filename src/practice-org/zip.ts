import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Zip } from 'fflate';
import * as yauzl from 'yauzl';

export interface ZipLimits {
  readonly files: number;
  readonly unzippedBytes: number;
}

/** The bytes are not a zip this org reads, or one beyond its limits; the message says what is wrong. */
export class BadZipError extends Error {
  readonly limit: keyof ZipLimits | undefined;

  constructor(message: string, options: ErrorOptions & { limit?: keyof ZipLimits } = {}) {
    super(message, options);
    this.limit = options.limit;
  }
}

const DEFLATED = 8;
/** Deflate cannot make more than this of one byte (zlib technical details); who declares more is lying. */
const DEFLATE_RATIO = 1_032;

const reasonNotToRead = (entry: yauzl.Entry): string | undefined => {
  if (entry.isEncrypted()) return `encrypted entry ${entry.fileName}`;
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== DEFLATED)
    return `entry ${entry.fileName} uses compression method ${entry.compressionMethod}`;
  return undefined;
};

/** zlib's results keep their whole chunk alive, sixteen kilobytes for a file of ten bytes: chunks fit what goes in them. */
const chunkFor = (bytes: number): number => Math.max(constants.Z_MIN_CHUNK, bytes);

/** A file as a zip holds it. */
interface Packed {
  readonly deflated: Buffer;
  readonly crc32: number;
}

/** What files came out of, so that what goes out as it came in is not deflated again. Nobody changes a file's bytes. */
const packed = new WeakMap<Buffer, Packed>();

const LOCAL_HEADER = { signature: 0x04_03_4b_50, length: 30, nameLength: 26, extraLength: 28 };

/** The compressed bytes of an entry, behind its local header (APPNOTE.TXT, 4.3.7). yauzl would take a turn of the event loop for it. */
const rawOf = (zip: Buffer, entry: yauzl.Entry): Buffer => {
  const header = entry.relativeOffsetOfLocalHeader;
  if (zip.readUInt32LE(header) !== LOCAL_HEADER.signature)
    throw new BadZipError(`entry ${entry.fileName} has no local header`);
  const { length, nameLength, extraLength } = LOCAL_HEADER;
  const start = header + length + zip.readUInt16LE(header + nameLength) + zip.readUInt16LE(header + extraLength);
  const raw = zip.subarray(start, start + entry.compressedSize);
  if (raw.length !== entry.compressedSize) throw new BadZipError(`entry ${entry.fileName} is truncated`);
  return raw;
};

const contentOf = (raw: Buffer, entry: yauzl.Entry): Buffer => {
  const bytes =
    entry.compressionMethod === DEFLATED
      ? inflateRawSync(raw, {
          chunkSize: chunkFor(Math.min(entry.uncompressedSize, DEFLATE_RATIO * entry.compressedSize)),
          maxOutputLength: Math.max(1, entry.uncompressedSize),
        })
      : Buffer.from(raw);
  if (bytes.length !== entry.uncompressedSize || crc32(bytes) !== entry.crc32)
    throw new BadZipError(`entry ${entry.fileName} is damaged (checksum)`);
  if (entry.compressionMethod === DEFLATED) packed.set(bytes, { deflated: raw, crc32: entry.crc32 });
  return bytes;
};

/** One buffer for all files of one content: half of a project's files are the same few `-meta.xml`. */
class Twins {
  readonly #known = new Map<number, { readonly raw: Buffer; readonly method: number; readonly bytes: Buffer }>();

  unpack(raw: Buffer, entry: yauzl.Entry): Buffer {
    const twin = this.#known.get(entry.crc32);
    const same = twin?.method === entry.compressionMethod && twin.bytes.length === entry.uncompressedSize;
    if (twin && same && twin.raw.equals(raw)) return twin.bytes;
    const bytes = contentOf(raw, entry);
    this.#known.set(entry.crc32, { raw, method: entry.compressionMethod, bytes });
    return bytes;
  }
}

/**
 * All files of a zip, by path. The central directory is read and checked by yauzl (which refuses absolute paths, `..`
 * and backslashes); no byte is inflated before the declared sizes are within the limits, and none beyond them.
 * @throws {BadZipError} for anything that is not a whole, honest zip.
 */
export const readZip = async (zip: Buffer, limits: ZipLimits): Promise<Map<string, Buffer>> => {
  const entries = new Map<string, Buffer>();
  const twins = new Twins();
  try {
    const file = await yauzl.fromBufferPromise(zip, { strictFileNames: true, validateEntrySizes: true });
    if (file.entryCount > limits.files) throw new BadZipError('too many files', { limit: 'files' });
    let total = 0;
    for await (const entry of file.eachEntry()) {
      total += entry.uncompressedSize;
      if (total > limits.unzippedBytes) throw new BadZipError('too big unzipped', { limit: 'unzippedBytes' });
      const reason = reasonNotToRead(entry);
      if (reason !== undefined) throw new BadZipError(reason);
      if (entry.fileName.endsWith('/')) continue;
      if (entries.has(entry.fileName)) throw new BadZipError(`entry ${entry.fileName} appears twice`);
      entries.set(entry.fileName, twins.unpack(rawOf(zip, entry), entry));
    }
    return entries;
  } catch (error) {
    if (error instanceof BadZipError) throw error;
    throw new BadZipError(error instanceof Error ? error.message : String(error), { cause: error });
  }
};

/** Deflate's window and memory, fitted to a small file: the usual ones are a quarter of a megabyte to clear per file. */
const SMALL_FILE = 8_192;
const FAST = { level: constants.Z_BEST_SPEED };
const FAST_AND_SMALL = { ...FAST, windowBits: 13, memLevel: 5 };

const pack = (bytes: Buffer): Packed => {
  const fitting = bytes.length <= SMALL_FILE ? FAST_AND_SMALL : FAST;
  return { deflated: deflateRawSync(bytes, { ...fitting, chunkSize: chunkFor(bytes.length) }), crc32: crc32(bytes) };
};

const packedOf = (bytes: Buffer): Packed => {
  const known = packed.get(bytes) ?? pack(bytes);
  packed.set(bytes, known);
  return known;
};

/**
 * A zip of the entries, in their order, dated `date`. fflate writes the container, zlib deflates: an order of magnitude
 * faster on twelve thousand small files than a writer that opens a stream per file.
 */
export const writeZip = (entries: ReadonlyMap<string, Buffer>, date: Date): Buffer => {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const [filename, bytes] of entries) {
    const { deflated, crc32: crc } = packedOf(bytes);
    const file: Parameters<Zip['add']>[0] = {
      filename,
      size: bytes.length,
      crc,
      compression: DEFLATED,
      mtime: date,
    };
    zip.add(file);
    file.ondata?.(null, deflated as Uint8Array<ArrayBuffer>, true); // fflate's types know no shared memory, nor do we use any
  }
  zip.end();
  return Buffer.concat(chunks);
};
