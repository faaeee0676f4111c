import { Messages } from '@salesforce/core';
import type { SfCommand } from '@salesforce/sf-plugins-core';
import chalk from 'chalk';
import { armedText } from './armed-words.ts';
import { duration } from './duration.ts';
import { checksText } from './check-words.ts';
import { planWords } from './plan-words.ts';
import type { DeployOutcome, PlannedOutcome, ResumeOutcome, RollbackOutcome, RunFault } from '../release/outcome.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const deployWords = Messages.loadMessages('sf-release', 'release.deploy');
const rollbackWords = Messages.loadMessages('sf-release', 'release.rollback');
const resumeWords = Messages.loadMessages('sf-release', 'release.resume');

type Released = Extract<DeployOutcome, { kind: 'released' }>;
type RolledBack = Extract<RollbackOutcome, { kind: 'rolledBack' }>;

const tick = chalk.green('✓');

export const releasedWords = ({ release, deploy, proof, plan, checks }: Released): string =>
  [
    `${tick} ${deployWords.getMessage('done', [chalk.bold(release.name), plan.orgId, deploy.componentsDeployed, deploy.testsRun, duration(deploy.seconds)])}`,
    `${tick} ${deployWords.getMessage('proven', [proof.components.length])}`,
    checksText(checks, 'after'),
  ].join('\n');

export const rolledBackWords = ({ release, deploy, proof, plan, checks }: RolledBack): string =>
  [
    `${tick} ${rollbackWords.getMessage(release.restores === undefined ? 'done.part' : 'done', [`${plan.environment} (${plan.orgId})`, chalk.bold(release.restores ?? release.summary), release.name, deploy.componentsDeployed, deploy.testsRun, duration(deploy.seconds)])}`,
    ...(deploy.validation === undefined ? [] : [`${tick} ${rollbackWords.getMessage('quick', [deploy.validation])}`]),
    `${tick} ${rollbackWords.getMessage('proven', [proof.components.length])}`,
    ...(plan.limits.length === 0
      ? []
      : [`${chalk.yellow('!')} ${rollbackWords.getMessage('limits', [plan.limits.length])}`]),
    checksText(checks, 'after'),
    `${chalk.yellow('!')} ${rollbackWords.getMessage('git', [release.rollsBack ?? plan.options.undo ?? plan.from.release ?? ''])}`,
  ].join('\n');

/** A plan and what the checks say of it now. */
export const plannedWords = ({ plan, org, checks }: PlannedOutcome): string => {
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  return `${planWords(plan, org, columns)}\n${checksText(checks, 'before')}\n`;
};

/** The good endings of a run, printed; `planned` was shown before. */
export const printRun = (door: SfCommand<unknown>, outcome: Exclude<ResumeOutcome, RunFault>): void => {
  switch (outcome.kind) {
    case 'released':
      door.log(releasedWords(outcome));
      break;
    case 'rolledBack':
      door.log(rolledBackWords(outcome));
      break;
    case 'armed':
      door.log(armedText(outcome));
      break;
    case 'nothingToDo':
      door.log(rollbackWords.getMessage('nothingToDo', [outcome.from.name, outcome.to.name]));
      break;
    case 'nothingOpen':
      door.log(resumeWords.getMessage('nothingOpen', [outcome.environment]));
      break;
    case 'closed':
      door.log(resumeWords.getMessage('closed', [outcome.run]));
      break;
    case 'abandoned':
      door.log(
        resumeWords.getMessage('abandoned', [
          outcome.run,
          outcome.deploys.join(', ') || resumeWords.getMessage('noDeploys'),
        ]),
      );
      break;
    case 'planned':
      door.log(plannedWords(outcome));
      break;
  }
};
