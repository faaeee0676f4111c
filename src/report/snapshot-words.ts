import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { PruneOutcome, SnapshotOutcome } from '../release/outcome.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const snapshotWords = Messages.loadMessages('sf-release', 'release.snapshot');
const pruneWords = Messages.loadMessages('sf-release', 'release.prune');

type Taken = Extract<SnapshotOutcome, { kind: 'snapshotTaken' }>;
type Pruned = Extract<PruneOutcome, { kind: 'pruned' | 'prunable' }>;

export const snapshotText = ({ snapshot }: Taken): string => {
  const { id, files, environment, orgId, missing, release } = snapshot;
  const what = release ?? snapshotWords.getMessage('all');
  return [
    `${chalk.green('✓')} ${snapshotWords.getMessage('done', [chalk.bold(id), what, environment, orgId, files])}`,
    ...(missing.length === 0
      ? []
      : [`${chalk.yellow('!')} ${snapshotWords.getMessage('missing', [missing.length, missing.join(', ')])}`]),
    snapshotWords.getMessage('next', [id]),
  ].join('\n');
};

export const pruneText = ({ kind, environment, removed, kept }: Pruned): string => {
  const head =
    removed.length === 0
      ? pruneWords.getMessage('none', [environment])
      : pruneWords.getMessage(kind, [removed.length, environment]);
  return [
    head,
    ...removed.map((id) => `  ${chalk.red('-')} ${id}`),
    ...kept.map(
      ({ id, because, takenAt }) =>
        `    ${id}  ${chalk.dim(`${takenAt === undefined ? '' : `${shortTime(takenAt)} UTC, `}${pruneWords.getMessage(`because.${because}`)}`)}`,
    ),
  ].join('\n');
};
