import type { RestoreWishes } from './restore-scene.ts';

/** What somebody wants to be brought back, and how. */
export interface RestoreRequest extends RestoreWishes {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Id of a backup, the beginning of one, the run it was made in, or `latest`. */
  readonly backup: string;
  /** None = all of the backup. */
  readonly objects: readonly string[];
  /** None = all that can be written. */
  readonly fields: readonly string[];
  /** SOQL condition that the org is asked, of records as they are now; takes one object. */
  readonly where?: string | undefined;
  /** File with the private key. */
  readonly identity?: string | undefined;
  /** A CSV file whose column `Id` names records. */
  readonly idFile?: string | undefined;
  /** Where records that were not restored are named: no values. */
  readonly failedFile?: string | undefined;
  /** Alias or username of an org that is not production, in which the rows are tried first. */
  readonly rehearseIn?: string | undefined;
  /** Counts what would be done and writes nothing anywhere. */
  readonly dryRun: boolean;
  /** The run of a restore that its holder left behind. */
  readonly takeOver?: string | undefined;
  /** The open rollback that this is a part of. */
  readonly within?: string | undefined;
}
