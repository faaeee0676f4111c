import type { BackupStore } from '../../../gateways/data/backup-store.ts';
import type { PackedBody } from '../../../gateways/data/packs.ts';
import type { FileList, Manifest, SavedPack } from '../../../release/data/manifest.ts';
import type { RowBatches } from '../../../release/data/row-join.ts';

/** A list of files as it is to be read. */
export interface ReadableList {
  readonly kind: FileList['kind'];
  /** The org's time before which everything that it tells had been made, ISO 8601. */
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
  /** Of the newest backup of the chain that saved files of the object; none where none did. */
  lists(object: string): readonly ReadableList[];
  /** Whether a body is in the chain. Reads all indexes once. Throws `BackupError`. */
  holds(): Promise<(fingerprint: string) => boolean>;
  /** The archives that bodies have to be taken from, each body from one only. */
  archives(wanted: ReadonlySet<string>): AsyncGenerator<WantedArchive>;
}

export const readableFiles = (
  { store, identities }: { readonly store: BackupStore; readonly identities: readonly string[] },
  chain: readonly Manifest[],
): ReadableFiles => ({
  lists: (object) => {
    const newest = chain.findLast(({ files }) => files?.lists.some((list) => list.object === object) === true);
    if (newest === undefined) return [];
    const since = newest.objects.find((saved) => saved.object === object)?.until ?? newest.begunAt;
    const lists = newest.files?.lists.filter((list) => list.object === object) ?? [];
    return lists.map(({ kind, parts }) => ({ kind, since, rows: store.listRows(newest, parts, identities) }));
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
});

const packsOf = (chain: readonly Manifest[]) =>
  chain.flatMap((manifest) => (manifest.files?.packs ?? []).map((pack) => ({ manifest, pack })));
