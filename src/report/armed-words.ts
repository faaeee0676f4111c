import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { Readiness } from '../release/armed.ts';
import type { ArmOutcome, RunFault } from '../release/outcome.ts';
import { duration } from './duration.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.arm');

export const armedText = (outcome: Exclude<ArmOutcome, RunFault>): string => {
  if (outcome.kind === 'nothingToDo') return words.getMessage('nothingToDo', [outcome.from.name, outcome.to.name]);
  const { plan, deploy, until } = outcome;
  const to = chalk.bold(plan.to.release ?? plan.to.commit);
  const text =
    plan.tests.level === 'NoTestRun'
      ? words.getMessage('validated', [to, duration(deploy.seconds)])
      : words.getMessage('armed', [to, deploy.deployId, deploy.testsRun, duration(deploy.seconds), shortTime(until)]);
  return `${chalk.green('✓')} ${text}`;
};

/** After a release the way back could not be validated: said, and no more than that. */
export const notArmedText = (message: string): string => words.getMessage('notArmed', [message]);

export const readinessText = (readiness: Readiness): string => {
  if (readiness.armed) {
    const { to, validation, quick } = readiness.rollback;
    return quick
      ? words.getMessage('readiness.armed', [to, shortTime(readiness.until), validation])
      : words.getMessage('readiness.validated', [to]);
  }
  switch (readiness.because) {
    case 'never':
      return words.getMessage('readiness.never');
    case 'otherRelease':
      return words.getMessage('readiness.otherRelease', [readiness.rollback.from]);
    case 'expired':
      return words.getMessage('readiness.expired', [shortTime(readiness.until)]);
    case 'deployed':
      return words.getMessage('readiness.deployed', [readiness.by.id, readiness.by.by, shortTime(readiness.by.at)]);
  }
};
