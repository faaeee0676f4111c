import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { BackedUp, FilesNotSaved, UnfinishedBackup, Verified } from '../../release/data/data-outcome.ts';
import { rowsIn, type SavedObject } from '../../release/data/manifest.ts';
import { columns } from '../columns.ts';
import { plural } from '../counts.ts';
import { savedFilesWords } from './file-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const backupMessages = Messages.loadMessages('sf-release', 'release.data.backup');
const verifyMessages = Messages.loadMessages('sf-release', 'release.data.verify');

const count = (rows: number): string => rows.toLocaleString('en-US');

const notSavedWords = ({ object, notSaved }: SavedObject): readonly string[] =>
  notSaved.map(({ field, because }) => `  ${object}.${field}: ${backupMessages.getMessage(`notSaved.${because}`)}`);

const someFiles = (files: number | 'unknown', noun: string): string =>
  files === 'unknown' ? backupMessages.getMessage('unknownNumber', [`${noun}s`]) : plural(files, noun);

const filesWords = ({ object, files, attachments }: FilesNotSaved): string =>
  `  ${object}: ${someFiles(files, 'file')}, ${someFiles(attachments, 'attachment')}`;

/** What a backup holds, and what it does not. */
export const backedUpWords = ({ backup, folder, filesNotSaved }: BackedUp): string => {
  const { id, objects, recipients, files } = backup;
  const missing = objects.flatMap(notSavedWords);
  const key = recipients.length === 0 ? 'plain' : 'encrypted';
  return [
    columns(
      objects.map(({ object, rows }) => [object, count(rows)]),
      ['left', 'right'],
    ),
    `${chalk.green('✓')} ${backupMessages.getMessage('done', [chalk.bold(id), plural(rowsIn(backup), 'row'), plural(objects.length, 'object'), folder])}`,
    ...(files === undefined ? [] : savedFilesWords(files)),
    `${chalk.green('✓')} ${backupMessages.getMessage(key, [plural(recipients.length, 'key')])}`,
    ...(missing.length === 0 ? [] : [`${chalk.yellow('!')} ${backupMessages.getMessage('notSaved')}`, ...missing]),
    ...(filesNotSaved.length === 0
      ? []
      : [`${chalk.yellow('!')} ${backupMessages.getMessage('filesNotSaved')}`, ...filesNotSaved.map(filesWords)]),
  ].join('\n');
};

/** What was read back, and what is wrong. */
export const verifiedWords = ({ backups, problems, unfinished }: Verified): string =>
  [
    ...(backups.length === 0 ? [] : [checkedTable(backups)]),
    ...problems.map(
      ({ backup, file, detail }) => `${chalk.red('✗')} ${backup}${file === undefined ? '' : ` ${file}`}: ${detail}`,
    ),
    ...(problems.length === 0
      ? [`${chalk.green('✓')} ${verifyMessages.getMessage('good', [plural(backups.length, 'backup')])}`]
      : []),
    ...unfinished.map(unfinishedWords),
    ...(backups.some(({ depth }) => depth === 'stored')
      ? [`${chalk.yellow('!')} ${verifyMessages.getMessage('noKey')}`]
      : []),
  ].join('\n');

const unfinishedWords = ({ id, kind, run }: UnfinishedBackup): string =>
  `${chalk.yellow('!')} ${verifyMessages.getMessage(run === undefined ? 'unfinished' : 'unfinished.ofRun', [id, kind, run])}`;

const checkedTable = (backups: Verified['backups']): string =>
  columns(
    backups.map(({ id, rows, files, checked, depth }) => [
      id,
      plural(rows, 'row'),
      verifyMessages.getMessage(depth, [checked, files]),
    ]),
    ['left', 'right', 'left'],
  );
