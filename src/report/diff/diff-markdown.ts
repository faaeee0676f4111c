import type { Comparison } from '../../release/delta/comparison.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { kinds, plural } from '../counts.ts';
import { headline } from './diff-headline.ts';
import { notesOn, type NoteOptions } from './diff-notes.ts';
import { outlineOf, type TypeGroup } from './diff-outline.ts';
import { partsOf } from './diff-parts.ts';
import { entryDetail, entryName } from './entry-words.ts';
import { code, patchBlock } from '../markdown-text.ts';
import { shortTime } from '../short-time.ts';

/** Characters that GitHub takes in one comment. */
export const commentLimit = 65_536;

/** Characters kept for the sentence that says what was cut. */
const reserve = 300;

/** Room in which nothing more is worth trying. */
const tooLittle = 200;

/** One component or child as it will be told. */
interface Item {
  readonly name: string;
  readonly indent: string;
  /** Absent for a parent that only stands there for its children. */
  readonly change?: ComponentChange;
}

/**
 * Markdown for a pull-request comment of at most `limit` characters. All components are told by name first, then by what
 * changed inside as far as there is room, then by line; the last sentence says what was left out.
 */
export const diffMarkdown = (comparison: Comparison, options: NoteOptions, limit = commentLimit): string => {
  const groups = outlineOf(comparison);
  const head = headOf(comparison, groups, options);
  const blocks = new Map(groups.map((group) => [group, itemsOf(group).map((item) => nameLines(item, comparison))]));
  const room = limit - head.length - reserve;
  const left = room - groups.reduce((sum, group) => sum + groupText(group, blocks.get(group) ?? []).length + 1, 0);
  if (left < 0) return listed(head, groups, { blocks, room, limit });
  const untold = deepen(comparison, { groups, blocks, left });
  return [head, ...groups.map((group) => groupText(group, blocks.get(group) ?? [])), ...cutWords(untold)].join('\n');
};

/** The lines of each item of each group, to be replaced by more of them. */
type Blocks = Map<TypeGroup, (readonly string[])[]>;

const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, { length }) => sum + length + 1, 0);

/** Tells as many components as there is room for in more depth; gives how many lack their lines. */
const deepen = (
  comparison: Comparison,
  { groups, blocks, left }: { groups: readonly TypeGroup[]; blocks: Blocks; left: number },
): number => {
  let room = left;
  let untold = 0;
  for (const deeper of [entryLines, patchLines]) {
    untold = 0;
    for (const group of groups)
      for (const [index, item] of itemsOf(group).entries()) {
        if (item.change?.kind !== 'changed') continue;
        const lines = blocks.get(group) ?? [];
        const more = room < tooLittle ? undefined : deeper(item, comparison);
        const growth = more === undefined ? Infinity : sizeOf(more) - sizeOf(lines[index] ?? []);
        if (more === undefined || growth > room) untold += 1;
        else {
          lines[index] = more;
          room -= growth;
        }
      }
  }
  return untold;
};

const cutWords = (untold: number): readonly string[] =>
  untold === 0
    ? []
    : [
        '',
        `_The changed lines of ${plural(untold, 'component')} are left out for want of room; \`sf release diff --patch\` shows everything._`,
      ];

/** Names only, of as many types as there is room for. */
const listed = (
  head: string,
  groups: readonly TypeGroup[],
  { blocks, room, limit }: { blocks: Blocks; room: number; limit: number },
): string => {
  const fitting: string[] = [];
  let left = room;
  let cut = 0;
  for (const group of groups) {
    const text = groupText(group, blocks.get(group) ?? []);
    if (text.length + 1 > left) cut += group.counts.added + group.counts.changed + group.counts.removed;
    else {
      fitting.push(text);
      left -= text.length + 1;
    }
  }
  const words = `\n_${plural(cut, 'component')} and everything inside the others left out for want of room; \`sf release diff\` shows everything._`;
  const rest = [...fitting, words].join('\n');
  return head.length + rest.length + 1 > limit
    ? `${head.slice(0, limit - words.length - 2)}…\n${words}`
    : `${head}\n${rest}`;
};

const headOf = (comparison: Comparison, groups: readonly TypeGroup[], options: NoteOptions): string =>
  [
    `### ${headline(comparison, code)}`,
    '',
    ...(groups.length === 0 ? [] : ['| Type | Added | Changed | Removed |', '|---|--:|--:|--:|']),
    ...groups.map(({ type, counts }) => `| ${code(type)} | ${kinds.map((kind) => counts[kind] || '').join(' | ')} |`),
    ...(groups.length === 0 ? [] : ['']),
    ...noteItems(comparison, options),
  ].join('\n');

/** How many things a note names in a comment. */
const mostItems = 10;

const noteItems = (comparison: Comparison, options: NoteOptions): readonly string[] => {
  const onlyInOrg = (comparison.live?.onlyInOrg ?? []).map(
    (only) => `${keyOf(only)}${only.entry === undefined ? '' : ` ${entryName(only.entry)}`}`,
  );
  const notes = [
    ...notesOn(comparison, options),
    ...(onlyInOrg.length === 0 ? [] : [{ text: 'Only in the org:', items: onlyInOrg }]),
  ];
  return notes.flatMap(({ text, items }) => [
    `- ${text}`,
    ...items.slice(0, mostItems).map((item) => `  - ${code(item)}`),
    ...(items.length > mostItems ? [`  - … and ${items.length - mostItems} more`] : []),
  ]);
};

const itemsOf = ({ components }: TypeGroup): readonly Item[] =>
  components.flatMap(({ name, change, children }) => [
    { name, indent: '', ...(change && { change }) },
    ...children.map((child) => ({ name: `${child.change.type} ${child.name}`, indent: '  ', change: child.change })),
  ]);

const groupText = ({ type, counts }: TypeGroup, items: readonly (readonly string[])[]): string => {
  const count = kinds.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  const summary = `<details><summary><b>${type.replace(/\W/gu, '')}</b>: ${count.join(', ')}</summary>`;
  return ['', summary, '', ...items.flat(), '', '</details>'].join('\n');
};

const nameLines = ({ name, indent, change }: Item, { live }: Comparison): readonly string[] => {
  if (change === undefined) return [`${indent}- ${code(name)}`];
  const last = live?.lastModified.get(keyOf(change));
  const by = last === undefined ? '' : ` (last modified by ${code(last.by)}, ${shortTime(last.at)} UTC)`;
  return [`${indent}- ${change.kind} ${code(name)}${by}`];
};

const entryLines = (item: Item, comparison: Comparison): readonly string[] => {
  const indent = `${item.indent}  `;
  const { files = [], entries = [] } = item.change ?? {};
  return [
    ...nameLines(item, comparison),
    ...files.map(({ kind, path }) => `${indent}- ${kind} ${code(path)}`),
    ...entries.map((entry) => {
      const detail = entryDetail(entry);
      return `${indent}- ${entry.kind} ${code(entryName(entry))}${detail === '' ? '' : `: ${code(detail)}`}`;
    }),
  ];
};

const patchLines = (item: Item, comparison: Comparison): readonly string[] => {
  const parts = item.change === undefined ? [] : partsOf(item.change, comparison);
  const lines = parts.flatMap(({ title, hunks, sizes }) => [
    `@@ ${title} @@`,
    ...(sizes === undefined ? [] : [` binary file, ${sizes.from} bytes → ${sizes.to} bytes`]),
    ...(hunks ?? []).flatMap((hunk) => hunk.lines),
  ]);
  return [...nameLines(item, comparison), ...patchBlock(lines, `${item.indent}  `)];
};
