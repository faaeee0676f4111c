import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import { auditLine, type Evidence, type JournalEntry, type OpenedEntry } from '../release/journal-entry.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.log');

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
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(' ') : String(value)])
    .filter(([, text]) => text !== '')
    .map((pair) => pair.join(' '))
    .join(', ');

/** One entry as a line: when, what, and what was read from outside. */
export const logLine = (entry: JournalEntry): string => {
  const said = entry.kind === 'opened' ? (entry.reason ?? '') : evidenceText(entry.evidence);
  return `${chalk.dim(shortTime(entry.at))} ${signs[entry.kind]} ${auditLine(entry)}${said === '' ? '' : chalk.dim(`  ${said}`)}`;
};

/** The entries of each run, in the order in which the runs were opened. */
export const runsIn = (entries: readonly JournalEntry[]): readonly (readonly JournalEntry[])[] => {
  const runs = new Map<string, JournalEntry[]>();
  for (const entry of entries) runs.set(entry.run, [...(runs.get(entry.run) ?? []), entry]);
  return [...runs.values()];
};

/** A run as a line: when, what, by whom, how it ended; below it the reason, and where it was left and carried on. */
export const runText = (entries: readonly JournalEntry[]): string => {
  const opened = entries.find((entry) => entry.kind === 'opened');
  if (opened === undefined) return entries.map(logLine).join('\n');
  const { at, by, where, run, reason } = opened;
  const who = messages.getMessage('by', [by, where]);
  return [
    `${chalk.dim(shortTime(at))}  ${wayText(opened)}  ${who}: ${endingText(entries)}  ${chalk.dim(run)}`,
    ...(reason === undefined ? [] : [`${indent}${reason}`]),
    ...entries
      .filter(({ kind }) => kind === 'paused' || kind === 'takenOver')
      .map((entry) => indent + chalk.dim(stopText(entry))),
  ].join('\n');
};

/** Below the first word after the time. */
const indent = ' '.repeat('2026-11-21 17:29  '.length);

const wayText = ({ verb, from, to, release, environment }: OpenedEntry): string => {
  const goal = to ?? release ?? environment;
  return chalk.bold(`${verb} ${from === undefined ? goal : `${from} → ${goal}`}`);
};

const endingText = (entries: readonly JournalEntry[]): string => {
  const closed = entries.find((entry) => entry.kind === 'closed');
  if (closed === undefined) return chalk.yellow(messages.getMessage('ending.open'));
  const { release, deployId } = closed.evidence;
  const words = messages.getMessage(`ending.${closed.ending}`);
  const detail = typeof release === 'string' ? release : typeof deployId === 'string' ? deployId : '';
  return detail === '' ? words : `${words}, ${detail}`;
};

const stopText = (entry: JournalEntry): string =>
  `${shortTime(entry.at)} ${auditLine(entry).replace(/ \(run .*\)$/u, '')}`;
