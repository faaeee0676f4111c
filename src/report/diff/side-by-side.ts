import type { Hunk } from './line-diff.ts';

/** Lines one under the other that are alike in kind; `gap` keeps a place for lines of the other side. */
export interface Run {
  readonly kind: 'same' | 'removed' | 'added' | 'gap';
  readonly lines: readonly string[];
}

export interface Side {
  /** Number of each line, counting from 1; empty for a gap. */
  readonly numbers: readonly string[];
  readonly runs: readonly Run[];
}

/** Two columns of equally many lines, what was taken out beside what was put in its place. */
export interface Sides {
  readonly from: Side;
  readonly to: Side;
}

interface Column {
  readonly numbers: string[];
  readonly runs: Run[];
}

export const sideBySide = (hunk: Hunk): Sides => {
  const from: Column = { numbers: [], runs: [] };
  const to: Column = { numbers: [], runs: [] };
  let [fromLine, toLine] = [hunk.fromStart, hunk.toStart];
  for (const { removed, added, same } of blocksOf(hunk.lines)) {
    place(from, { kind: 'removed', lines: removed }, fromLine);
    place(to, { kind: 'added', lines: added }, toLine);
    fill(from, added.length - removed.length);
    fill(to, removed.length - added.length);
    fromLine += removed.length;
    toLine += added.length;
    place(from, { kind: 'same', lines: same }, fromLine);
    place(to, { kind: 'same', lines: same }, toLine);
    fromLine += same.length;
    toLine += same.length;
  }
  return { from, to };
};

const place = (column: Column, run: Run, first: number): void => {
  if (run.lines.length === 0) return;
  column.runs.push(run);
  column.numbers.push(...run.lines.map((_, index) => String(first + index)));
};

const fill = (column: Column, count: number): void => {
  if (count <= 0) return;
  column.runs.push({ kind: 'gap', lines: Array.from({ length: count }, () => '') });
  column.numbers.push(...Array.from({ length: count }, () => ''));
};

interface Block {
  readonly removed: string[];
  readonly added: string[];
  /** The equal lines after them. */
  readonly same: string[];
}

const blocksOf = (lines: readonly string[]): readonly Block[] => {
  const blocks: Block[] = [];
  let block: Block = { removed: [], added: [], same: [] };
  for (const line of lines) {
    const [sign, text] = [line[0], line.slice(1)];
    if (sign === '\\') continue; // "No newline at end of file"
    if (sign !== ' ' && block.same.length > 0) {
      blocks.push(block);
      block = { removed: [], added: [], same: [] };
    }
    (sign === '-' ? block.removed : sign === '+' ? block.added : block.same).push(text);
  }
  return [...blocks, block];
};
