import type { PackedBody } from '../../../gateways/data/packs.ts';
import { parentField } from '../../../release/data/files/file-rows.ts';
import type { FileList, Manifest, SavedPack } from '../../../release/data/manifest.ts';
import type { CsvRow } from '../../../release/data/restore-rules.ts';
import type { RowBatches } from '../../../release/data/row-join.ts';
import { earlierTellers, type ChainReading } from './telling-backups.ts';

/** A list of files as it is to be read. */
export interface ReadableList {
  readonly kind: FileList['kind'];
  /** The org's time just before the backup was begun, ISO 8601: what a restore of it makes is younger. */
  readonly since: string;
  /** In the order of the records that the files hang on. */
  readonly rows: RowBatches;
}

/** An archive, and which of the bodies that are wanted it holds. */
export interface WantedArchive {
  readonly pack: SavedPack;
  readonly wanted: readonly string[];
  readonly bodies: AsyncIterable<PackedBody>;
}

/** The files of a backup, with the bodies of those that it goes on from. */
export interface ReadableFiles {
  /** Whether files of an object were saved. */
  has(object: string): boolean;
  /** Of each record the files that the newest backup which held it lists; newest backups first. */
  lists(object: string): Promise<readonly ReadableList[]>;
  /** Whether a body is in the chain. Reads all indexes once. Throws `BackupError`. */
  holds(): Promise<(fingerprint: string) => boolean>;
  /** The archives that bodies have to be taken from, each body from one only. */
  archives(wanted: ReadonlySet<string>): AsyncGenerator<WantedArchive>;
}

interface ListsAsked {
  readonly object: string;
  /** Whether it tells the files of a record. */
  readonly tells: (record: string) => boolean;
}

const listsIn = (
  { store, identities }: ChainReading,
  manifest: Manifest,
  { object, tells }: ListsAsked,
): readonly ReadableList[] => {
  const since = manifest.objects.find((saved) => saved.object === object)?.until ?? manifest.begunAt;
  return (manifest.files?.lists ?? [])
    .filter((list) => list.object === object)
    .map(({ kind, parts }) => ({
      ...{ kind, since },
      rows: rowsTold(store.listRows(manifest, parts, identities), (row) => tells(row[parentField[kind]] ?? '')),
    }));
};

async function* rowsTold(batches: RowBatches, isTold: (row: CsvRow) => boolean): AsyncGenerator<readonly CsvRow[]> {
  for await (const rows of batches) yield rows.filter(isTold);
}

export const readableFiles = (reading: ChainReading, chain: readonly Manifest[]): ReadableFiles => {
  const { store, identities } = reading;
  const tellingOf = (object: string): readonly Manifest[] =>
    chain.filter(({ files }) => files?.lists.some((list) => list.object === object)).toReversed();
  const earlier = new Map<string, ReturnType<typeof earlierTellers>>();
  const earlierOf = (object: string): ReturnType<typeof earlierTellers> => {
    const found = earlier.get(object) ?? earlierTellers(reading, object, tellingOf(object));
    earlier.set(object, found);
    return found;
  };
  return {
    has: (object) => tellingOf(object).length > 0,
    lists: async (object) => {
      const telling = tellingOf(object);
      const [newest] = telling;
      const tellers = await earlierOf(object);
      return telling.flatMap((manifest) =>
        listsIn(reading, manifest, {
          object,
          tells: (record) => (tellers.get(record) ?? newest) === manifest,
        }),
      );
    },
    holds: async () => {
      const held = new Set<string>();
      for (const { manifest, pack } of packsOf(chain))
        for (const fingerprint of await store.fingerprints(manifest, pack)) held.add(fingerprint);
      return (fingerprint) => held.has(fingerprint);
    },
    archives: async function* (wanted) {
      const left = new Set(wanted);
      for (const { manifest, pack } of packsOf(chain)) {
        const found = (await store.fingerprints(manifest, pack)).filter((fingerprint) => left.delete(fingerprint));
        if (found.length > 0) yield { pack, wanted: found, bodies: store.bodies(manifest, pack, identities) };
      }
    },
  };
};

const packsOf = (chain: readonly Manifest[]) =>
  chain.flatMap((manifest) => (manifest.files?.packs ?? []).map((pack) => ({ manifest, pack })));
