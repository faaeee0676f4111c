import type { CsvRow } from '../restore-rules.ts';

/** The record that a saved file is to hang on: one that is there, or one that is made anew and has no id yet. */
export interface FileTarget {
  readonly id?: string;
}

/** An attachment under its own id, as the org has it now. */
export interface AttachmentNow {
  readonly isDeleted: boolean;
  readonly size: number;
  /** `LastModifiedDate`, in any notation of ISO 8601. */
  readonly modified: string;
}

/** A document under its own id, or its newest version, as the org has it now. */
export interface DocumentNow {
  readonly isDeleted: boolean;
  readonly version: string;
  readonly size: number;
  /** Absent where the org did not compute it. */
  readonly md5?: string;
}

export type AttachmentFate =
  /** There as it was saved, or made again already. */
  | 'same'
  /** Written since: it has no versions, so replacing its body would destroy one. It is left alone. */
  | 'changed'
  | 'undelete'
  | 'insert'
  /** Gone, with its record or because nothing is to be made anew. */
  | 'gone';

export type DocumentFate =
  | 'same'
  /** Its newest version is another one, with another content. */
  | 'conflict'
  | 'undelete'
  | 'insert'
  | 'gone';

export interface AttachmentCase {
  readonly saved: CsvRow;
  /** Undefined where the org has none with that id, not even in the Recycle Bin. */
  readonly now: AttachmentNow | undefined;
  /** Undefined where the record stays gone. */
  readonly target: FileTarget | undefined;
  /** Whether one was made on the record since that says the same. */
  readonly isMade: boolean;
  /** Whether what is gone for good is made anew. */
  readonly insert: boolean;
}

/** What becomes of a saved attachment. One in the Recycle Bin cannot leave it for a record with another id. */
export const attachmentFate = ({ saved, now, target, isMade, insert }: AttachmentCase): AttachmentFate => {
  if (target === undefined) return 'gone';
  const hasMoved = target.id !== saved['ParentId'];
  if (now === undefined || (now.isDeleted && hasMoved)) return isMade ? 'same' : insert ? 'insert' : 'gone';
  if (now.isDeleted) return 'undelete';
  const isAsSaved =
    now.size === Number(saved['BodyLength']) &&
    Date.parse(now.modified) === Date.parse(saved['LastModifiedDate'] ?? '');
  return isAsSaved ? 'same' : 'changed';
};

/** What is known of the newest version of a saved document. */
export interface SavedVersion {
  readonly id: string;
  readonly size: number;
  readonly md5?: string | undefined;
}

/** A content by what the org tells of it. */
type Content = Pick<DocumentNow, 'size' | 'md5'>;

/** Contents with one length and one checksum are one; where the org computed none, only the bodies can tell. */
export const isSameContent = (saved: SavedVersion, { size, md5 }: Content): boolean | 'perhaps' => {
  if (saved.size !== size) return false;
  return saved.md5 === undefined || md5 === undefined ? 'perhaps' : saved.md5 === md5;
};

/**
 * What becomes of a saved document, wherever it is linked. `isMade`: one that says the same was made since; `isRead`: its
 * newest version was read and says the same.
 */
export const documentFate = (
  saved: SavedVersion,
  now: DocumentNow | undefined,
  { isMade, isRead = false, insert }: Pick<AttachmentCase, 'isMade' | 'insert'> & { readonly isRead?: boolean },
): DocumentFate => {
  if (now === undefined) return isMade ? 'same' : insert ? 'insert' : 'gone';
  if (now.isDeleted) return 'undelete';
  return now.version === saved.id || isRead || isSameContent(saved, now) === true ? 'same' : 'conflict';
};
