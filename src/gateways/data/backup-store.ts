import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  linkTo,
  parseManifest,
  partsIn,
  sealedManifest,
  storedWith,
  type BackupLink,
  type Manifest,
  type SavedPack,
  type SavedPart,
  type StoredFile,
} from '../../release/data/manifest.ts';
import type { RowBatches } from '../../release/data/row-join.ts';
import { BackupError, diskError } from './backup-error.ts';
import { csvRows } from './csv-rows.ts';
import { endLog, logPack, progressFile, readDraft, type Draft } from './drafts.ts';
import { bodiesIn, readIndex, writePack, type BodyToPack, type PackedBody, type WrittenPack } from './packs.ts';
import { checkPlain, checkStored, copyPart, readPlain, readRows, writePart, type WrittenPart } from './parts.ts';
import { oneTimeKey, sealTo, unsealWith, type Identities } from './sealing.ts';

/** A backup that is being written. */
export interface BackupWriting {
  /** Writes one file. It has its name, and counts, only when `check` resolves. */
  write(file: string, bytes: AsyncIterable<Uint8Array>): Promise<WrittenPart>;
  /** The rows of a file that this process wrote. Throws `BackupError`. */
  rows(part: SavedPart): RowBatches;
  /** Writes bodies of files into one file, as `write` does for rows. */
  writePack(file: string, bodies: readonly BodyToPack[]): Promise<WrittenPack>;
  /** Takes over a file of a backup to the same recipients, byte for byte: compared when this one is complete. Throws `BackupError`. */
  copy(from: BackupStore, backup: Manifest, part: SavedPart): Promise<void>;
  /** Keeps how far the backup has come: what is kept is not fetched again. */
  record(draft: Draft): Promise<void>;
  /** Keeps that an archive is stored, without writing the rest of the draft anew. */
  recordPack(pack: SavedPack): Promise<void>;
  /** Seals the manifest: from here on the backup is one. */
  complete(draft: Draft, completedAt: string): Promise<Manifest>;
}

/** Something a store says of one of its backups without being asked to read it. */
export interface UnreadableBackup {
  readonly id: string;
  readonly detail: string;
}

export interface Backups {
  /** Oldest first. */
  readonly complete: readonly Manifest[];
  /** Those whose files were pruned; their manifests keep the chain. Oldest first. */
  readonly pruned: readonly Manifest[];
  /** Being made, or interrupted. Oldest first. */
  readonly unfinished: readonly Draft[];
  readonly unreadable: readonly UnreadableBackup[];
}

/** The backups of one environment, in a folder outside Git. Nothing is ever overwritten. */
export interface BackupStore {
  readonly folder: string;
  list(): Promise<Backups>;
  /** Goes on with a draft, or begins it. */
  write(draft: Draft): Promise<BackupWriting>;
  /** The rows of a file, checked to its last byte: throws `BackupError` at the end when they are not those saved. */
  read(backup: Manifest, part: SavedPart, identities: Identities): AsyncIterable<Uint8Array>;
  /** The rows of an object; throws as `read` does. Nothing for an object that the backup does not hold. */
  rows(backup: Manifest, object: string, identities: Identities): RowBatches;
  /** The rows of files that follow each other; throws as `read` does. */
  listRows(backup: Manifest, parts: readonly SavedPart[], identities: Identities): RowBatches;
  /** The bodies of an archive, checked to its last byte as `read` does. */
  bodies(backup: Manifest, pack: SavedPack, identities: Identities): AsyncIterable<PackedBody>;
  /** Which bodies are in an archive, of a backup that may be unfinished; needs no key. Throws `BackupError`. */
  fingerprints(backup: Pick<Manifest, 'id'>, pack: SavedPack): Promise<readonly string[]>;
  /** Names of users by their ids; throws as `read` does. None for a backup that does not hold them. */
  users(backup: Manifest, identities: Identities): Promise<ReadonlyMap<string, string>>;
  /** Where a file is. */
  fileOf(backup: Manifest, part: SavedPart): string;
  /** Throws `BackupError` unless a file is as it was written; with identities also what is inside. */
  check(backup: Manifest, part: SavedPart | SavedPack, identities?: Identities): Promise<void>;
  /** Removes the files of a backup and keeps its manifest. */
  prune(backup: Manifest): Promise<void>;
  /** Removes what there is of a backup that was not finished, and has not been since it was listed. */
  discard(draft: Draft): Promise<void>;
}

/** A store that is gone when it is done with; what is in it is encrypted all the same. */
export type ScratchStore = BackupStore & AsyncDisposable;

export const openScratchStore = async (): Promise<ScratchStore> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sf-release-data-'));
  return {
    ...openBackupStore(folder, 'scratch'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
};

const files = { manifest: 'manifest.json', progress: progressFile, pruned: 'pruned.json' } as const;

/** Opens the store of an environment below a folder; nothing is made until something is written. */
export const openBackupStore = (folder: string, environment: string): BackupStore => {
  const here = path.join(folder, environment);
  const placeOf = (id: string): string => path.join(here, id);
  const fileOf = (backup: Manifest, part: StoredFile): string => path.join(placeOf(backup.id), part.file);
  const unsealing = ({ recipients }: Manifest, identities: Identities) => unsealWith(identities, recipients.length > 0);
  const read: BackupStore['read'] = (backup, part, identities) =>
    readPlain(fileOf(backup, part), part, unsealing(backup, identities));
  const listRows: BackupStore['listRows'] = async function* (backup, parts, identities) {
    for (const part of parts) yield* readRows(part, csvRows(read(backup, part, identities)));
  };
  return {
    folder: here,
    list: () => listed(here),
    write: (draft) => beginWriting(folder, placeOf(draft.body.id), draft),
    read,
    fileOf,
    rows: (backup, object, identities) =>
      listRows(backup, backup.objects.find((each) => each.object === object)?.parts ?? [], identities),
    listRows,
    users: async (backup, identities) => {
      const { users: part } = backup;
      return part === undefined ? new Map() : namesIn(readRows(part, csvRows(read(backup, part, identities))));
    },
    bodies: (backup, pack, identities) => bodiesIn(read(backup, pack, identities)),
    fingerprints: ({ id }, pack) => readIndex(placeOf(id), pack),
    check: async (backup, part, identities) => {
      for (const stored of storedWith(part)) await checkStored(placeOf(backup.id), stored);
      if (identities !== undefined) await checkPlain(fileOf(backup, part), part, unsealing(backup, identities));
    },
    prune: async (backup) => {
      const place = placeOf(backup.id);
      await rename(path.join(place, files.manifest), path.join(place, files.pruned));
      for (const { file } of partsIn(backup).flatMap(storedWith)) await rm(path.join(place, file), { force: true });
    },
    discard: async ({ body: { id } }) => {
      const { unfinished } = await listed(here);
      if (unfinished.some(({ body }) => body.id === id)) await rm(placeOf(id), { recursive: true, force: true });
    },
  };
};

const namesIn = async (batches: RowBatches): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  for await (const rows of batches) for (const { Id = '', Name = '' } of rows) names.set(Id, Name);
  return names;
};

/** The folder ignores itself: whatever the project's own .gitignore says, values never get into Git. */
const ignoreItself = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
};

const beginWriting = async (root: string, place: string, draft: Draft): Promise<BackupWriting> => {
  try {
    await ignoreItself(root);
    await mkdir(place, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskError(place, error);
  }
  const { recipients } = draft.body;
  const key = recipients.length === 0 ? undefined : await oneTimeKey();
  const seal = sealTo(key === undefined ? [] : [...recipients, key.recipient]);
  const unseal = unsealWith(key === undefined ? [] : [key.identity], key !== undefined);
  const keep = (name: string, value: unknown): Promise<void> => keepFile(path.join(place, name), value);
  await keep(files.progress, draft); // whatever becomes of this process, the folder is listed
  await endLog(place);
  return {
    write: (file, bytes) => writePart({ folder: place, file, seal, unseal }, bytes),
    rows: (part) => readRows(part, csvRows(readPlain(path.join(place, part.file), part, unseal))),
    writePack: (file, bodies) => writePack({ folder: place, file, seal, unseal }, bodies),
    copy: (from, backup, part) => copyPart(from.fileOf(backup, part), path.join(place, part.file)),
    record: (now) => keep(files.progress, now),
    recordPack: (pack) => logPack(place, pack),
    complete: async ({ body }, completedAt) => {
      const parent = newestLink(await listed(path.dirname(place)));
      const manifest = sealedManifest({ ...body, completedAt, ...(parent === undefined ? {} : { parent }) });
      for (const stored of partsIn(manifest).flatMap(storedWith)) await checkStored(place, stored);
      await keep(files.manifest, manifest);
      await rm(path.join(place, files.progress), { force: true });
      await endLog(place);
      return readManifest(path.join(place, files.manifest));
    },
  };
};

const newestLink = ({ complete, pruned }: Backups): BackupLink | undefined => {
  const newest = [...complete, ...pruned].sort((one, other) => (one.id < other.id ? -1 : 1)).at(-1);
  return newest === undefined ? undefined : linkTo(newest);
};

/** All of it or nothing of it, whatever happens in between. */
const keepFile = async (file: string, value: unknown): Promise<void> => {
  const partial = `${file}.partial`;
  try {
    {
      await using handle = await open(partial, 'w', 0o600);
      await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
      await handle.sync();
    }
    await rename(partial, file);
  } catch (error) {
    throw diskError(file, error);
  }
};

const readManifest = async (file: string): Promise<Manifest> => {
  const text = await readFile(file, 'utf8');
  try {
    return parseManifest(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new BackupError('damagedManifest', `${file} cannot be used: ${error.message}.`, { cause: error });
  }
};

const listed = async (here: string): Promise<Backups> => {
  const found = {
    complete: [] as Manifest[],
    pruned: [] as Manifest[],
    unfinished: [] as Draft[],
    unreadable: [] as UnreadableBackup[],
  };
  for (const id of await foldersIn(here)) {
    const names = new Set(await readdir(path.join(here, id)));
    try {
      if (names.has(files.manifest)) found.complete.push(await manifestOf(here, id, files.manifest));
      else if (names.has(files.pruned)) found.pruned.push(await manifestOf(here, id, files.pruned));
      else if (names.has(files.progress)) found.unfinished.push(await readDraft(path.join(here, id)));
    } catch (error) {
      if (!(error instanceof BackupError)) throw error;
      found.unreadable.push({ id, detail: error.message });
    }
  }
  return found;
};

/** A manifest counts only in the folder of its own name. */
const manifestOf = async (here: string, id: string, name: string): Promise<Manifest> => {
  const file = path.join(here, id, name);
  const manifest = await readManifest(file);
  if (manifest.id === id) return manifest;
  throw new BackupError('damagedManifest', `${file} belongs to the backup ${manifest.id}.`);
};

const foldersIn = async (here: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(here, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};
