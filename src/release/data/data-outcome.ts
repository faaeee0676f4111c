import type { OutsideEnding, RefusedEnding } from '../outcome.ts';
import type { Manifest } from './manifest.ts';

/** A backup that was read back, decrypted, counted and compared. */
export interface BackedUp {
  readonly kind: 'backedUp';
  /** Where the backups of the environment are. */
  readonly folder: string;
  readonly backup: Manifest;
  /** It went on with one that was interrupted. */
  readonly resumed: boolean;
}

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

export interface Verified {
  readonly kind: 'verified' | 'damaged';
  readonly folder: string;
  readonly backups: readonly CheckedBackup[];
  readonly problems: readonly BackupProblem[];
}

export type VerifiedOutcome = Verified | RefusedEnding | OutsideEnding;

/** Every ending of the commands about records. */
export type DataOutcome = BackedUp | Verified;

/** Part of the table in outcome.ts. */
export const dataExitCodes = {
  backedUp: 0,
  verified: 0,
  damaged: 1,
} as const satisfies Readonly<Record<DataOutcome['kind'], number>>;
