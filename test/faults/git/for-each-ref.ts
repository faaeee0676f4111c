import { commitAt, tagAt, type Objects } from './objects.ts';
import type { MemoryRepository } from './memory-repository.ts';

/** `git for-each-ref`, with the fields that the plugin asks for. */
export const forEachRef = ({ objects, refs }: MemoryRepository, args: readonly string[]): string => {
  const format = args.find((arg) => arg.startsWith('--format='))?.slice('--format='.length) ?? '%(objectname)';
  const holding = args.find((arg) => arg.startsWith('--contains='))?.slice('--contains='.length);
  const patterns = args.filter((arg) => !arg.startsWith('--'));
  return [...refs]
    .filter(([ref]) => patterns.length === 0 || patterns.some((pattern) => matches(ref, pattern)))
    .filter(([, id]) => holding === undefined || historyOf(objects, id).includes(holding))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([ref, id]) => `${formatted(format, fieldsOf(objects, ref, id))}\n`)
    .join('');
};

/** A whole name, a folder of names, or a name with stars, of which each is one part of a name. */
const matches = (ref: string, pattern: string): boolean =>
  ref === pattern ||
  ref.startsWith(`${pattern.replace(/\/$/u, '')}/`) ||
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '[^/]*')}$`, 'u').test(ref);

/** First-parent history, newest first. */
export const historyOf = (objects: Objects, id: string): readonly string[] => {
  const commits: string[] = [];
  for (let next: string | undefined = tagAt(objects, id)?.object ?? id; next !== undefined;) {
    commits.push(next);
    next = commitAt(objects, next).parent;
  }
  return commits;
};

const fieldsOf = (objects: Objects, ref: string, id: string): Readonly<Record<string, string>> => {
  const tag = tagAt(objects, id);
  const message = tag?.message ?? commitAt(objects, id).message;
  return {
    refname: ref,
    'refname:short': ref.replace(/^refs\/(heads|tags|remotes)\//u, ''),
    'refname:strip=2': ref.split('/').slice(2).join('/'),
    objectname: id,
    '*objectname': tag?.object ?? '',
    'contents:subject': message.split('\n\n')[0]?.replaceAll('\n', ' ') ?? '',
    'contents:trailers:only,unfold': trailersOf(message),
    symref: '',
  };
};

/** The last paragraph, when it is one of trailers; a line that goes on is one line. */
const trailersOf = (message: string): string => {
  const last = message.trimEnd().split('\n\n').at(-1) ?? '';
  const unfolded = last.replaceAll(/\n\s+/gu, ' ').split('\n');
  return unfolded.every((line) => /^[\w-]+:/u.test(line)) ? unfolded.map((line) => `${line}\n`).join('') : '';
};

const formatted = (format: string, fields: Readonly<Record<string, string>>): string =>
  format
    .replaceAll(/%\(if\).*?%\(else\)(.*?)%\(end\)/gu, '$1')
    .replaceAll(/%\(([^)]+)\)|%([0-9a-f]{2})/gu, (_, field: string | undefined, hex: string | undefined) => {
      if (field === undefined) return String.fromCharCode(Number.parseInt(hex ?? '', 16));
      const value = fields[field];
      if (value === undefined) throw new Error(`the memory git knows no field ${field}`);
      return value;
    });
