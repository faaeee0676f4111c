import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import { Zip as ZipStream, type ZipInputFile } from 'fflate';
import { fromBufferPromise } from 'yauzl';
import { compareText } from '../../release/metadata/component.ts';
import type { PackageFile } from '../../release/package/package-entry.ts';
import { excessOf, packageMeter, type Excess } from '../../release/package/package-limits.ts';

/** Files in the order they are written, which decides the bytes of the zip; read once and never held as a whole. */
export type ZipSource =
  Iterable<readonly [path: string, file: PackageFile]> | AsyncIterable<readonly [path: string, file: PackageFile]>;

export interface Zip {
  readonly bytes: Buffer;
  /** SHA-256 of `bytes`, hex. The same files give the same bytes with the same version of zlib. */
  readonly sha256: string;
  /** SHA-256 over names and contents, hex: the same on every machine, whatever its zlib. */
  readonly contentSha256: string;
  /** Paths, in order. */
  readonly entries: readonly string[];
}

/** What is more than one deploy may hold: nothing to send. */
export interface TooLarge {
  readonly excess: readonly Excess[];
}

const level = 6;

/** A fixed time, noon in whatever zone this runs: DOS times have no zone. A plain file of a Unix. */
const fixed = { mtime: new Date(1980, 0, 1, 12), os: 3, attrs: 0o100644 << 16, compression: 8 };

/** From here on compressing is worth a trip to another thread; metadata is mostly small files. */
const large = 16 << 10;

/** How many bytes may wait for other threads. */
const window = 16 << 20;

/** What was put in, for comparison with what came out. */
interface Entry {
  readonly path: string;
  readonly size: number;
  readonly crc32: number;
}

/**
 * Zips a package: equal files make equal bytes, compressed by native zlib. The limits of a deploy are
 * checked on the way: beyond them nothing more is compressed, and the value tells by how much. Throws a `RangeError`
 * for two files of one path.
 */
export const writePackage = async (files: ZipSource): Promise<Zip | TooLarge> => {
  const meter = packageMeter();
  const zip = await writeZip(files, (path, bytes) => {
    meter.add(path, bytes);
    return excessOf(meter.size()).length === 0;
  });
  const excess = excessOf({ ...meter.size(), zippedBytes: zip.bytes.length });
  return excess.length > 0 ? { excess } : zip;
};

/**
 * Zips any files. `isWelcome` is asked for each and may leave it out. The zip is opened again and compared with what
 * went in: deploys were seen to fail on empty and odd zips.
 */
export const writeZip = async (
  files: ZipSource,
  isWelcome: (path: string, bytes: number) => boolean = () => true,
): Promise<Zip> => {
  const output = outputOf();
  const { entries, contentSha256 } = await fill(output, files, isWelcome);
  const { bytes, sha256 } = output.end();
  await compare(bytes, entries);
  return { bytes, sha256, contentSha256, entries: entries.map(({ path }) => path) };
};

const fill = async (output: Output, files: ZipSource, isWelcome: (path: string, bytes: number) => boolean) => {
  const entries: Entry[] = [];
  const content = createHash('sha256');
  const paths = new Set<string>();
  for await (const [path, file] of files) {
    if (paths.has(path)) throw new RangeError(`two files for ${path} in one zip`);
    paths.add(path);
    const inner = 'archive' in file ? await writeZip(inOrder(file.archive)) : undefined;
    const bytes = 'archive' in file ? (inner?.bytes ?? Buffer.alloc(0)) : file;
    content.update(`${path}\0${inner?.contentSha256 ?? bytes.length}\0`).update(inner ? '' : bytes);
    if (!isWelcome(path, bytes.length)) continue;
    const entry = { path, size: bytes.length, crc32: crc32(bytes) };
    entries.push(entry);
    await output.add(entry, bytes);
  }
  await output.flush();
  return { entries, contentSha256: content.digest('hex') };
};

const inOrder = (files: ReadonlyMap<string, Uint8Array>): (readonly [string, Uint8Array])[] =>
  [...files].sort(([one], [other]) => compareText(one, other));

interface Output {
  add(entry: Entry, bytes: Uint8Array): Promise<void>;
  /** Waits for what other threads still have. */
  flush(): Promise<void>;
  end(): { bytes: Buffer; sha256: string };
}

const outputOf = (): Output => {
  const hash = createHash('sha256');
  const chunks: Uint8Array[] = [];
  const zip = new ZipStream((error, chunk) => {
    if (error !== null) throw error;
    hash.update(chunk);
    chunks.push(chunk);
  });
  const waiting: { entry: Entry; packed: Buffer | Promise<Buffer> }[] = [];
  let bytesWaiting = 0;
  const writeOldest = async (): Promise<void> => {
    const oldest = waiting.shift();
    if (oldest === undefined) return;
    bytesWaiting -= oldest.entry.size;
    append(zip, oldest.entry, await oldest.packed);
  };
  return {
    add: async (entry, bytes) => {
      const packed = bytes.length < large ? deflateRawSync(bytes, { level }) : inThreads(bytes);
      waiting.push({ entry, packed });
      bytesWaiting += bytes.length;
      while (bytesWaiting > window || waiting[0]?.packed instanceof Buffer) await writeOldest();
    },
    flush: async () => {
      while (waiting.length > 0) await writeOldest();
    },
    end: () => {
      zip.end();
      return { bytes: Buffer.concat(chunks), sha256: hash.digest('hex') };
    },
  };
};

const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw);

/** Begun now, awaited in its turn. */
const inThreads = (bytes: Uint8Array): Promise<Buffer> => {
  const packed = deflate(bytes, { level });
  packed.catch(() => undefined);
  return packed;
};

const append = (zip: ZipStream, { path, size, crc32: crc }: Entry, packed: Buffer): void => {
  const file: ZipInputFile = { filename: path, size, crc, ...fixed };
  zip.add(file);
  file.ondata?.(null, new Uint8Array(packed.buffer as ArrayBuffer, packed.byteOffset, packed.length), true);
};

const compare = async (bytes: Buffer, expected: readonly Entry[]): Promise<void> => {
  const zip = await fromBufferPromise(bytes, { strictFileNames: true });
  let index = 0;
  for await (const entry of zip.eachEntry()) {
    const put = expected[index++];
    if (put?.path !== entry.fileName || put.size !== entry.uncompressedSize || put.crc32 !== entry.crc32)
      throw new Error(`the zip just written holds ${entry.fileName} where ${put?.path ?? 'nothing'} was put in`);
  }
  if (index !== expected.length) throw new Error(`the zip just written holds ${index} of ${expected.length} files`);
};
