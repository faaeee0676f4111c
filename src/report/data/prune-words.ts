import { Messages } from '@salesforce/core/messages';
import type { BriefBackup, PrunedBackups } from '../../release/data/data-outcome.ts';
import { columns } from '../columns.ts';
import { plural } from '../counts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.prune');

/** What goes, as a table. */
export const goesWords = (goes: readonly BriefBackup[]): string =>
  columns(
    goes.map(({ id, kind, rows, bytes, isUnfinished = false }) => [
      id,
      isUnfinished ? messages.getMessage('unfinished', [kind]) : kind,
      plural(rows, 'row'),
      `${(bytes / 1_000_000).toFixed(1)} MB`,
    ]),
    ['left', 'left', 'right', 'right'],
  );

export const prunedWords = ({ kind, goes, kept }: PrunedBackups): string =>
  goes.length === 0
    ? messages.getMessage('nothing')
    : [
        messages.getMessage(kind === 'backupsToPrune' ? 'planned' : 'removed'),
        goesWords(goes),
        messages.getMessage('kept', [plural(kept.length, 'backup')]),
      ].join('\n');
