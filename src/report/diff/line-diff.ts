import { structuredPatch } from 'diff';

/** Lines that differ with some around them. Line numbers count from 1; 0 for a side that is not there. */
export interface Hunk {
  readonly fromStart: number;
  readonly fromCount: number;
  readonly toStart: number;
  readonly toCount: number;
  /** Each after ` `, `-`, `+`; or `\` for a remark. */
  readonly lines: readonly string[];
}

/** Differences beyond which lines are not matched any more: matching costs their square. */
const mostEdits = 1500;

const around = 3;

/** A side that is not there is undefined. `context`: how many equal lines to show; all of them when not given. */
export const hunksOf = (
  from: string | undefined,
  to: string | undefined,
  context = Number.MAX_SAFE_INTEGER,
): readonly Hunk[] => {
  if (from === undefined || to === undefined || fewestEdits(from, to) > mostEdits) return wholeHunk(from, to);
  const patch = structuredPatch('', '', from, to, '', '', { context, maxEditLength: mostEdits });
  if (patch === undefined) return wholeHunk(from, to);
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
    fromStart: oldStart,
    fromCount: oldLines,
    toStart: newStart,
    toCount: newLines,
    lines,
  }));
};

/** Lines that the other side does not have at all: so many edits there are at least, and counting them is linear. */
const fewestEdits = (from: string, to: string): number => {
  const [was, is] = [linesOf(from), linesOf(to)];
  const [inFrom, inTo] = [new Set(was), new Set(is)];
  return was.filter((line) => !inTo.has(line)).length + is.filter((line) => !inFrom.has(line)).length;
};

/** Hunks of a file: three lines around each change, as Git shows them. */
export const fileHunks = (from: string | undefined, to: string | undefined): readonly Hunk[] =>
  hunksOf(from, to, around);

/** Everything goes and everything comes. */
const wholeHunk = (from: string | undefined, to: string | undefined): readonly Hunk[] => {
  const [was, is] = [linesOf(from), linesOf(to)];
  if (was.length + is.length === 0) return [];
  return [
    {
      fromStart: was.length === 0 ? 0 : 1,
      fromCount: was.length,
      toStart: is.length === 0 ? 0 : 1,
      toCount: is.length,
      lines: [...was.map((line) => `-${line}`), ...is.map((line) => `+${line}`)],
    },
  ];
};

const linesOf = (text = ''): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
