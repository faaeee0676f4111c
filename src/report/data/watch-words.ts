import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { Watched } from '../../release/data/data-outcome.ts';
import { rowsIn } from '../../release/data/manifest.ts';
import { plural } from '../counts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.watch');

/** What was saved, and the command that compares. */
export const watchedWords = ({ backup, since }: Watched): string => {
  const rows = plural(rowsIn(backup), 'record');
  return [
    `${chalk.green('✓')} ${messages.getMessage('done', [chalk.bold(backup.id), rows])}`,
    since === undefined
      ? messages.getMessage('compareLater', [`sf release data diff --from ${backup.id}`])
      : messages.getMessage('compare', [`sf release data diff --from ${since} --to ${backup.id}`]),
  ].join('\n');
};
