/** Why a backup cannot be written or read. One spelling: reason and error name. */
export type BackupErrorReason =
  /** A file is not what its manifest says, cannot be decrypted, or is cut. */
  | 'damagedBackup'
  /** The manifest cannot be read or was edited. */
  | 'damagedManifest'
  | 'unknownBackup'
  /** Nobody gave a private key. */
  | 'identityMissing'
  /** No key given opens it. */
  | 'identityWrong'
  | 'unreadableIdentity'
  /** The disk said no: full, read-only, no permission. */
  | 'unwritableBackup';

/** The store of backups said no. Carries names, counts and hashes; never a value of a record, never a key. */
export class BackupError extends Error {
  public readonly reason: BackupErrorReason;
  public readonly actions: readonly string[];

  public constructor(
    reason: BackupErrorReason,
    message: string,
    facts: ErrorOptions & { actions?: readonly string[] } = {},
  ) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'BackupError';
    this.reason = reason;
    this.actions = facts.actions ?? [];
  }
}

/** What the disk says, in our words. */
export const diskError = (file: string, error: unknown): unknown => {
  const { code } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined || !/^E[A-Z]+$/u.test(code)) return error;
  const actions =
    code === 'ENOSPC'
      ? ['Free space on the disk, or choose another folder: data.folder in release.yaml.']
      : ['Check the folder, or choose another one: data.folder in release.yaml.'];
  return new BackupError('unwritableBackup', `The backup cannot be written to ${file} (${code}).`, {
    actions,
    cause: error,
  });
};
