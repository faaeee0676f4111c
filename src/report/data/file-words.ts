import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { RestorePlan, RestoreProof } from '../../release/data/data-outcome.ts';
import type { SavedFiles } from '../../release/data/manifest.ts';
import { bodiesSent, fileRequests, filesLeftAlone } from '../../release/data/files/planned-files.ts';
import { columns } from '../columns.ts';
import { plural } from '../counts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.backup');

const restoreMessages = Messages.loadMessages('sf-release', 'release.data.restore');

const count = (number: number): string => number.toLocaleString('en-US');

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `0 bytes`, `1.2 MB`: powers of 1,000, as the org counts storage. */
export const sizeWords = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** power;
  return `${size.toLocaleString('en-US', { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power] ?? ''}`;
};

/** What of files a backup holds: by object, and the bodies that were fetched for it. */
export const savedFilesWords = ({ lists, packs, overtaken, unreadable = [] }: SavedFiles): readonly string[] => {
  const byObject = Map.groupBy(lists, ({ object }) => object);
  const bodies = packs.reduce((sum, { rows }) => sum + rows, 0);
  const bytes = packs.reduce((sum, pack) => sum + pack.bytes, 0);
  const fetched = [plural(bodies, 'body', 'bodies'), sizeWords(bytes), plural(bodies, 'API request')];
  return [
    `${chalk.green('✓')} ${bodies === 0 ? messages.getMessage('files.none') : messages.getMessage('files', fetched)}`,
    ...[...byObject].map(([object, of]) => {
      const [attachments, links] = (['attachments', 'links'] as const).map((kind) =>
        of.reduce((sum, each) => sum + (each.kind === kind ? each.rows : 0), 0),
      );
      return `  ${object}: ${plural(attachments ?? 0, 'attachment')}, ${plural(links ?? 0, 'link')} to files`;
    }),
    ...(overtaken === 0
      ? []
      : [`${chalk.yellow('!')} ${messages.getMessage('overtaken', [plural(overtaken, 'body', 'bodies')])}`]),
    ...(unreadable.length === 0
      ? []
      : [`${chalk.yellow('!')} ${messages.getMessage('unreadable', [plural(unreadable.length, 'body', 'bodies')])}`]),
    ...unreadable.map(({ object, id, code }) => `  ${object} ${id}: ${code}`),
  ];
};

const fates = ['insert', 'undelete', 'link', 'conflict', 'changed', 'gone', 'same'] as const;

const headings: Readonly<Record<(typeof fates)[number], string>> = {
  insert: 'column.insert',
  undelete: 'column.undelete',
  link: 'column.link',
  conflict: 'column.conflict.files',
  changed: 'column.changed',
  gone: 'column.gone',
  same: 'column.same',
};

/** What would be done for attachments and files, by object; nothing where the backup holds none. */
export const plannedFilesWords = (plan: RestorePlan): readonly string[] => {
  const { files, fileConflicts } = plan;
  if (files.length === 0) return [];
  const bytes = files.reduce((sum, plan) => sum + plan.bytes, 0);
  const lines = files.flatMap(({ object, attachments, files: documents }) => [
    rowOf(restoreMessages.getMessage('attachmentsOf', [object]), attachments),
    rowOf(restoreMessages.getMessage('filesOf', [object]), documents),
  ]);
  const sent = [sizeWords(bytes), plural(fileRequests(plan), 'API request')];
  return [
    bodiesSent(plan) === 0 ? restoreMessages.getMessage('filesUnsent') : restoreMessages.getMessage('files', sent),
    columns(
      [['', ...fates.map((fate) => restoreMessages.getMessage(headings[fate]))], ...lines],
      ['left', ...fates.map(() => 'right' as const)],
    ),
    ...(fileConflicts.length === 0 ? [] : [`${chalk.yellow('!')} ${restoreMessages.getMessage('fileConflicts')}`]),
    ...fileConflicts.map((one) => `  ${one}`),
  ];
};

/** How many attachments and files are not as they were saved after a plan was carried out; nothing where all are. */
export const filesLeftWords = (plan: RestorePlan): readonly string[] => {
  const left = filesLeftAlone(plan);
  return left === 0 ? [] : [`${chalk.yellow('!')} ${restoreMessages.getMessage('filesLeft', [count(left)])}`];
};

const rowOf = (name: string, counts: Partial<Readonly<Record<(typeof fates)[number], number>>>): readonly string[] => [
  name,
  ...fates.map((fate) => (counts[fate] === undefined ? '' : count(counts[fate]))),
];

/** What became of attachments and files, where some were to be restored. */
export const restoredFilesWords = (files: RestoreProof | undefined): readonly string[] => {
  if (files === undefined) return [];
  const { equal, different, examples } = files;
  return [
    ...(equal === 0 ? [] : [`${chalk.green('✓')} ${restoreMessages.getMessage('filesDone', [count(equal)])}`]),
    ...(different === 0 ? [] : [restoreMessages.getMessage('filesDifferent', [count(different)])]),
    ...examples.map((one) => `  ${one}`),
  ];
};

/** How far the bodies are; said once beforehand when there are many. */
export const bodiesWords = (saved: number, all: number): string =>
  saved === 0
    ? messages.getMessage('progress.begin', [count(all)])
    : messages.getMessage('progress.bodies', [count(saved), count(all)]);
