import { Messages } from '@salesforce/core';
import type { SfCommand } from '@salesforce/sf-plugins-core';
import { conclusionOf, stoppers, type CheckResult } from '../release/checks/check.ts';
import type { Plan } from '../release/plan/plan.ts';
import { refuse } from '../release/refusal.ts';
import { checksText } from './check-words.ts';
import { glanceWords, planWords } from './plan-words.ts';
import { answered, askForName, askLine } from './prompt.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'consent');

export interface Question {
  readonly plan: Plan;
  /** What the checks before the run found. */
  readonly checks: readonly CheckResult[];
  readonly identity: {
    readonly name: string;
    readonly kind: string;
    readonly username: string;
    /** The alias or username by which the org was opened, when somebody or `release.yaml` named it. */
    readonly calledBy?: string;
    readonly instanceUrl?: string;
  };
}

export interface AskedFrom {
  readonly door: Pick<SfCommand<unknown>, 'jsonEnabled' | 'log' | 'confirm'>;
  /** What was passed with `--confirm`. */
  readonly confirm: string | undefined;
  readonly interactive: boolean;
  /** Columns of the terminal. */
  readonly columns?: number | undefined;
  /** Why, as passed with `--reason`. */
  readonly reason?: string | undefined;
  /** Called with the reason that a person typed. */
  readonly onReason?: ((reason: string) => void) | undefined;
}

/**
 * Shows the plan and asks. In production a person types the name of the org: an answer nobody gives by habit; and says
 * why when it is to go back. Without a terminal `--confirm <alias>` stands in, because a pipeline has no habits but a
 * copied line has.
 */
export const askConsent = async (from: AskedFrom, question: Question): Promise<void> => {
  const { door, confirm, interactive, columns } = from;
  const { plan, identity } = question;
  const named = identity.calledBy ?? identity.username;
  if (!door.jsonEnabled()) door.log(`${planWords(plan, identity, columns)}${checksText(question.checks, 'before')}\n`);
  if (confirm !== undefined) {
    if (confirm !== named) refuse({ reason: 'confirmationWrong', expected: named, given: confirm });
    refuseUnanswered(question.checks);
  } else if (!interactive || door.jsonEnabled())
    refuse({ reason: 'confirmationMissing', confirm: named, org: `${identity.name} (${plan.orgId})` });
  const isAsked = interactive && !door.jsonEnabled();
  if (needsReason(plan, from.reason)) await askForReason(from, isAsked, identity.name);
  if (confirm === undefined) await askForYes(from, question);
};

/** A production org does not go back without a word why, kept with the release and in the journal. */
const needsReason = ({ orgKind, purpose }: Plan, reason: string | undefined): boolean =>
  orgKind === 'production' && purpose === 'rollback' && (reason === undefined || reason.trim() === '');

const askForReason = async ({ onReason }: AskedFrom, isAsked: boolean, org: string): Promise<void> => {
  if (!isAsked) refuse({ reason: 'reasonMissing', org });
  onReason?.(await askLine(messages.getMessage('why')));
};

/** The last look before the answer: the plan may have scrolled away. */
const askForYes = async ({ door, columns }: AskedFrom, { plan, identity }: Question): Promise<void> => {
  door.log(`${glanceWords(plan, identity, columns)}\n`);
  if (plan.orgKind === 'production') await askForName(identity.name);
  else if (!(await answered(door.confirm({ message: messages.getMessage('goAhead'), defaultAnswer: false }))))
    refuse({ reason: 'declined' });
};

/** A word given in advance agrees to what was known then, not to what nobody could find out. */
const refuseUnanswered = (checks: readonly CheckResult[]): void => {
  if (conclusionOf(checks) === 'pause') refuse({ reason: 'checkUnanswered', checks: stoppers(checks) });
};
