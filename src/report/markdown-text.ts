import { clipped, visible } from './visible.ts';

/** Longest name or value in a line. */
const codeLength = 200;

/** A code span that nothing in the text can end, on one line; a pipe would end the cell of a table. */
export const code = (text: string): string => {
  const line = clipped(text, codeLength).replaceAll('|', '¦');
  const fence = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
};

/** Lines of a patch as a block that nothing in them can end. */
export const patchBlock = (lines: readonly string[], indent: string): readonly string[] => {
  const text = visible(lines.join('\n'));
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return ['', `${indent}${fence}diff`, ...text.split('\n').map((line) => `${indent}${line}`), `${indent}${fence}`, ''];
};

const longestRun = (text: string): number =>
  (text.match(/`+/gu) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
