import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { Finding, Health } from '../release/diagnosis.ts';
import type { DoctorOutcome } from '../release/outcome.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.doctor');

const signs: Readonly<Record<Health, string>> = {
  good: chalk.green('✓'),
  warn: chalk.yellow('!'),
  fail: chalk.red('✗'),
  unknown: chalk.dim('?'),
};

/** Which of a finding's details stands in its fix, where one does. */
const detailOfFix: Readonly<Record<string, number>> = {
  'git.dated': 1,
  'git.old': 1,
  'environment.unpinned': 0,
  'org.unanswered': 1,
};

/** A message takes as many details as it has places. */
const said = (key: string, details: readonly string[]): string => {
  const places = words.getMessage(key).split('%s').length - 1;
  return words.getMessage(key, details.slice(0, places));
};

/** What was found. */
export const findingText = ({ subject, found, details }: Finding): string => said(`${subject}.${found}`, details);

/** What to do about it; undefined where nothing is to be done. */
export const fixText = ({ subject, found, health, details }: Finding): string | undefined => {
  if (health !== 'warn' && health !== 'fail') return undefined;
  const key = `${subject}.${found}`;
  return said(`${key}.fix`, details.slice(detailOfFix[key] ?? details.length)).trim() || undefined;
};

const linesOf = (finding: Finding): readonly string[] => {
  const fix = fixText(finding);
  return [`${signs[finding.health]} ${findingText(finding)}`, ...(fix === undefined ? [] : [`    ${chalk.bold(fix)}`])];
};

export const doctorText = ({ kind, findings }: DoctorOutcome): string =>
  [...findings.flatMap(linesOf), '', words.getMessage(kind)].join('\n');

/** For machines: each finding with its words. */
export const doctorJson = ({ kind, findings }: DoctorOutcome) => ({
  healthy: kind === 'healthy',
  findings: findings.map((finding) => {
    const fix = fixText(finding);
    return { ...finding, text: findingText(finding), ...(fix === undefined ? {} : { fix }) };
  }),
});
