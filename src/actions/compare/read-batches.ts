import type { ReadFile } from '../../release/content/component-contents.ts';
import type { ClaimedFile } from '../../release/metadata/claim.ts';
import type { Unreadable } from '../../release/delta/delta.ts';
import type { Batch } from '../../release/metadata/reading.ts';
import type { TakeBytes, Version, VersionFile } from '../../release/metadata/version.ts';

/** The opened files of a batch. */
export interface ReadBatch {
  readonly batch: Batch;
  readonly from: ReadonlyMap<ClaimedFile, ReadFile>;
  readonly to: ReadonlyMap<ClaimedFile, ReadFile>;
}

/** What becomes of batches while they are read: each exactly once, with all its files or with those that are not there. */
export interface TakeBatch {
  take(batch: ReadBatch): void;
  missing(batch: Batch, problem: Unreadable): void;
}

interface Waiting {
  readonly batch: Batch;
  readonly from: Map<ClaimedFile, ReadFile>;
  readonly to: Map<ClaimedFile, ReadFile>;
  left: number;
  isBroken: boolean;
}

/** Where the bytes of a file go. */
interface Destination {
  readonly waiting: Waiting;
  readonly side: 'from' | 'to';
  readonly claimed: ClaimedFile;
}

/**
 * Reads the files of batches and hands each batch on as soon as its last file is there, so that only what is under way
 * is in memory and comparing goes on while the next files are being read.
 */
export const readBatches = async (
  batches: readonly Batch[],
  versions: { readonly from: Version; readonly to: Version },
  take: TakeBatch,
): Promise<void> => {
  const wanted = new Map<VersionFile, Destination>();
  for (const batch of batches) {
    const left = batch.from.length + batch.to.length;
    const waiting: Waiting = { batch, from: new Map(), to: new Map(), left, isBroken: false };
    if (left === 0) take.take(waiting);
    for (const side of ['from', 'to'] as const)
      for (const claimed of batch[side]) wanted.set(claimed.file, { waiting, side, claimed });
  }
  const files = [...wanted.keys()];
  const taker = takerFor(wanted, versions, take);
  if (versions.from.store === versions.to.store) return versions.from.read(files, taker);
  const sideOf = new Map([...wanted].map(([file, { side }]) => [file, side]));
  await Promise.all([
    versions.from.read(
      files.filter((file) => sideOf.get(file) === 'from'),
      taker,
    ),
    versions.to.read(
      files.filter((file) => sideOf.get(file) === 'to'),
      taker,
    ),
  ]);
};

const takerFor = (
  wanted: Map<VersionFile, Destination>,
  versions: { readonly from: Version; readonly to: Version },
  take: TakeBatch,
): TakeBytes => {
  /** Each file is taken once and forgotten, so that its bytes can be too. */
  const arrive = (file: VersionFile, note: (destination: Destination) => void): void => {
    const destination = wanted.get(file);
    if (destination === undefined) return;
    wanted.delete(file);
    note(destination);
    const { waiting } = destination;
    waiting.left -= 1;
    if (waiting.left === 0 && !waiting.isBroken) take.take(waiting);
  };
  return {
    bytes: (file, bytes) => {
      arrive(file, ({ waiting, side, claimed }) => {
        waiting[side].set(claimed, { path: file.path, place: claimed.place, bytes });
      });
    },
    missing: (file, detail) => {
      arrive(file, ({ waiting, side }) => {
        waiting.isBroken = true;
        const { name } = versions[side];
        take.missing(waiting.batch, { version: name, path: file.path, because: 'missingBlob', detail });
      });
    },
  };
};
