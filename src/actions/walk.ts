import type { Gateways } from '../gateways/open.ts';
import type { BackupError } from '../gateways/data/backup-error.ts';
import type { GitError } from '../gateways/git/git.ts';
import type { OrgError } from '../gateways/org/org-error.ts';
import type { OutsideEnding, RefusedEnding } from '../release/ending.ts';
import { Refused } from '../release/refusal.ts';

/** How a walk gets at the outside: opening can be refused too, so it is part of the walk. */
export type OpenGateways = () => Promise<Gateways>;

/**
 * Walks to an ending. A refusal on the way is an ending like any other, and so is an org or a remote that does not
 * answer; anything else is a surprise.
 */
export const concluded = async <Ending>(
  open: OpenGateways,
  walk: (gateways: Gateways) => Promise<Ending>,
): Promise<Ending | RefusedEnding | OutsideEnding> => {
  try {
    return await walk(await open());
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal };
    if (isOrgError(error) || isBackupError(error))
      return { kind: 'outside', reason: error.reason, message: error.message, actions: error.actions };
    if (isGitError(error)) return { kind: 'outside', reason: 'gitFailed', message: error.message, actions: [] };
    throw error;
  }
};

/** By name: a walk knows gateways as types only. */
const isOrgError = (error: unknown): error is OrgError => error instanceof Error && error.name === 'OrgError';
const isBackupError = (error: unknown): error is BackupError => error instanceof Error && error.name === 'BackupError';
const isGitError = (error: unknown): error is GitError => error instanceof Error && error.name === 'GitError';
