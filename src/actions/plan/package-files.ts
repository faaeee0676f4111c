import { compareText } from '../../release/metadata/component.ts';
import type { ReadFile } from '../../release/content/component-contents.ts';
import type { Unreadable } from '../../release/delta/delta.ts';
import { isLfsPointer } from '../../release/metadata/lfs-pointer.ts';
import type { MadeFile, PackageEntry } from '../../release/package/package-entry.ts';
import { UnreadableError } from '../../release/metadata/unreadable.ts';
import type { Version, VersionFile } from '../../release/metadata/version.ts';

/** A file of a package, and the components in it. */
export type NamedFile = MadeFile & { readonly path: string };

/** How many files are read at once: enough to be quick, few enough that twice as many can be held. */
const batchSize = 512;

/**
 * The files of a package in the order of its entries, read batch by batch, always one batch ahead of whoever takes
 * them. Throws `UnreadableError` for the first batch with a file that is not what it should be.
 */
export const filesOf = async function* (version: Version, entries: readonly PackageEntry[]): AsyncGenerator<NamedFile> {
  let next: Promise<readonly NamedFile[]> = Promise.resolve([]);
  for (const batch of batches(entries)) {
    const files = await next;
    next = makeBatch(version, batch);
    next.catch(() => undefined); // thrown where it is awaited; nobody may be waiting yet
    yield* files;
  }
  yield* await next;
};

const batches = (entries: readonly PackageEntry[]): PackageEntry[][] => {
  const all: PackageEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    if (room <= 0) {
      all.push([]);
      room = batchSize;
    }
    all.at(-1)?.push(entry);
    room -= Math.max(entry.sources.length, 1);
  }
  return all;
};

/** Reads what a batch is made of and makes each file as soon as all of its sources are there. */
const makeBatch = async (version: Version, entries: readonly PackageEntry[]): Promise<readonly NamedFile[]> => {
  const problems: Unreadable[] = [];
  const made = new Map<PackageEntry, MadeFile>();
  const make = (entry: PackageEntry, read: readonly ReadFile[]): void => {
    const file = entry.make(read, (problem) => problems.push({ version: version.name, ...problem }));
    if (file !== undefined) made.set(entry, file);
  };
  const waiting = new Map<VersionFile, Waiting>();
  for (const entry of entries) {
    const read: ReadFile[] = [];
    for (const { file, place } of entry.sources) waiting.set(file, { entry, read, place });
    if (entry.sources.length === 0) make(entry, read);
  }
  const take = (file: VersionFile, bytes: Buffer): void => {
    const { entry, read, place } = waiting.get(file) ?? unasked(version, file);
    read.push({ path: file.path, place, bytes });
    if (read.length === entry.sources.length) make(entry, read.sort(byPath));
  };
  await readAll(version, [...waiting.keys()], { take, problems });
  if (problems.length > 0) throw new UnreadableError(problems);
  return entries.flatMap((entry) => {
    const file = made.get(entry);
    return file === undefined ? [] : [{ path: entry.path, ...file }];
  });
};

/** A file that is read for an entry, with what was read for it so far. */
interface Waiting {
  readonly entry: PackageEntry;
  readonly read: ReadFile[];
  readonly place: ReadFile['place'];
}

const unasked = (version: Version, { path }: VersionFile): never => {
  throw new Error(`${version.name} gave ${path}, which nobody asked for`);
};

const byPath = (one: ReadFile, other: ReadFile): number => compareText(one.path, other.path);

interface Reader {
  readonly take: (file: VersionFile, bytes: Buffer) => void;
  readonly problems: Unreadable[];
}

/** Reads files of a package, every one of them; what stands for content that is elsewhere must never reach an org. */
const readAll = async (version: Version, files: readonly VersionFile[], { take, problems }: Reader): Promise<void> => {
  const problem = ({ path }: VersionFile, because: Unreadable['because'], detail: string): void => {
    problems.push({ version: version.name, path, because, detail });
  };
  const unanswered = new Set(files);
  await version.read(files, {
    bytes: (file, bytes) => {
      unanswered.delete(file);
      if (isLfsPointer(bytes)) problem(file, 'lfsPointer', 'Git LFS keeps the content elsewhere: git lfs pull');
      else take(file, bytes);
    },
    missing: (file, reason) => {
      unanswered.delete(file);
      problem(file, 'missingBlob', reason);
    },
  });
  for (const file of unanswered) problem(file, 'missingBlob', 'nothing was read');
};
