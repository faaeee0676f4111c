import { Messages } from '@salesforce/core/messages';
import type { ReversibilityOutcome } from '../release/catalogue-outcome.ts';
import { keyOf } from '../release/metadata/component.ts';
import type { Limit } from '../release/plan/plan.ts';
import type { ValuesAtStake } from '../release/plan/reversibility.ts';
import { code } from './markdown-text.ts';
import { limitMessages as limits } from './plan/plan-messages.ts';
import { clipped } from './visible.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.reversibility');

type Judged = Extract<ReversibilityOutcome, { kind: 'judged' }>;

/** How names of the repository are written, and what makes a heading. */
interface Style {
  readonly name: (text: string) => string;
  readonly heading: (text: string) => string;
}

const longestName = 120;
/** Lines of one list: a comment on a pull request is read, not searched. */
const mostLines = 50;

const terminal: Style = { name: (text) => clipped(text, longestName), heading: (text) => text };
const markdown: Style = { name: code, heading: (text) => `### ${text}` };

export const reversibilityText = (judged: Judged): string => written(judged, terminal);

/** For a comment on a pull request: names are code, which nothing in them can end. */
export const reversibilityMarkdown = (judged: Judged): string => written(judged, markdown);

const written = (judged: Judged, style: Style): string => {
  const { reversible, changed, base, head, isCounted, values, stays, eased } = judged;
  const blocks = [
    [style.heading(words.getMessage(`is.${reversible}`))],
    [words.getMessage('about', [changed, style.name(base.slice(0, 12)), style.name(head.slice(0, 12))])],
    listed('values', values, (one) => valuesLine(one, style)),
    listed('stays', stays, (limit) => limitLine(limit, style)),
    listed('eased', eased, (limit) => limitLine(limit, style)),
    isCounted || values.every(({ when }) => when === 'return') ? [] : [words.getMessage('notCounted')],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
};

const listed = <Item>(title: string, items: readonly Item[], line: (item: Item) => string): readonly string[] =>
  items.length === 0
    ? []
    : [
        words.getMessage(title),
        '',
        ...items.slice(0, mostLines).map((item) => `- ${line(item)}`),
        ...(items.length > mostLines ? [`- ${words.getMessage('more', [items.length - mostLines])}`] : []),
      ];

const valuesLine = ({ component, when, rows }: ValuesAtStake, { name }: Style): string => {
  const what = keyOf(component);
  if (when === 'return') return words.getMessage('return', [name(what)]);
  return words.getMessage(rows === 'unknown' ? 'release.unknown' : 'release.rows', [name(what), String(rows)]);
};

const limitLine = ({ component, entry, reason, instead }: Limit, { name }: Style): string => {
  const what = entry === undefined ? '' : ` ${[entry.section, entry.key].filter(Boolean).join(' ')}`;
  return `${name(`${keyOf(component)}${what}`)}: ${limits.getMessage(reason)}; ${limits.getMessage(`instead.${instead}`)}`;
};
