import { Messages } from '@salesforce/core/messages';
import type { SfCommand } from '@salesforce/sf-plugins-core';
import type { RestorePlan } from '../../release/data/data-outcome.ts';
import { refuse } from '../../release/refusal.ts';
import { answered, askForName } from '../prompt.ts';
import { restorePlanWords } from './restore-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const own = Messages.loadMessages('sf-release', 'release.data.restore');

interface RestoreQuestion {
  readonly plan: RestorePlan;
  readonly identity: {
    readonly name: string;
    readonly kind: string;
    readonly username: string;
    readonly calledBy?: string;
  };
}

interface RestoreAsked {
  readonly door: Pick<SfCommand<unknown>, 'jsonEnabled' | 'log' | 'confirm'>;
  readonly confirm: string | undefined;
  /** Whether somebody can answer; by default what the terminal says. */
  readonly interactive?: boolean;
}

/**
 * Shows what would be done and asks. In production a person types the name of the org; without a terminal
 * `--confirm <alias>` stands in.
 */
export const askRestore = async (from: RestoreAsked, { plan, identity }: RestoreQuestion): Promise<void> => {
  const { door, confirm, interactive = process.stdin.isTTY && process.stdout.isTTY } = from;
  const named = identity.calledBy ?? identity.username;
  if (!door.jsonEnabled()) door.log(`${restorePlanWords(plan)}\n`);
  if (confirm !== undefined) {
    if (confirm !== named) refuse({ reason: 'confirmationWrong', expected: named, given: confirm });
    return;
  }
  if (!interactive || door.jsonEnabled())
    refuse({ reason: 'confirmationMissing', confirm: named, org: `${identity.name} (${plan.orgId})` });
  if (identity.kind === 'production') return askForName(identity.name);
  if (!(await answered(door.confirm({ message: own.getMessage('goAhead'), defaultAnswer: false }))))
    refuse({ reason: 'declined' });
};
