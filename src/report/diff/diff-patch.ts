import chalk from 'chalk';
import type { Comparison } from '../../release/delta/comparison.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { endWords, headline } from './diff-headline.ts';
import { noteLines, notesOn, type NoteOptions } from './diff-notes.ts';
import { partsOf, type Part } from './diff-parts.ts';
import type { Hunk } from './line-diff.ts';
import { visible } from '../visible.ts';

/** Every difference as lines with their signs, in Git's form: what colours a patch colours this. */
export const diffPatch = (comparison: Comparison, options: NoteOptions): string =>
  [
    `# ${headline(comparison)}`,
    ...noteLines(notesOn(comparison, options), Number.MAX_SAFE_INTEGER).map((line) => `# ${line}`),
    ...comparison.delta.changes.flatMap((change) => componentPatch(change, comparison)),
  ].join('\n');

const componentPatch = (change: ComponentChange, comparison: Comparison): readonly string[] => [
  chalk.bold(`diff ${visible(keyOf(change))} ${change.kind}`),
  ...[...Map.groupBy(partsOf(change, comparison), (part) => (part.of === 'file' ? part.title : ''))].flatMap(
    ([, parts]) => [...sidesOf(change, parts, comparison), ...parts.flatMap(partLines)],
  ),
];

/** `---` and `+++`: which file of which version. Entries of one component share them. */
const sidesOf = (change: ComponentChange, [first]: readonly Part[], { from, to }: Comparison): readonly string[] => {
  const title = first === undefined || first.of === 'entry' ? undefined : first.title;
  const side = (paths: readonly string[], end: Comparison['from'], isThere: boolean): string => {
    const file = title ?? paths.find((path) => path.endsWith('.xml')) ?? paths[0] ?? keyOf(change);
    return isThere ? `${visible(file)}\t${endWords(end)}` : '/dev/null';
  };
  const kind = first?.kind ?? change.kind;
  const isEntry = first?.of === 'entry';
  return [
    chalk.bold(`--- ${side(change.paths.from, from, isEntry || kind !== 'added')}`),
    chalk.bold(`+++ ${side(change.paths.to, to, isEntry || kind !== 'removed')}`),
  ];
};

const partLines = ({ of, title, hunks, sizes }: Part): readonly string[] => {
  if (sizes !== undefined) return [`Binary file, ${sizes.from} bytes → ${sizes.to} bytes`];
  return (hunks ?? []).flatMap((hunk) => [
    chalk.cyan(of === 'entry' ? `@@ ${visible(title)} @@` : `@@ ${ranges(hunk)} @@`),
    ...hunk.lines.map(painted),
  ]);
};

const ranges = ({ fromStart, fromCount, toStart, toCount }: Hunk): string =>
  `-${fromStart},${fromCount} +${toStart},${toCount}`;

const painted = (line: string): string => {
  const text = visible(line);
  if (text.startsWith('+')) return chalk.green(text);
  return text.startsWith('-') ? chalk.red(text) : text;
};
