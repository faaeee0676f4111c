import { Messages } from '@salesforce/core/messages';
import type { StatusOutcome } from '../release/outcome.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.status');

/** What is in the org by Git's word, and the run nobody has ended. */
export const statusText = (status: Extract<StatusOutcome, { kind: 'status' }>): string => {
  const { environment, orgId, current, openRun } = status;
  const lines = [
    words.getMessage('environment', [environment, orgId ?? words.getMessage('unpinned')]),
    current === undefined
      ? words.getMessage('none')
      : words.getMessage('current', [current.name, shortTime(current.deployedAt)]),
  ];
  if (openRun === undefined) return [...lines, words.getMessage('idle')].join('\n');
  const { verb, run, by, where, at } = openRun.opened;
  return [
    ...lines,
    words.getMessage('open', [verb, run, by, where, shortTime(at)]),
    ...(openRun.pending === undefined ? [] : [words.getMessage('pending', [openRun.pending])]),
    words.getMessage('resume'),
  ].join('\n');
};
