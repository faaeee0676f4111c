import chalk from 'chalk';
import { auditLine, type Evidence, type JournalEntry } from '../release/journal-entry.ts';
import { shortTime } from './short-time.ts';

const signs: Readonly<Record<JournalEntry['kind'], string>> = {
  opened: chalk.bold('┌'),
  takenOver: chalk.bold('├'),
  intended: chalk.dim('│'),
  paused: chalk.yellow('│'),
  done: chalk.green('│'),
  closed: chalk.bold('└'),
};

const evidenceText = (evidence: Evidence): string =>
  Object.entries(evidence)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join(', ');

/** One entry as a line: when, what, and what was read from outside. */
export const logLine = (entry: JournalEntry): string => {
  const said = entry.kind === 'opened' ? (entry.reason ?? '') : evidenceText(entry.evidence);
  return `${chalk.dim(shortTime(entry.at))} ${signs[entry.kind]} ${auditLine(entry)}${said === '' ? '' : chalk.dim(`  ${said}`)}`;
};
