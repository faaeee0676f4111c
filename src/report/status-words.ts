import { Messages } from '@salesforce/core/messages';
import type { RunState } from '../release/journal-entry.ts';
import type { LineStatus, StatusOutcome } from '../release/outcome.ts';
import { readinessText } from './armed-words.ts';
import { ofLine } from './line-words.ts';
import { shortTime } from './short-time.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.status');

/** What is in the org by Git's word, and the run nobody has ended. */
export const statusText = (status: Extract<StatusOutcome, { kind: 'status' }>): string => {
  const { environment, orgId, openRun, freeze, lines: all = [status] } = status;
  const lines = [
    words.getMessage('environment', [environment, orgId ?? words.getMessage('unpinned')]),
    ...all.flatMap(lineTexts),
    ...(freeze === undefined
      ? []
      : [
          words.getMessage('frozen', [
            freeze.by,
            shortTime(freeze.at),
            freeze.reason === undefined ? '' : `: ${freeze.reason}`,
          ]),
        ]),
  ];
  if (openRun === undefined) return [...lines, words.getMessage('idle')].join('\n');
  return [...lines, ...openRunLines(openRun)].join('\n');
};

const lineTexts = ({ line, current, readiness }: LineStatus & { readonly line?: string }): readonly string[] => [
  current === undefined
    ? words.getMessage('none', [ofLine(line)])
    : words.getMessage('current', [current.name, shortTime(current.deployedAt)]),
  ...(readiness === undefined ? [] : [readinessText(readiness, line)]),
];

/** Whose it is, where it stopped, and the command that goes on from there. */
const openRunLines = ({ opened, holder, pending, heardAt, undecided }: RunState): readonly string[] => {
  const { verb, run, by, where, at, reason, plan } = opened;
  const held = holder !== undefined;
  return [
    words.getMessage('open', [verb, run, by, where, shortTime(at)]),
    ...(reason === undefined ? [] : [words.getMessage('reason', [reason])]),
    ...(plan === undefined ? [] : [words.getMessage('plan', [plan.slice(0, 12)])]),
    ...(pending === undefined ? [] : [words.getMessage('pending', [pending])]),
    held
      ? words.getMessage('held', [holder.by, holder.where, shortTime(heardAt)])
      : words.getMessage(undecided ? 'undecided' : 'left', [shortTime(heardAt)]),
    words.getMessage('resume'),
    ...(held ? [words.getMessage('takeOver', [run])] : []),
    ...(undecided ? [words.getMessage('choose')] : []),
  ];
};

/** Whether somebody has to do something: a run is open, or the way back is not validated. */
export const needsAttention = (status: Extract<StatusOutcome, { kind: 'status' }>): boolean =>
  status.openRun !== undefined || (status.lines ?? [status]).some(({ readiness }) => readiness?.armed === false);
