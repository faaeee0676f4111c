import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { Readiness } from '../release/armed.ts';
import type { RunFault } from '../release/ending.ts';
import type { ArmOutcome } from '../release/run-outcome.ts';
import { faultText, refusalMessage } from './conclude.ts';
import type { Door } from './door.ts';
import { plural } from './counts.ts';
import { duration } from './duration.ts';
import { lineOption } from './line-words.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.arm');

export const armedText = (outcome: Exclude<ArmOutcome, RunFault>): string => {
  if (outcome.kind === 'nothingToDo') return words.getMessage('nothingToDo', [outcome.to.name]);
  const { plan, deploy, until } = outcome;
  const to = chalk.bold(plan.to.release ?? plan.to.commit);
  const text =
    plan.tests.level === 'NoTestRun'
      ? words.getMessage('validated', [to, duration(deploy.seconds)])
      : words.getMessage('armed', [
          to,
          deploy.deployId,
          plural(deploy.testsRun, 'test'),
          duration(deploy.seconds),
          shortTime(until),
        ]);
  return `${chalk.green('✓')} ${text}`;
};

/** The next way of an org, as the org has validated it. */
export interface Armed {
  /** Release that a rollback leads to. */
  readonly to: string | undefined;
  readonly validation: string;
  /** ISO 8601. */
  readonly until: string;
}

/**
 * What was done stands, whatever becomes of arming: the next way is validated, or a warning says why it is not. The first
 * release has no way back, and two releases alike need none.
 */
export const concludeArming = (door: Door, outcome: ArmOutcome, to?: string): { readonly armed?: Armed } => {
  if (outcome.kind === 'armed') {
    if (!door.jsonEnabled()) door.log(armedText(outcome));
    return { armed: { until: outcome.until, validation: outcome.deploy.deployId, to: outcome.plan.to.release } };
  }
  const isFirst = outcome.kind === 'refused' && outcome.refusal.reason === 'noEarlierRelease';
  if (outcome.kind !== 'nothingToDo' && !isFirst)
    door.warn(words.getMessage('notArmed', [to ?? words.getMessage('theWayBack'), faultText(outcome)]));
  return {};
};

/** Whether the way back is armed, or what disarmed it and the command that arms it again. */
export const readinessText = (readiness: Readiness, line?: string): string => {
  const again = lineOption(line);
  if (readiness.armed) {
    const { to, validation, quick } = readiness.rollback;
    return quick
      ? words.getMessage('readiness.armed', [to, shortTime(readiness.until), validation])
      : words.getMessage('readiness.validated', [to]);
  }
  switch (readiness.because) {
    case 'never':
      return words.getMessage('readiness.never', [again]);
    case 'otherRelease':
      return words.getMessage('readiness.otherRelease', [readiness.rollback.from, again]);
    case 'expired':
      return words.getMessage('readiness.expired', [shortTime(readiness.until), again]);
    case 'deployed':
      return words.getMessage('readiness.deployed', [
        readiness.by.id,
        readiness.by.by,
        shortTime(readiness.by.at),
        again,
      ]);
    case 'packages':
      return words.getMessage('readiness.packages', [
        readiness.installed.join(', ') || words.getMessage('removed'),
        again,
      ]);
    case 'planChanged':
      return words.getMessage('readiness.planChanged', [again]);
    case 'notPlanned':
      return words.getMessage('readiness.notPlanned', [refusalMessage(readiness.refusal)]);
  }
};
