import chalk from 'chalk';
import type { Comparison, OnlyInOrg } from '../../release/delta/comparison.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { ChangeKind, ComponentChange } from '../../release/delta/delta.ts';
import { headline } from './diff-headline.ts';
import { noteLines, notesOn, type NoteOptions } from './diff-notes.ts';
import { outlineOf, type OutlinedComponent, type TypeGroup } from './diff-outline.ts';
import { countWords, paint, signs } from './diff-signs.ts';
import { entryDetail, entryName } from './entry-words.ts';
import { shortTime } from '../short-time.ts';
import { clipped, visible } from '../visible.ts';

export interface TreeOptions extends NoteOptions {
  /** Columns of the terminal; without one lines are as long as they are. */
  readonly width?: number | undefined;
}

/** How many entries and files of one component are shown. */
const mostDetails = 25;

/** Most characters beside the name of a component. */
const mostBeside = 90;

/** Columns where there is no terminal. */
const unlimited = 400;

/** The differences as a tree: types, components, children, entries; then what must not be silent. */
export const diffTree = (comparison: Comparison, options: TreeOptions): string => {
  const draw = drawer(comparison, options.width);
  const groups = outlineOf(comparison).map((group) => ['', ...draw(group)].join('\n'));
  const onlyInOrg = comparison.live?.onlyInOrg ?? [];
  const notes = noteLines(notesOn(comparison, options));
  return [
    chalk.bold(headline(comparison)),
    ...groups,
    ...(onlyInOrg.length === 0 ? [] : ['', ...orgOnlyLines(onlyInOrg)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((line) => chalk.dim(line))]),
  ].join('\n');
};

/** One thing that is different inside a component. */
interface Detail {
  readonly kind: ChangeKind;
  readonly name: string;
  readonly text: string;
}

const detailsOf = ({ files, entries }: ComponentChange): readonly Detail[] => [
  ...files.map(({ kind, path }) => ({ kind, name: path, text: '' })),
  ...entries.map((entry) => ({ kind: entry.kind, name: entryName(entry), text: entryDetail(entry) })),
];

/** A change or two told on the line of their component; undefined when they need lines of their own. */
const besideName = (details: readonly Detail[], room: number): string | undefined => {
  if (details.length === 0 || details.length > 2) return undefined;
  const told = details.map(({ kind, name, text }) => ({
    head: `${kind === 'changed' ? '' : `${signs[kind]} `}${clipped(name, mostBeside)}`,
    tail: text === '' ? '' : `  ${clipped(text, mostBeside)}`,
    kind,
  }));
  const length = told.reduce((sum, { head, tail }) => sum + head.length + tail.length + 3, 0);
  if (length > Math.min(room, mostBeside)) return undefined;
  return told.map(({ head, tail, kind }) => `${paint[kind](head)}${chalk.dim(tail)}`).join(chalk.dim(' · '));
};

/** Draws the lines of a group no wider than the terminal. */
const drawer = (comparison: Comparison, width = unlimited) => {
  const detail = ({ kind, name, text }: Detail, from: number): string => {
    const room = Math.max(20, width - from - 2);
    const short = clipped(name, room);
    const left = room - short.length - 2;
    return `${paint[kind](`${signs[kind]} ${short}`)}${text === '' || left < 8 ? '' : `  ${chalk.dim(clipped(text, left))}`}`;
  };
  const changeLines = (change: ComponentChange, name: string, indent: string): readonly string[] => {
    const { kind } = change;
    const short = clipped(name, Math.max(20, width - indent.length - 2));
    const head = `${indent}${paint[kind](`${signs[kind]} ${short}`)}`;
    const details = detailsOf(change);
    const beside = besideName(details, width - indent.length - short.length - 4);
    if (beside !== undefined) return [`${head}  ${beside}${modified(comparison, change)}`];
    const inner = `${indent}    `;
    const more = details.length - mostDetails;
    return [
      `${head}${modified(comparison, change)}`,
      ...details.slice(0, mostDetails).map((one) => `${inner}${detail(one, inner.length)}`),
      ...(more > 0 ? [chalk.dim(`${inner}… and ${more} more (--patch shows all)`)] : []),
    ];
  };
  const componentLines = ({ name, change, children }: OutlinedComponent): readonly string[] => [
    ...(change === undefined ? [`    ${visible(name)}`] : changeLines(change, name, '  ')),
    ...children.flatMap((child) => changeLines(child.change, `${child.change.type} ${child.name}`, '      ')),
  ];
  return ({ type, counts, components }: TypeGroup): readonly string[] => [
    `${chalk.bold(type)}  ${countWords(counts)}`,
    ...components.flatMap(componentLines),
  ];
};

const modified = ({ live }: Comparison, change: ComponentChange): string => {
  const last = live?.lastModified.get(keyOf(change));
  return last === undefined ? '' : chalk.dim(`  ${visible(last.by)}, ${shortTime(last.at)} UTC`);
};

/** What only the org holds is no removal, so it bears none of the signs. */
const orgOnlyLines = (onlyInOrg: readonly OnlyInOrg[]): readonly string[] => [
  chalk.bold('Only in the org'),
  ...onlyInOrg.map(({ type, fullName, entry }) => {
    const place = visible(`${type}:${fullName}`);
    return `  ${chalk.cyan(`· ${place}`)}${entry === undefined ? '' : `  ${visible(entryName(entry))}`}`;
  }),
];
