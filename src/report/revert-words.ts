import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { RevertOutcome } from '../release/catalogue-outcome.ts';
import type { Release } from '../release/release.ts';
import { plural } from './counts.ts';
import { clipped } from './visible.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.revert-branch');

interface Revert {
  readonly branch: string;
  readonly bad: Pick<Release, 'name'>;
  readonly good: Pick<Release, 'name'>;
  readonly kept: readonly string[];
}

/** Longest subject of a commit, and how many, in a commit message. */
const subjectLength = 100;
const mostKept = 50;

/** Subject and body of the commit, and of the pull request that carries it. */
export const revertWords = ({
  branch,
  bad,
  good,
  kept,
}: Revert): { readonly title: string; readonly body: string } => ({
  title: words.getMessage('title', [bad.name, good.name]),
  body: [
    words.getMessage('body', [bad.name, good.name, branch]),
    ...(kept.length === 0 ? [] : ['', words.getMessage('body.kept'), '']),
    ...kept.slice(0, mostKept).map((subject) => `- ${clipped(subject, subjectLength)}`),
    ...(kept.length > mostKept ? [`- … and ${kept.length - mostKept} more`] : []),
  ].join('\n'),
});

export const revertedText = (outcome: Extract<RevertOutcome, { kind: 'reverted' }>): string => {
  const { name, branch, bad, changes, pushed, title, body } = outcome;
  const count = changes.length === 0 ? words.getMessage('nothing') : plural(changes.length, 'component');
  return [
    `${chalk.green('✓')} ${words.getMessage('done', [chalk.bold(name), branch, bad.name, count])}`,
    pushed ? words.getMessage('pushed', [branch]) : words.getMessage('notPushed', [name]),
    '',
    chalk.bold(title),
    '',
    body,
  ].join('\n');
};
