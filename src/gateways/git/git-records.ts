import type { FileDifference, VersionFile } from '../../release/metadata/version.ts';

/** The records of what git writes with `-z`. */
export const records = (bytes: Buffer): string[] => {
  const all = bytes.toString('utf8').split('\0');
  all.pop();
  return all;
};

const kindOf = (mode: string): VersionFile['kind'] =>
  mode === '120000' ? 'symlink' : mode === '160000' ? 'submodule' : 'file';

/** `<mode> <type> <id><tab><path>`: a record of `ls-tree`. */
export const treeFile = (record: string): VersionFile => {
  const tab = record.indexOf('\t');
  const id = record.slice(record.lastIndexOf(' ', tab) + 1, tab);
  return { path: record.slice(tab + 1), id, kind: kindOf(record.slice(0, record.indexOf(' '))) };
};

/** `<mode> <id> <stage><tab><path>`: a record of `ls-files --stage`. */
export const indexFile = (record: string): VersionFile => {
  const tab = record.indexOf('\t');
  const [mode = '', id = ''] = record.slice(0, tab).split(' ');
  return { path: record.slice(tab + 1), id, kind: kindOf(mode) };
};

/** `:<mode> <mode> <id> <id> <letter>`, then the path: git's raw format, without renames always in pairs. */
export const differencesIn = (raw: Buffer): FileDifference[] => {
  const fields = records(raw);
  const found: FileDifference[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const difference = differenceOf(fields[index] ?? '', fields[index + 1] ?? '');
    if (difference !== undefined) found.push(difference);
  }
  return found;
};

/** Undefined when only the executable bit changed: metadata has none. */
const differenceOf = (modes: string, path: string): FileDifference | undefined => {
  const [fromMode = '', toMode = '', fromId = '', toId = ''] = modes.slice(1).split(' ');
  if (fromId === toId && kindOf(fromMode) === kindOf(toMode)) return undefined;
  const to: VersionFile = { path, id: toId, kind: kindOf(toMode) };
  if (fromMode === absent) return { path, to };
  const from: VersionFile = { path, id: fromId, kind: kindOf(fromMode) };
  return toMode === absent ? { path, from } : { path, from, to };
};

/** The mode of a side that does not have the path. */
const absent = '000000';
