import type { BodyObject, NewFile } from '../../../gateways/org/file-bodies.ts';
import type { RestorePlanFiles, SavedRecord } from '../../../release/data/data-outcome.ts';
import type { AttachmentFate, DocumentFate } from '../../../release/data/files/file-decisions.ts';
import type { FileBody } from '../../../release/data/files/file-rows.ts';
import type { RestoreJournal } from '../restore-journal.ts';
import type { NewIds, ObjectToRestore, RestoreScene } from '../restore-scene.ts';

/** What names a saved attachment, document or link, and the record that it hung on. */
export interface SavedFile {
  readonly savedId: string;
  readonly record: SavedRecord;
}

/** A file as people are told of it, by the record that it hung on. */
export const fileName = (id: string, record: SavedRecord): string => `File ${id} of ${record.object} ${record.id}`;

export interface FileToUndelete extends SavedFile {
  readonly object: 'Attachment' | 'ContentDocument';
}

/** An attachment or a version that is to be made, with the body that the backup holds. */
export interface FileToMake extends SavedFile {
  readonly object: BodyObject;
  readonly fields: NewFile['fields'];
  readonly size: number;
}

export interface LinkToMake extends SavedFile {
  readonly cells: Readonly<Record<'ContentDocumentId' | 'LinkedEntityId' | 'ShareType' | 'Visibility', string>>;
}

/** A link that came with a document that was made anew, and is shared otherwise than it was. */
export interface ShareToSet extends SavedFile {
  readonly cells: Readonly<Record<'Id' | 'ShareType' | 'Visibility', string>>;
}

/** What is not as it was saved, by what has to be done for it. It follows from the org alone, whatever was done before. */
export interface FilesTodo {
  /** In the order of the objects of the scene, of those with files. */
  readonly plans: readonly RestorePlanFiles[];
  readonly undelete: readonly FileToUndelete[];
  /** By the fingerprints of their bodies. */
  readonly make: ReadonlyMap<string, FileToMake>;
  readonly links: readonly LinkToMake[];
  readonly shares: readonly ShareToSet[];
  /** Those whose bodies no backup holds. */
  readonly bodyless: readonly SavedFile[];
  /** Gone from records that are there, and not to be made anew. */
  readonly lost: readonly SavedFile[];
  /** Documents whose newest versions say another thing; among those to be made where that is wished. */
  readonly conflicts: readonly SavedFile[];
  /** Attachments, documents and versions that were made since and hold what was saved. */
  readonly taken: ReadonlySet<string>;
  /** Saved ids of the records of all these: whoever asks again need not ask about others. */
  readonly records: ReadonlySet<string>;
}

/** Everything that is to be done. */
export const openIn = ({
  undelete,
  make,
  links,
  shares,
  bodyless,
}: Omit<FilesTodo, 'plans' | 'records' | 'taken'>): readonly SavedFile[] => [
  ...undelete,
  ...make.values(),
  ...links,
  ...shares,
  ...bodyless,
];

/** What is being found out, for all lists. */
export interface Deciding {
  readonly scene: RestoreScene;
  /** Of records that were made anew; absent before anything was done. */
  readonly newIds?: NewIds | undefined;
  /** What could leave the Recycle Bin has left it: the rest is gone for good. */
  readonly isBinOver: boolean;
  readonly undelete: FileToUndelete[];
  readonly make: Map<string, FileToMake>;
  readonly bodyless: SavedFile[];
  readonly lost: SavedFile[];
  readonly conflicts: SavedFile[];
  readonly isHeld: (fingerprint: string) => boolean;
  /** Attachments, documents and versions that were made since and taken for a saved one: each is given once. */
  readonly taken: Set<string>;
}

/** What is being counted for one object. */
export interface CountedFiles {
  readonly object: ObjectToRestore;
  readonly counts: {
    readonly object: string;
    readonly attachments: Record<AttachmentFate, number>;
    readonly files: Record<DocumentFate | 'link', number>;
    bytes: number;
  };
}

export const newCounts = (object: ObjectToRestore): CountedFiles => ({
  object,
  counts: {
    object: object.saved.object,
    attachments: { same: 0, changed: 0, undelete: 0, insert: 0, gone: 0 },
    files: { same: 0, conflict: 0, undelete: 0, insert: 0, gone: 0, link: 0 },
    bytes: 0,
  },
});

/** Puts a file among those to be made; one whose body no backup holds cannot be. */
export const addToMake = (
  { make, bodyless, isHeld }: Deciding,
  { counts }: CountedFiles,
  { body, ...file }: Omit<FileToMake, 'size'> & { readonly body: FileBody | undefined },
): void => {
  if (body === undefined || !isHeld(body.fingerprint)) {
    bodyless.push(file);
    return;
  }
  make.set(body.fingerprint, { ...file, size: body.size });
  counts.bytes += body.size;
};

/** What could leave the Recycle Bin has left it: what it still holds then counts as gone for good. */
export const standing = <Now extends { readonly isDeleted: boolean }>(
  { isBinOver }: Deciding,
  now: Now | undefined,
): Now | undefined => (now?.isDeleted === true && isBinOver ? undefined : now);

export const recordOn = ({ object }: CountedFiles, id = ''): SavedRecord => ({ object: object.saved.object, id });

/** Fields that hold something: an empty one is not sent. */
export const filled = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

/** Nobody is made to own what an inactive user cannot. */
export const ownerOf = ({ inactive }: RestoreScene, owner: string): Readonly<Record<string, string>> =>
  owner === '' || inactive.has(owner) ? {} : { OwnerId: owner };

/** Files on their way back. */
export interface ApplyingFiles {
  readonly scene: RestoreScene;
  readonly journal: RestoreJournal;
  readonly newIds: NewIds;
}

/** What is known of files by their saved ids, whenever the way breaks off. */
export interface FilesSoFar {
  /** Those that something was to be done for. */
  readonly begun: Map<string, SavedFile>;
  /** Those that the org refused, with its code: it is not asked for them again. */
  readonly failed: Map<string, string>;
  /** Ids of the attachments and versions that the org made of them. */
  readonly made: Map<string, string>;
}
