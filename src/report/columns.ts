import Table from 'cli-table3';

/** No lines around or between: a table to read and to cut with `awk`. */
const noLines = Object.fromEntries(
  ['top', 'bottom', 'mid', 'left', 'right'].flatMap((side) =>
    side === 'left' || side === 'right'
      ? [
          [side, ''],
          [`${side}-mid`, ''],
        ]
      : [
          [side, ''],
          [`${side}-mid`, ''],
          [`${side}-left`, ''],
          [`${side}-right`, ''],
        ],
  ),
);

/** Rows as aligned columns, two spaces apart. Colours in cells do not count as width. */
export const columns = (rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[] = []): string => {
  const table = new Table({
    chars: { ...noLines, middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: [...align],
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};
