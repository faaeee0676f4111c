import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import { conclusionOf, type CheckResult } from '../release/checks/check.ts';
import { checkNames } from '../release/checks/checks.ts';
import { resultText } from '../release/checks/result-text.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'checks');

/** What to do about a check that failed; checks of the project are for the project to explain. */
export const adviceOf = (name: string): string =>
  words.getMessage(checkNames.includes(name) ? `${name}.advice` : 'declared.advice', [name]);

/** One line of a refusal: what was found, and the call by which anybody can look. */
export const stoppingText = (check: Pick<CheckResult, 'name' | 'call' | 'evidence' | 'because'>): string =>
  `  ${resultText(check)}\n    ${check.call}`;

/** `--skip-check a --skip-check b` */
export const namesOf = (checks: readonly { readonly name: string }[]): string =>
  checks.map(({ name }) => `--skip-check ${name}`).join(' ');

/** The statement that a check is about; a check of the project has its name alone. */
export const titleOf = (name: string): string => (checkNames.includes(name) ? words.getMessage(name) : name);

const sign = ({ verdict, onFail, skipped, warns }: CheckResult): string => {
  if (skipped !== undefined) return chalk.dim('-');
  if (verdict === 'pass') return warns === true ? chalk.yellow('!') : chalk.green('✓');
  if (verdict === 'inconclusive') return chalk.yellow('?');
  return onFail === 'warn' ? chalk.yellow('!') : chalk.red('✗');
};

/** What was found; empty when that is nothing. */
export const foundText = (check: CheckResult): string => resultText({ ...check, name: '' }).replace(/^: /u, '');

const line = (check: CheckResult): string => {
  const { name } = check;
  const title = titleOf(name);
  const found = foundText(check);
  return `  ${sign(check)} ${title}${title === name ? '' : chalk.dim(` (${name})`)}${found === '' ? '' : `: ${found}`}`;
};

/** Checks that mean something here; those of them that a person reads by name: all but a plain pass. */
export const toldChecks = (checks: readonly CheckResult[]) => {
  const asked = checks.filter(({ skipped }) => skipped !== 'notApplicable');
  return {
    asked: asked.length,
    passed: asked.filter(({ verdict }) => verdict === 'pass').length,
    told: asked.filter(({ verdict, warns }) => verdict !== 'pass' || warns === true),
  };
};

/** What the checks before a run lead to, where that is not to go on. */
export const conclusionText = (checks: readonly CheckResult[]): string | undefined => {
  const conclusion = conclusionOf(checks);
  return conclusion === 'goOn' ? undefined : words.getMessage(conclusion === 'pause' ? 'decide' : 'refused');
};

/**
 * Checks for the terminal: how many passed, and every other one by name with what was found. Nothing of what a person has
 * to decide is left out; what means nothing here is.
 */
export const checksText = (checks: readonly CheckResult[], when: 'before' | 'after'): string => {
  const { asked, passed, told } = toldChecks(checks);
  const conclusion = when === 'before' ? conclusionText(checks) : undefined;
  return [
    chalk.bold(words.getMessage(when)),
    ...(passed === 0 ? [] : [`  ${chalk.green('✓')} ${words.getMessage('passed', [passed, asked])}`]),
    ...told.map(line),
    ...(conclusion === undefined ? [] : [`  ${chalk.bold(conclusion)}`]),
  ].join('\n');
};
