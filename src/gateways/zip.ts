import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { compareText } from '../release/component.ts';
import type { PackageFile } from '../release/package-entry.ts';
import { excessOf, packageMeter, type Excess } from '../release/package-limits.ts';

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

/** A fixed time, noon in whatever zone this runs: DOS times have no zone. */
const options = { mtime: new Date(1980, 0, 1, 12), forceDosTimestamp: true, compressionLevel: 6 };

/** What may wait to be compressed: each waiting file has a compressor of a quarter of a megabyte. */
const window = { files: 16, bytes: 4 << 20 };

/** What was put in, for comparison with what came out. */
interface Entry {
  readonly path: string;
  readonly size: number;
  readonly crc32: number;
}

/**
 * Zips a package: equal files make equal bytes, compressed by native zlib on its thread pool. The limits of a deploy are
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
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  const output = collect(zip.outputStream);
  const { entries, contentSha256 } = await Promise.race([fill(zip, files, isWelcome), failed]);
  const { bytes, sha256 } = await Promise.race([output, failed]);
  await compare(bytes, entries);
  return { bytes, sha256, contentSha256, entries: entries.map(({ path }) => path) };
};

const fill = async (zip: ZipFile, files: ZipSource, isWelcome: (path: string, bytes: number) => boolean) => {
  const entries: Entry[] = [];
  const content = createHash('sha256');
  const add = feeder(zip);
  const paths = new Set<string>();
  for await (const [path, file] of files) {
    if (paths.has(path)) throw new RangeError(`two files for ${path} in one zip`);
    paths.add(path);
    const inner = 'archive' in file ? await writeZip(inOrder(file.archive)) : undefined;
    const bytes = 'archive' in file ? (inner?.bytes ?? Buffer.alloc(0)) : file;
    content.update(`${path}\0${inner?.contentSha256 ?? bytes.length}\0`).update(inner ? '' : bytes);
    if (!isWelcome(path, bytes.length)) continue;
    entries.push({ path, size: bytes.length, crc32: crc32(bytes) });
    await add(path, bytes);
  }
  zip.end();
  return { entries, contentSha256: content.digest('hex') };
};

const inOrder = (files: ReadonlyMap<string, Uint8Array>): (readonly [string, Uint8Array])[] =>
  [...files].sort(([one], [other]) => compareText(one, other));

/**
 * Adds files, of which yazl compresses any number at once, and holds the results. The last file of each window is added
 * as a stream, which yazl opens when all before it is written: so at most two windows are ever in memory.
 */
const feeder = (zip: ZipFile): ((path: string, bytes: Uint8Array) => Promise<void>) => {
  let written: Promise<unknown> = Promise.resolve();
  let waiting = { files: 0, bytes: 0 };
  return async (path, bytes) => {
    waiting = { files: waiting.files + 1, bytes: waiting.bytes + bytes.length };
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (waiting.files < window.files && waiting.bytes < window.bytes) {
      zip.addBuffer(buffer, path, options);
      return;
    }
    waiting = { files: 0, bytes: 0 };
    const before = written;
    written = new Promise<void>((resolve) => {
      zip.addReadStreamLazy(path, options, (open) => {
        resolve();
        open(undefined, Readable.from([buffer], { objectMode: false }));
      });
    });
    await before;
  };
};

const collect = async (stream: NodeJS.ReadableStream): Promise<{ bytes: Buffer; sha256: string }> => {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), sha256: hash.digest('hex') };
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
