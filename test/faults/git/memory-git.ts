import { GitError, type Git } from '../../../src/gateways/git/git.ts';
import { fastImport } from './fast-import.ts';
import { forEachRef, historyOf } from './for-each-ref.ts';
import { committer, send, type MemoryRepository } from './memory-repository.ts';
import { commitAt, filesOf, put, tagAt, treeAt } from './objects.ts';

/** A clone and its remote, both in memory, and the clock by which commits are dated. */
export interface MemoryPlace {
  readonly here: MemoryRepository;
  readonly there: MemoryRepository;
  readonly now: () => Date;
}

type Command = (place: MemoryPlace, args: readonly string[], input: Buffer) => string | Buffer;

/**
 * As much of git as the plugin uses, in memory: a whole run takes milliseconds where processes take seconds. What it
 * does not know it refuses, so that no case passes by accident.
 */
export const memoryGit = (place: MemoryPlace, directory: string): Git => {
  const answer = (args: readonly string[], input: string | Uint8Array = ''): Buffer => {
    const plain = withoutSettings(args);
    const command = commands[plain[0] ?? ''];
    if (command === undefined) throw new Error(`the memory git does not know: git ${args.join(' ')}`);
    return Buffer.from(command(place, plain.slice(1), Buffer.from(input)));
  };
  return {
    directory,
    run: async (args) => Promise.resolve(answer(args).toString()),
    pipe: async (args, input) => Promise.resolve(answer(args, input)),
    ask: () => Promise.reject(new Error('the memory git verifies no signatures')),
    blobs: async (names, take) => {
      await Promise.resolve();
      for (const name of names) take(name, blobAt(place.here, name), 'is not in this repository');
    },
  };
};

/** Without `-c <setting>` and options that come before the command. */
const withoutSettings = (args: readonly string[]): readonly string[] =>
  args[0] === '-c' ? withoutSettings(args.slice(2)) : args[0]?.startsWith('--literal') ? args.slice(1) : args;

const optionless = (args: readonly string[]): readonly string[] => args.filter((arg) => !arg.startsWith('-'));

const fail = (command: string, message: string, code = 1): never => {
  throw new GitError([command], code, message);
};

const blobAt = ({ objects }: MemoryRepository, name: string): Buffer | undefined => {
  const [commit = '', path] = name.split(/:(.*)/su);
  const id = path === undefined ? commit : filesOf(objects, treeAt(objects, commit)).get(path);
  return id === undefined ? undefined : objects.get(id)?.bytes;
};

const resolved = ({ objects, refs }: MemoryRepository, name: string): string | undefined => {
  const plain = name.replace(/\^\{commit\}$/u, '');
  const ref = ['', 'refs/', 'refs/tags/', 'refs/heads/'].map((folder) => refs.get(folder + plain)).find(Boolean);
  const id = plain === 'HEAD' ? refs.get('refs/heads/main') : (ref ?? plain);
  if (id === undefined || !objects.has(id)) return undefined;
  return tagAt(objects, id)?.object ?? id;
};

const revParse: Command = ({ here }, args) => {
  const id = resolved(here, args.at(-1) ?? '');
  if (id === undefined) return fail('rev-parse', 'fatal: Needed a single revision', 128);
  return args[0] === '--show-prefix' ? `\nfalse\n${id}\n` : `${id}\n`;
};

/** Lines of `ls-remote --refs`: git matches the end of a name, and stars match anything. */
const lsRemote: Command = ({ there }, args) => {
  const [, pattern = ''] = optionless(args);
  const expression = new RegExp(
    `(^|/)${pattern.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '.*')}$`,
    'u',
  );
  return [...there.refs].flatMap(([ref, id]) => (expression.test(ref) ? [`${id}\t${ref}\n`] : [])).join('');
};

/** A ref by its own name, or all refs of one folder; only with a plus does what is here give way. */
const fetch: Command = ({ here, there }, args) => {
  const [, refspec = ''] = optionless(args);
  const [from = ''] = refspec.replace('+', '').split(':');
  const wanted = from.endsWith('*')
    ? [...there.refs.keys()].filter((ref) => ref.startsWith(from.slice(0, -1)))
    : [from];
  for (const ref of wanted) {
    const id = there.refs.get(ref) ?? fail('fetch', `fatal: couldn't find remote ref ${ref}`, 128);
    const held = here.refs.get(ref);
    if (held !== undefined && held !== id && !refspec.startsWith('+'))
      fail('fetch', ` ! [rejected] ${ref} (would clobber existing tag)`);
    send(there, here, id);
    here.refs.set(ref, id);
  }
  return '';
};

/** One ref: under a lease when one is given, else only when the remote does not have it. */
const push: Command = ({ here, there }, args) => {
  const lease = args.find((arg) => arg.startsWith('--force-with-lease='))?.slice('--force-with-lease='.length);
  const [, refspec = ''] = optionless(args);
  const colon = refspec.indexOf(':');
  const ref = refspec.slice(colon + 1);
  const next = refspec.slice(0, colon);
  const id = next === '' ? undefined : (here.refs.get(next) ?? next);
  const held = there.refs.get(ref);
  if (held === id) return '';
  const expected = lease === undefined ? '' : lease.slice(ref.length + 1);
  if ((held ?? '') !== expected) fail('push', ` ! [rejected] ${ref} (stale info)`);
  if (id === undefined) there.refs.delete(ref);
  else {
    send(here, there, id);
    there.refs.set(ref, id);
  }
  return '';
};

const updateRef: Command = ({ here: { refs, objects } }, args) => {
  const [ref = '', ...ids] = optionless(args);
  const isDeletion = args.includes('-d');
  const [next, observed] = isDeletion ? [undefined, ids[0]] : ids;
  const held = refs.get(ref);
  if (observed !== undefined && (held ?? '0'.repeat(40)) !== observed)
    fail('update-ref', `fatal: cannot lock ref '${ref}': is at ${held ?? 'nothing'} but expected ${observed}`, 128);
  if (next === undefined) refs.delete(ref);
  else if (objects.has(next)) refs.set(ref, next);
  else fail('update-ref', `fatal: ${next}: not a valid SHA1`, 128);
  return '';
};

const dateOf = ({ now }: MemoryPlace): string => `${Math.floor(now().getTime() / 1000)} +0000`;

const lsTree: Command = ({ here: { objects } }, args) => {
  const [commit = '', ...paths] = optionless(args);
  const files = [...filesOf(objects, treeAt(objects, commit))].filter(([path]) => within(path, paths));
  const line = args.includes('--name-only')
    ? ([path]: readonly [string, string]) => `${path}\0`
    : ([path, id]: readonly [string, string]) => `100644 blob ${id}\t${path}\0`;
  return files.map(line).join('');
};

const within = (path: string, folders: readonly string[]): boolean =>
  folders.length === 0 || folders.some((folder) => folder === '.' || path === folder || path.startsWith(`${folder}/`));

const diffTree: Command = ({ here: { objects } }, args) => {
  const [from = '', to = '', ...paths] = optionless(args);
  const [left, right] = [from, to].map((id) => filesOf(objects, treeAt(objects, id)));
  const names = [...new Set([...(left ?? []), ...(right ?? [])].map(([path]) => path))].sort();
  return names
    .filter((path) => within(path, paths) && left?.get(path) !== right?.get(path))
    .map((path) => {
      const sides = [left?.get(path), right?.get(path)];
      const modes = sides.map((id) => (id === undefined ? '000000' : '100644'));
      return `:${modes.join(' ')} ${sides.map((id) => id ?? '0'.repeat(40)).join(' ')} M\0${path}\0`;
    })
    .join('');
};

const revList: Command = ({ here: { objects } }, args) => {
  const commits = historyOf(objects, optionless(args)[0] ?? '');
  if (args.includes('--reverse'))
    return commits
      .toReversed()
      .map((id) => `${id}\n`)
      .join('');
  return commits
    .map((id) => `commit ${id}\n${id} ${/^Run: (.*)$/mu.exec(commitAt(objects, id).message)?.[1] ?? ''}\n`)
    .join('');
};

const mergeBase: Command = ({ here: { objects } }, args) => {
  const [one = [], other = []] = optionless(args).map((id) => historyOf(objects, id));
  const common = one.find((id) => other.includes(id));
  return common === undefined ? '' : `${common}\n`;
};

const catFile: Command = ({ here }, args, input) => {
  if (args[0] === 'blob') return blobAt(here, args[1] ?? '') ?? fail('cat-file', 'fatal: not a valid object', 128);
  const names = input.toString().split('\n').slice(0, -1);
  return Buffer.concat(
    names.flatMap((name) => {
      const bytes = blobAt(here, name);
      if (bytes === undefined) return [Buffer.from(`${name} missing\n`)];
      return [Buffer.from(`${'0'.repeat(40)} blob ${bytes.length}\n`), bytes, Buffer.from('\n')];
    }),
  );
};

const tag: Command = (place, args, input) => {
  const { objects, refs } = place.here;
  const [name = '', commit = ''] = optionless(args);
  const ref = `refs/tags/${name}`;
  if (refs.has(ref)) fail('tag', `fatal: tag '${name}' already exists`, 128);
  const header = `object ${commit}\ntype commit\ntag ${name}\ntagger ${committer} ${dateOf(place)}`;
  refs.set(ref, put(objects, 'tag', Buffer.concat([Buffer.from(`${header}\n\n`), input])));
  return '';
};

const commands: Readonly<Record<string, Command>> = {
  'rev-parse': revParse,
  remote: () => 'origin\n',
  status: () => '',
  'for-each-ref': ({ here }, args) => forEachRef(here, args),
  'ls-remote': lsRemote,
  fetch,
  push,
  'update-ref': updateRef,
  'fast-import': (place, _, input) => `${fastImport(place.here.objects, input, dateOf(place))}\n`,
  'ls-tree': lsTree,
  'diff-tree': diffTree,
  'rev-list': revList,
  'merge-base': mergeBase,
  'cat-file': catFile,
  tag,
  var: () => `${committer} 1700000000 +0000\n`,
  'hash-object': ({ here }, _, input) => `${put(here.objects, 'tree', input)}\n`,
};
