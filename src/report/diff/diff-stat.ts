import chalk from 'chalk';
import type { Comparison } from '../../release/delta/comparison.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { columns } from '../columns.ts';
import { countsOf, plural, sentenceList } from '../counts.ts';
import { headline } from './diff-headline.ts';
import { noteLines, notesOn, type NoteOptions } from './diff-notes.ts';
import { partsOf } from './diff-parts.ts';
import { countWords, paint, signs } from './diff-signs.ts';
import { clipped } from '../visible.ts';

/** How much of one component differs. */
export interface ComponentStat {
  readonly entries: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
  /** Files that are no text. */
  readonly binary: number;
}

/** Longest name that is not cut. */
const nameLength = 70;

/** Entries count as they are, lines are those of files and, for a whole component, of its XML. */
export const statOf = (change: ComponentChange, comparison: Pick<Comparison, 'contents'>): ComponentStat => {
  const parts = partsOf(change, comparison);
  const lines = parts
    .filter(({ of }) => of !== 'entry')
    .flatMap(({ hunks }) => hunks ?? [])
    .flatMap((hunk) => hunk.lines);
  return {
    entries: change.entries.length,
    linesAdded: lines.filter((line) => line.startsWith('+')).length,
    linesRemoved: lines.filter((line) => line.startsWith('-')).length,
    binary: parts.filter(({ sizes }) => sizes !== undefined).length,
  };
};

/** One line for each component and their sum. */
export const diffStat = (comparison: Comparison, options: NoteOptions): string => {
  const { changes } = comparison.delta;
  const stats = changes.map((change) => ({ change, stat: statOf(change, comparison) }));
  const rows = stats.map(({ change, stat }) => [
    paint[change.kind](`${signs[change.kind]} ${clipped(keyOf(change), nameLength)}`),
    stat.linesAdded > 0 ? chalk.green(`+${stat.linesAdded}`) : '',
    stat.linesRemoved > 0 ? chalk.red(`-${stat.linesRemoved}`) : '',
    [entryWords(change), stat.binary > 0 ? plural(stat.binary, 'binary file') : ''].filter(Boolean).join(', '),
  ]);
  const total = sum(stats.map(({ stat }) => stat));
  return [
    chalk.bold(headline(comparison)),
    ...(rows.length === 0 ? [] : ['', columns(rows, ['left', 'right', 'right', 'left'])]),
    ...(rows.length === 0 ? [] : ['', totalWords(changes.length, total)]),
    ...noteLines(notesOn(comparison, options)).map((line) => chalk.dim(line)),
  ].join('\n');
};

const entryWords = ({ entries }: ComponentChange): string =>
  entries.length === 0 ? '' : `${countWords(countsOf(entries))} ${entries.length === 1 ? 'entry' : 'entries'}`;

const sum = (stats: readonly ComponentStat[]): ComponentStat => {
  const add = (field: keyof ComponentStat): number => stats.reduce((total, stat) => total + stat[field], 0);
  return {
    entries: add('entries'),
    linesAdded: add('linesAdded'),
    linesRemoved: add('linesRemoved'),
    binary: add('binary'),
  };
};

const totalWords = (components: number, { entries, linesAdded, linesRemoved, binary }: ComponentStat): string =>
  `${sentenceList([
    plural(components, 'component differs', 'components differ'),
    ...(entries > 0 ? [plural(entries, 'entry', 'entries')] : []),
    ...(linesAdded + linesRemoved > 0 ? [`${plural(linesAdded, 'line')} added, ${linesRemoved} removed`] : []),
    ...(binary > 0 ? [plural(binary, 'binary file')] : []),
  ])}.`;
