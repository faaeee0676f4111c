import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import { reachabilityOf, type Verified } from '../release/reachability.ts';
import { faultText } from './conclude.ts';
import { plural } from './counts.ts';
import { duration } from './duration.ts';
import { visible } from './visible.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.verify');

const mostProblems = 10;

/** As they can be pasted into `release.yaml`. */
const candidateLines = (candidates: readonly string[]): readonly string[] =>
  candidates.length === 0
    ? []
    : [
        `  ${words.getMessage('candidates')}`,
        ...candidates.slice(0, mostProblems).map((glob) => `    - leaveOut: '${visible(glob).replaceAll("'", "''")}'`),
      ];

/** One release as a line, with what the org said against it below. */
export const verifiedText = (verified: Verified): string => {
  const { release, outcome } = verified;
  const name = chalk.bold(release);
  switch (outcome.kind) {
    case 'armed': {
      const cost = [plural(outcome.deploy.testsRun, 'test'), duration(outcome.deploy.seconds)];
      return reachabilityOf(verified) === 'deployable'
        ? `${chalk.green('✓')} ${words.getMessage('deployable', [name, ...cost])}`
        : `${chalk.yellow('!')} ${words.getMessage('withLimits', [name, plural(outcome.plan.limits.length, 'thing'), ...cost])}`;
    }
    case 'nothingToDo':
      return `${chalk.green('✓')} ${words.getMessage('same', [name])}`;
    case 'failed': {
      const problems = outcome.problems.map(({ what, message }) => `    ${visible(what)}: ${visible(message)}`);
      const rest = problems.length > mostProblems ? [`    … and ${problems.length - mostProblems} more`] : [];
      return [
        `${chalk.red('✗')} ${words.getMessage('failed', [name])}`,
        ...problems.slice(0, mostProblems),
        ...rest,
        ...candidateLines(verified.candidates),
      ].join('\n');
    }
    default:
      return `${chalk.red('✗')} ${words.getMessage('notValidated', [name, faultText(outcome)])}`;
  }
};
