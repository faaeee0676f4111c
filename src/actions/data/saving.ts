import type { BackupWriting } from '../../gateways/data/backup-store.ts';
import type { Org } from '../../gateways/org/org.ts';

/** Rows of one object that are safely stored so far. */
export type OnRows = (object: string, rows: number) => void;

export interface Saving {
  readonly org: Org;
  readonly writing: BackupWriting;
  readonly now: () => Date;
  readonly onRows?: OnRows | undefined;
  /** Saves the names of the users that rows name: of a reading that is kept. */
  readonly withUsers?: boolean;
  /** Fingerprints of bodies that are stored already: in this backup, or in one that it goes on from. */
  readonly knownBodies?: ReadonlySet<string> | undefined;
  /** Bodies of files that are safely stored, of all that are to be fetched. */
  readonly onBodies?: ((saved: number, all: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
