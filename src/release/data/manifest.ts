import { z } from 'zod';
import { canonicalJson } from '../content/content-hash.ts';
import { sha256 } from '../content/inventory.ts';

/*
 * What a backup says of itself: counts, hashes, names. Never a value of a record, so that it can be read, mailed and
 * journalled in clear.
 */

const hash = z.string().regex(/^[0-9a-f]{64}$/u);

const field = z.strictObject({
  name: z.string(),
  type: z.string(),
  nillable: z.boolean(),
  createable: z.boolean(),
  updateable: z.boolean(),
  externalId: z.boolean(),
  isMaster: z.boolean(),
  referenceTo: z.array(z.string()),
  relationshipName: z.string().optional(),
});

const stored = z.strictObject({
  /** In the folder of the backup. */
  file: z.string().regex(/^[\w.-]+$/u),
  /** As stored: compressed, and encrypted unless the backup says otherwise. */
  bytes: z.int(),
  sha256: hash,
});

const part = z.strictObject({
  ...stored.shape,
  rows: z.int().min(0),
  /** Of the CSV itself. */
  plainBytes: z.int(),
  plainSha256: hash,
});

/** Bodies of files, as entries of a tar archive that are named by their fingerprints; as many as it has rows. */
export const savedPack = z.strictObject({
  ...part.shape,
  /** The fingerprints, one a line and in clear: which bodies are there is known without a key. */
  index: stored,
});

/** What of each record's files is known beside the body: attachments, or links to documents with their newest version. */
const fileList = z.strictObject({
  /** Whose records they hang on. */
  object: z.string(),
  kind: z.enum(['attachments', 'links']),
  rows: z.int().min(0),
  parts: z.array(part),
});

/** The ids of the records that lists tell the files of. */
const recordList = z.strictObject({
  object: z.string(),
  rows: z.int().min(0),
  parts: z.array(part),
});

/** A body that the org did not give, although its file was there. */
const unreadable = z.strictObject({
  object: z.string(),
  id: z.string(),
  /** The org's own word for why, or one of ours. */
  code: z.string(),
});

const files = z.strictObject({
  /** Whole in every backup: of all records of the object that there were, and that met its condition. */
  lists: z.array(fileList),
  /** Of an incremental backup, which lists more records than it has rows. */
  records: z.array(recordList).optional(),
  /** Of an incremental backup only what those it goes on from do not hold. */
  packs: z.array(savedPack),
  /** Bodies that were deleted or replaced while they were saved. */
  overtaken: z.int().min(0),
  /** Absent where all others are there. */
  unreadable: z.array(unreadable).optional(),
});

const object = z.strictObject({
  object: z.string(),
  soql: z.string(),
  /** The condition of `release.yaml`: rows that do not meet it were left out. */
  where: z.string().optional(),
  withDeleted: z.boolean(),
  /** The fields that were asked for; none = all. What else is in `fields` says which record a row is. */
  asked: z.array(z.string()),
  fields: z.array(field),
  /** Attachments and files of its records are saved too. */
  withFiles: z.literal(true).optional(),
  /** Asked for, but not saved. */
  notSaved: z.array(z.strictObject({ field: z.string(), because: z.string() })),
  rows: z.int().min(0),
  parts: z.array(part),
  /** The object's newest `SystemModstamp` that an incremental backup goes on from: when its query began. */
  until: z.iso.datetime(),
});

const link = z.strictObject({ id: z.string(), sha256: hash });

/**
 * `full` and `incremental` are made by hand or on a schedule, the others on the way: `atRisk` before values are
 * destroyed, `overwritten` before a restore replaces some, `watch` holds critical fields, `configuration` the records
 * that belong to a release.
 */
export const backupKinds = ['full', 'incremental', 'atRisk', 'overwritten', 'watch', 'configuration'] as const;

const body = z.strictObject({
  format: z.literal(1),
  /** Sorts by time. */
  id: z.string().regex(/^\d{8}T\d{9}Z-[0-9a-f]{8}$/u),
  kind: z.enum(backupKinds),
  environment: z.string(),
  orgId: z.string(),
  apiVersion: z.string(),
  begunAt: z.iso.datetime(),
  completedAt: z.iso.datetime(),
  /** The release the org held. */
  release: z.string().optional(),
  /** The run of the journal that this backup was made in. */
  run: z.string().optional(),
  /** Public keys; empty for a backup in clear. */
  recipients: z.array(z.string()),
  /** The backup of this environment before it: what was there cannot be changed or left out unseen. */
  parent: link.optional(),
  /** What an incremental backup is to be read on top of. */
  base: link.optional(),
  objects: z.array(object),
  files: files.optional(),
  /** Names of the users that rows name, by id: encrypted like these. Absent where no row names one. */
  users: part.optional(),
});

/** What a backup says of itself while it is being made. */
export const unfinishedBody = body.omit({ completedAt: true, parent: true });

const manifest = z.strictObject({ ...body.shape, sha256: hash });

export type BackupKind = (typeof backupKinds)[number];
export type SavedField = z.infer<typeof field>;
/** A file of a backup. */
export type StoredFile = z.infer<typeof stored>;
export type SavedPart = z.infer<typeof part>;
export type SavedPack = z.infer<typeof savedPack>;
export type FileList = z.infer<typeof fileList>;
export type RecordList = z.infer<typeof recordList>;
export type UnreadableBody = z.infer<typeof unreadable>;
export type SavedFiles = z.infer<typeof files>;
export type SavedObject = z.infer<typeof object>;
export type BackupLink = z.infer<typeof link>;
export type ManifestBody = z.infer<typeof body>;
/** A complete backup; `sha256` is over everything else, as canonical JSON. */
export type Manifest = z.infer<typeof manifest>;

export const sealedManifest = (content: ManifestBody): Manifest => ({ ...content, sha256: hashOf(content) });

const hashOf = (content: ManifestBody): string => sha256(canonicalJson(content));

/** What a manifest is pointed at with. */
export const linkTo = ({ id, sha256: digest }: Manifest): BackupLink => ({ id, sha256: digest });

/**
 * Reads a manifest. Throws a `RangeError` that says what is wrong: not JSON, of a newer format, not of this shape, or
 * edited after it was sealed.
 */
export const parseManifest = (text: string): Manifest => {
  const value = jsonOf(text);
  const { format } = z.looseObject({ format: z.number() }).catch({ format: 0 }).parse(value);
  if (format > 1) throw new RangeError(`it is of format ${format}; this version reads format 1: update the plugin`);
  const parsed = manifest.safeParse(value);
  if (!parsed.success) throw new RangeError(`it is not a manifest: ${z.prettifyError(parsed.error)}`);
  const { sha256: said, ...content } = parsed.data;
  if (hashOf(content) !== said) throw new RangeError('it was edited after the backup was made');
  return parsed.data;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new RangeError('it is not JSON: the file is cut or damaged', { cause: error });
  }
};

/** A backup that another one points at and that is not what it was. */
export interface BrokenLink {
  readonly backup: string;
  readonly pointsAt: string;
  readonly because: 'missing' | 'changed';
}

/** Links that do not hold, of an environment's backups; `all` holds the manifests of pruned ones too. */
export const brokenLinks = (all: readonly Manifest[]): readonly BrokenLink[] => {
  const known = new Map(all.map((each) => [each.id, each.sha256]));
  return all.flatMap(({ id, parent, base }) =>
    [parent, base].flatMap((target): BrokenLink[] => {
      if (target === undefined) return [];
      const there = known.get(target.id);
      if (there === target.sha256) return [];
      return [{ backup: id, pointsAt: target.id, because: there === undefined ? 'missing' : 'changed' }];
    }),
  );
};

/** The chain an incremental backup is read from: the full one first. Throws a `RangeError` when a link is missing. */
export const chainOf = (all: readonly Manifest[], newest: Manifest): readonly Manifest[] => {
  const chain = [newest];
  for (let { base } = newest; base !== undefined; base = chain[0]?.base) {
    const { id, sha256: digest } = base;
    const found = all.find((each) => each.id === id);
    if (found?.sha256 !== digest)
      throw new RangeError(
        `the backup ${newest.id} needs ${id}, which is ${found === undefined ? 'not there' : 'not what it was'}`,
      );
    chain.unshift(found);
  }
  return chain;
};

/** Rows of all objects. */
export const rowsIn = ({ objects }: Pick<Manifest, 'objects'>): number =>
  objects.reduce((total, { rows }) => total + rows, 0);

/** All files with something inside that can be read back: rows, lists of files, bodies. */
export const partsIn = ({
  objects,
  files: saved,
  users,
}: Pick<Manifest, 'objects' | 'files' | 'users'>): readonly (SavedPart | SavedPack)[] => [
  ...objects.flatMap(({ parts }) => parts),
  ...[...(saved?.lists ?? []), ...(saved?.records ?? [])].flatMap(({ parts }) => parts),
  ...(saved?.packs ?? []),
  ...(users === undefined ? [] : [users]),
];

/** A file, with the index of what is in it where it has one. */
export const storedWith = (saved: SavedPart | SavedPack): readonly StoredFile[] =>
  'index' in saved ? [saved, saved.index] : [saved];
