import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { SavedFiles } from '../../release/data/manifest.ts';
import { plural } from '../counts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.backup');

const count = (number: number): string => number.toLocaleString('en-US');

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `0 bytes`, `1.2 MB`: powers of 1,000, as the org counts storage. */
export const sizeWords = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1000 ** power;
  return `${size.toLocaleString('en-US', { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power] ?? ''}`;
};

/** What of files a backup holds: by object, and the bodies that were fetched for it. */
export const savedFilesWords = ({ lists, packs, overtaken }: SavedFiles): readonly string[] => {
  const byObject = Map.groupBy(lists, ({ object }) => object);
  const bodies = packs.reduce((sum, { rows }) => sum + rows, 0);
  const bytes = packs.reduce((sum, pack) => sum + pack.bytes, 0);
  return [
    `${chalk.green('✓')} ${messages.getMessage('files', [plural(bodies, 'body', 'bodies'), sizeWords(bytes), plural(bodies, 'API request')])}`,
    ...[...byObject].map(([object, of]) => {
      const [attachments, links] = (['attachments', 'links'] as const).map((kind) =>
        of.reduce((sum, each) => sum + (each.kind === kind ? each.rows : 0), 0),
      );
      return `  ${object}: ${plural(attachments ?? 0, 'attachment')}, ${plural(links ?? 0, 'link')} to files`;
    }),
    ...(overtaken === 0
      ? []
      : [`${chalk.yellow('!')} ${messages.getMessage('overtaken', [plural(overtaken, 'body', 'bodies')])}`]),
  ];
};

/** How far the bodies are; said once beforehand when there are many. */
export const bodiesWords = (saved: number, all: number): string =>
  saved === 0
    ? messages.getMessage('progress.begin', [count(all)])
    : messages.getMessage('progress.bodies', [count(saved), count(all)]);
