import { Messages } from '@salesforce/core';
import type { SfCommand } from '@salesforce/sf-plugins-core';
import chalk from 'chalk';
import type { CheckResult } from '../release/checks/check.ts';
import type { RunFault } from '../release/ending.ts';
import { keyOf } from '../release/metadata/component.ts';
import type { Plan } from '../release/plan/plan.ts';
import type {
  DeployOutcome,
  DeploySummary,
  PlannedOutcome,
  ResumeOutcome,
  RollbackOutcome,
} from '../release/run-outcome.ts';
import { armedText } from './armed-words.ts';
import { checksText } from './check-words.ts';
import { plural, shortList } from './counts.ts';
import { duration } from './duration.ts';
import { lineOption } from './line-words.ts';
import { planWords } from './plan-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const deployWords = Messages.loadMessages('sf-release', 'release.deploy');
const rollbackWords = Messages.loadMessages('sf-release', 'release.rollback');
const resumeWords = Messages.loadMessages('sf-release', 'release.resume');

type Released = Extract<DeployOutcome, { kind: 'released' }>;
type RolledBack = Extract<RollbackOutcome, { kind: 'rolledBack' }>;

const tick = chalk.green('✓');
const exclamation = chalk.yellow('!');

export const releasedWords = ({ release, deploy, proof, plan, checks }: Released): string =>
  [
    `${tick} ${deployWords.getMessage('done', [chalk.bold(release.name), plan.orgId, ...tally(deploy)])}`,
    `${tick} ${deployWords.getMessage('proven', [proof.components.length])}`,
    checksText(checks, 'after'),
  ].join('\n');

export const rolledBackWords = (outcome: RolledBack): string => {
  const { release, deploy, proof, plan, checks } = outcome;
  const where = `${plan.environment} (${plan.orgId})`;
  const what = chalk.bold(release.restores ?? release.summary);
  const left = release.rollsBack ?? plan.options.undo ?? plan.from.release ?? '';
  const done = release.restores === undefined ? 'done.part' : 'done';
  return [
    `${tick} ${rollbackWords.getMessage(done, [where, what, release.name, ...tally(deploy)])}`,
    ...(deploy.validation === undefined ? [] : [`${tick} ${rollbackWords.getMessage('quick', [deploy.validation])}`]),
    `${tick} ${rollbackWords.getMessage('proven', [proof.components.length])}`,
    ...limitLines(plan),
    checksText(checks, 'after'),
    ...(checks.some(isBadBranch)
      ? [`${exclamation} ${rollbackWords.getMessage('git', [left, lineOption(release.line)])}`]
      : []),
  ].join('\n');
};

/** A branch that may bring back what was taken out; also when nobody could find out. */
const isBadBranch = ({ name, verdict }: CheckResult): boolean => name === 'gitTruth' && verdict !== 'pass';

/** Components, tests, time. */
const tally = ({ componentsDeployed, testsRun, seconds }: DeploySummary): readonly string[] => [
  plural(componentsDeployed, 'component'),
  plural(testsRun, 'test'),
  duration(seconds),
];

const limitLines = ({ limits }: Plan): readonly string[] => {
  if (limits.length === 0) return [];
  const components = [...new Set(limits.map(({ component }) => keyOf(component)))];
  return [`${exclamation} ${rollbackWords.getMessage('limits', [limits.length, shortList(components)])}`];
};

/** A plan and what the checks say of it now. */
export const plannedWords = ({ plan, org, checks }: PlannedOutcome): string => {
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  return `${planWords(plan, org, columns)}${checksText(checks, 'before')}\n`;
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
      door.log(rollbackWords.getMessage('nothingToDo', [outcome.to.name]));
      break;
    case 'nothingOpen':
      door.log(resumeWords.getMessage('nothingOpen', [outcome.environment]));
      if (outcome.last !== undefined)
        door.log(resumeWords.getMessage('nothingOpen.last', [outcome.last.run, outcome.last.ending]));
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
