import type { OutsideEnding, RefusedEnding } from '../ending.ts';
import type { FiringAutomation } from './automation.ts';
import type { AttachmentFate, DocumentFate } from './files/file-decisions.ts';
import type { KeptBecause } from './backup-retention.ts';
import type { BackupKind, Manifest } from './manifest.ts';
import type { RowChange } from './row-changes.ts';
import type { CellProblem } from './row-limits.ts';
import type { OnConflict, RestoreColumns } from './restore-rules.ts';

/** A backup that was read back, decrypted, counted and compared; `backedUpInPart` where the org did not give some bodies. */
export interface BackedUp {
  readonly kind: 'backedUp' | 'backedUpInPart';
  /** Where the backups of the environment are. */
  readonly folder: string;
  readonly backup: Manifest;
  /** It went on with one that was interrupted. */
  readonly resumed: boolean;
  /** What hangs on the saved records and is in no backup; objects without any are left out. */
  readonly filesNotSaved: readonly FilesNotSaved[];
}

/** Files and attachments of the records of one object, as many as there are or nobody knows how many. */
export interface FilesNotSaved {
  readonly object: string;
  readonly files: number | 'unknown';
  readonly attachments: number | 'unknown';
}

/** The critical fields as they are now. */
export interface Watched {
  readonly kind: 'watched';
  readonly folder: string;
  readonly backup: Manifest;
  /** The watch before this one. */
  readonly since?: string;
}

export type WatchedOutcome = Watched | RefusedEnding | OutsideEnding;

export type BackedUpOutcome = BackedUp | RefusedEnding | OutsideEnding;

/** Something that is not as it was when it was saved. */
export interface BackupProblem {
  readonly backup: string;
  /** Absent when the backup as a whole is meant. */
  readonly file?: string;
  readonly detail: string;
}

/** A backup that was looked at; `inside` was decrypted and counted, `stored` was compared byte by byte. */
export interface CheckedBackup {
  readonly id: string;
  readonly rows: number;
  readonly files: number;
  readonly checked: number;
  readonly depth: 'inside' | 'stored';
}

/** A backup that is being made or was interrupted. */
export interface UnfinishedBackup {
  readonly id: string;
  readonly kind: BackupKind;
  /** The run that began it: nobody goes on with it. Without one, a backup can. */
  readonly run?: string;
}

export interface Verified {
  readonly kind: 'verified' | 'damaged';
  readonly folder: string;
  readonly backups: readonly CheckedBackup[];
  readonly unfinished: readonly UnfinishedBackup[];
  readonly problems: readonly BackupProblem[];
}

export type VerifiedOutcome = Verified | RefusedEnding | OutsideEnding;

/** Rows of one object, by what is done for them. */
export interface RestorePlanObject {
  readonly object: string;
  /** Hold what was saved. */
  readonly same: number;
  readonly update: number;
  /** Written since they were saved, with a value that would be replaced. */
  readonly conflict: number;
  /** Of those: gone for good, and made again by somebody under the same external id. */
  readonly madeAgain: number;
  /** In the Recycle Bin, otherwise as saved. */
  readonly undelete: number;
  /** In the Recycle Bin, as saved or not: undeleted first. */
  readonly binned: number;
  /** Gone for good: they come back under new ids. */
  readonly insert: number;
  /** Gone for good, with too little saved of them. */
  readonly gone: number;
  readonly notRestored: RestoreColumns['notRestored'];
  /** Values that the org will refuse by its own description, by field. */
  readonly refused: readonly { readonly field: string; readonly because: CellProblem; readonly rows: number }[];
  /** Rows that are longer than the org takes: they are not sent. */
  readonly tooLong: number;
}

/** Attachments and files of the records of one object, by what is done for them. */
export interface RestorePlanFiles {
  readonly object: string;
  readonly attachments: Readonly<Record<AttachmentFate, number>>;
  /** Documents by their fates, and links of records to documents that are there or come back. */
  readonly files: Readonly<Record<DocumentFate | 'link', number>>;
  /** Of the bodies that are sent. */
  readonly bytes: number;
}

/** Rows of one object that were made in another org, and the codes of those it refused. */
export interface RehearsedObject {
  readonly object: string;
  /** Those that were tried: only objects that were saved whole, and not more than a sample. */
  readonly rows: number;
  readonly refused: readonly { readonly code: string; readonly rows: number }[];
}

/** What became of the rows of a restore in another org, where they were made and deleted again. */
export interface Rehearsal {
  readonly org: string;
  readonly objects: readonly RehearsedObject[];
}

export interface RestorePlan {
  readonly backup: string;
  readonly orgId: string;
  readonly onConflict: OnConflict;
  readonly insert: boolean;
  /** Parents first. */
  readonly objects: readonly RestorePlanObject[];
  /** Of objects whose files are in the backup. */
  readonly files: readonly RestorePlanFiles[];
  /** The first few, with the fields they are about. */
  readonly conflicts: readonly string[];
  /** The first few files whose newest versions say another thing, with the records that they hang on. */
  readonly fileConflicts: readonly string[];
  /** What runs in the org when the rows are written; absent where none is. */
  readonly automation?: FiringAutomation;
  /** Where somebody asked for one. */
  readonly rehearsal?: Rehearsal;
}

/** What was read back: rows as they were saved, and those that are not. */
export interface RestoreProof {
  readonly equal: number;
  readonly different: number;
  /** The first few, by object and saved id. */
  readonly examples: readonly string[];
}

/** A record by the id that it had when it was saved. */
export interface SavedRecord {
  readonly object: string;
  readonly id: string;
}

/** A row, or a file, the org did not take; `code` is its own word. */
export interface NotRestoredRow extends SavedRecord {
  /** Of a file: the record that it hung on. */
  readonly record?: SavedRecord;
  readonly code: string;
}

export type Restored =
  | { readonly kind: 'restorePlanned'; readonly plan: RestorePlan }
  | {
      readonly kind: 'restored';
      readonly plan: RestorePlan;
      /** Absent when there was nothing to do. */
      readonly run?: string;
      readonly written: number;
      readonly failed: readonly NotRestoredRow[];
      readonly proof: RestoreProof;
      /** Of attachments, documents and links; absent when none was to be restored. */
      readonly files?: RestoreProof;
      /** The backup of what the restore replaced. */
      readonly undo?: string;
    }
  /** Some rows were not taken, or are not as saved, or the way broke off: run again, the rest is done then. */
  | {
      readonly kind: 'restoredInPart';
      readonly plan: RestorePlan;
      readonly run: string;
      readonly failed: readonly NotRestoredRow[];
      readonly proof?: RestoreProof;
      readonly files?: RestoreProof;
      readonly undo?: string;
      readonly detail?: string;
      /** Names the records that are left, to run again with. */
      readonly file?: string;
    };

export type RestoreOutcome = Restored | RefusedEnding | OutsideEnding;

/** Records of one object that changed between two readings. */
export interface ObjectChanges {
  readonly object: string;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Records by the field that changed on them. */
  readonly fields: Readonly<Record<string, number>>;
}

export interface DataCompared {
  readonly kind: 'dataCompared';
  /** Ids of backups, or the name of the org. */
  readonly from: string;
  readonly to: string;
  readonly objects: readonly ObjectChanges[];
  /** The first ones, with values: somebody asked to see them. */
  readonly changes: readonly RowChange[];
  /** The file that holds all of them. */
  readonly file?: string;
}

export type DataDiffOutcome = DataCompared | RefusedEnding | OutsideEnding;

export interface BriefBackup {
  readonly id: string;
  readonly kind: BackupKind;
  readonly rows: number;
  /** As stored. */
  readonly bytes: number;
  /** A run began it and did not come to its end. */
  readonly isUnfinished?: boolean;
}

export interface PrunedBackups {
  readonly kind: 'backupsToPrune' | 'backupsPruned';
  /** Oldest first. */
  readonly goes: readonly BriefBackup[];
  readonly kept: readonly (BriefBackup & { readonly because: KeptBecause })[];
}

export type PruneBackupsOutcome = PrunedBackups | RefusedEnding | OutsideEnding;

/** Every ending of the commands about records. */
export type DataOutcome = BackedUp | Watched | Verified | Restored | DataCompared | PrunedBackups;

/** Part of the table in outcome.ts. */
export const dataExitCodes = {
  backedUp: 0,
  backedUpInPart: 68,
  watched: 0,
  verified: 0,
  damaged: 1,
  restorePlanned: 0,
  restored: 0,
  restoredInPart: 68,
  dataCompared: 0,
  backupsToPrune: 0,
  backupsPruned: 0,
} as const satisfies Readonly<Record<DataOutcome['kind'], number>>;
