import { createRequire } from 'node:module';
import type { unzipSync } from 'fflate';

/** MIME types of static resources that source format keeps as a directory (source-deploy-retrieve's list). */
const archiveTypes: ReadonlySet<string> = new Set([
  'application/zip',
  'application/x-zip-compressed',
  'application/jar',
]);

/** Most bytes an archive may hold; the Metadata API takes 600 MB unzipped for a whole deploy. */
const largestArchive = 629_145_600;

export const isArchiveType = (contentType: string | undefined): boolean => archiveTypes.has(contentType ?? '');

const require = createRequire(import.meta.url);

/** Loaded for the first archive: few comparisons meet one. */
const fflate = (): { readonly unzipSync: typeof unzipSync } => require('fflate') as ReturnType<typeof fflate>;

/** The files of a zip archive by path, without directories; undefined when it is none or holds more than is read. */
export const unzip = (bytes: Uint8Array): Map<string, Uint8Array> | undefined => {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return undefined;
  let total = 0;
  try {
    const entries = fflate().unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        if (total > largestArchive) throw new RangeError('archive too large');
        return !name.endsWith('/');
      },
    });
    return new Map(Object.entries(entries));
  } catch {
    return undefined; // not an archive after all: compared as the bytes it is
  }
};
