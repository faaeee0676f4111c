import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import type { DataCompared } from '../../release/data/data-outcome.ts';
import type { RowChange } from '../../release/data/row-changes.ts';
import { columns } from '../columns.ts';
import { plural } from '../counts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.diff');

const count = (rows: number): string => rows.toLocaleString('en-US');

/** Characters of a value on a line. */
const widest = 40;

/** A value on one line, cut where it is long. Control characters would move the cursor of whoever reads it. */
const shown = (text: string): string => {
  if (text === '') return messages.getMessage('empty');
  const line = text.replaceAll(/\p{Cc}+/gu, '␤');
  return line.length > widest ? `${line.slice(0, widest)}…` : line;
};

/** Counts per object and field, then the first changes one by one. */
export const dataDiffWords = ({ from, to, objects, changes, file }: DataCompared): string => {
  const total = objects.reduce((sum, { created, updated, deleted }) => sum + created + updated + deleted, 0);
  if (total === 0) return `${chalk.green('✓')} ${messages.getMessage('none', [from, to])}`;
  return [
    chalk.bold(`${from} → ${to}`),
    columns(
      [
        ['', ...(['created', 'updated', 'deleted'] as const).map((kind) => messages.getMessage(kind))],
        ...objects.map(({ object, created, updated, deleted }) => [
          object,
          count(created),
          count(updated),
          count(deleted),
        ]),
      ],
      ['left', 'right', 'right', 'right'],
    ),
    ...objects.flatMap(({ object, fields }) =>
      Object.entries(fields).map(
        ([field, rows]) => `  ${object}.${field}: ${messages.getMessage('onRecords', [plural(rows, 'record')])}`,
      ),
    ),
    '',
    ...changes.map(changeWords),
    ...(total > changes.length ? [chalk.dim(messages.getMessage('more', [count(total - changes.length)]))] : []),
    ...(file === undefined ? [] : [messages.getMessage('file', [file])]),
  ].join('\n');
};

const signs = { created: chalk.green('+'), updated: chalk.yellow('~'), deleted: chalk.red('-') } as const;

const changeWords = ({ object, id, kind, fields, by = '', byName = by, at }: RowChange): string => {
  const who = at === undefined ? '' : chalk.dim(`  ${at} ${shown(byName)}`);
  const lines = fields.map(({ field, from, to }) => `    ${field}: ${shown(from)} → ${shown(to)}`);
  return [`${signs[kind]} ${object} ${id}${who}`, ...lines].join('\n');
};
