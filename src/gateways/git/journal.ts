import { randomUUID } from 'node:crypto';
import { auditLine, parseEntry, withWords, type JournalEntry } from '../../release/journal-entry.ts';
import { refuse } from '../../release/refusal.ts';
import { redacted } from '../redacted.ts';
import { commitFiles } from './commit-files.ts';
import type { Git } from './git.ts';
import { absent, openRefStore, type RefStore } from './ref-store.ts';
import type { Repository } from './repository.ts';
import { journalRef, stateRef } from './state-ref.ts';

/** Evidence kept beside an entry, by file name: a plan, a proof. JSON text. */
export type Attachments = Readonly<Record<string, string>>;

/**
 * The journal of one environment: a chain of commits on `refs/release/<environment>/journal` (or where `release.yaml`
 * says), on the remote where there is one. Its head is the lock: an entry is appended only on top of the head that was read (compare-and-swap), so of
 * two runs one is refused, and a holder that was overtaken cannot go on.
 */
export interface Journal {
  readonly ref: string;
  /** Entries, oldest first, as they are now on the remote; empty when no run ever was. */
  entries(): Promise<readonly JournalEntry[]>;
  /** The same as this clone last saw them: asks no remote. */
  entriesHere(): Promise<readonly JournalEntry[]>;
  /**
   * Appends on top of what this journal last read or wrote. Refuses with `journalMoved` when somebody else was first;
   * returns only when the entry is durable (read back from the remote).
   */
  append(entry: JournalEntry, attachments?: Attachments): Promise<void>;
  /** A file that an entry of a run carries; the newest entry that has it counts. Throws a `RangeError` without one. */
  attachment(run: string, name: string): Promise<string>;
  /** Keeps files in a parentless commit on a ref of the environment, durable and read back. Gives the commit's id. */
  keep(name: string, files: ReadonlyMap<string, Uint8Array>, message: string): Promise<string>;
  /** The commit that was kept under a name, its objects present here. Throws a `RangeError` when there is none. */
  kept(name: string): Promise<string>;
  /** What was kept under names that begin so, by name: ids of commits, whose objects may not be here. */
  keptUnder(names: string): Promise<ReadonlyMap<string, string>>;
  /** Takes the name away from a kept commit; git collects its objects later. False when it is another commit by now. */
  forget(name: string, commit: string): Promise<boolean>;
}

export const openJournal = (repository: Repository, environment: string, place?: string): Journal => {
  const { git, nullId } = repository;
  const ref = journalRef(environment, place);
  const store = openRefStore(repository);
  let head: string | undefined;
  const refresh = async (): Promise<string> => {
    head = await store.read(ref);
    return head;
  };
  return {
    ref,
    entries: async () => readEntries(git, ref, await refresh()),
    entriesHere: async () => readEntries(git, ref, await openRefStore({ git }).read(ref)),
    attachment: async (run, name) => readAttachment(git, head ?? (await refresh()), { run, name }),
    append: async (written, attachments = {}) => {
      const entry = withWords(written, redacted);
      const observed = head ?? (await refresh());
      const parent = observed === absent ? undefined : observed;
      const files = filesOf(entry, attachments);
      const commit = await commitFiles(git, { parent, files, message: messageOf(entry), nullId });
      if (!(await store.swap(ref, observed, commit))) refuse({ reason: 'journalMoved', environment });
      head = commit;
    },
    ...keeping(repository, store, { environment, all: `${stateRef(environment, place)}/` }),
  };
};

/** Commits without a parent under names of the environment; `all` is where its refs are, with a slash at the end. */
const keeping = (
  { git, nullId }: Repository,
  store: RefStore,
  { environment, all }: { readonly environment: string; readonly all: string },
): Pick<Journal, 'keep' | 'kept' | 'keptUnder' | 'forget'> => ({
  keep: async (name, files, message) => {
    const kept = `${all}${name}`;
    const commit = await commitFiles(git, { files, message, nullId });
    if (!(await store.swap(kept, absent, commit))) refuse({ reason: 'journalMoved', environment });
    return commit;
  },
  kept: async (name) => {
    const commit = await store.read(`${all}${name}`);
    if (commit === absent) throw new RangeError(`there is no ${name} of ${environment}`);
    return commit;
  },
  keptUnder: async (names) => {
    const found = await store.list(`${all}${names}`);
    return new Map([...found].map(([name, commit]) => [name.slice(all.length), commit]));
  },
  forget: (name, commit) => store.remove(`${all}${name}`, commit),
});

/** Newest first in git, oldest first for us. `%(trailers)` would do for lists; the entry itself is the truth. */
const readEntries = async (git: Git, ref: string, head: string): Promise<readonly JournalEntry[]> => {
  if (head === absent) return [];
  const commits = (await git.run(['rev-list', '--reverse', '--first-parent', head])).split('\n').filter(Boolean);
  const batch = await git.pipe(['cat-file', '--batch'], commits.map((commit) => `${commit}:entry.json\n`).join(''));
  return [...blobsOf(batch)].map((blob, index) => readEntry(blob, { ref, commit: commits[index] ?? head }));
};

/** An entry that cannot be read is never skipped: what it says of the org would be lost. */
const readEntry = (
  blob: Buffer | undefined,
  { ref, commit }: { readonly ref: string; readonly commit: string },
): JournalEntry => {
  try {
    if (blob === undefined) throw new RangeError('it holds no entry.json');
    return parseEntry(blob.toString());
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new RangeError(
      `the commit ${commit} of the journal ${ref} cannot be read: ${what}. Nothing was sent. Look at it with "git show ${commit}", and at the entries before it with "git log ${ref}"; when the commit is no work of this plugin, put ${ref} back to the commit before it, then run "sf release status"`,
      { cause: error },
    );
  }
};

const readAttachment = async (
  git: Git,
  head: string,
  { run, name }: { readonly run: string; readonly name: string },
): Promise<string> => {
  const commits = head === absent ? [] : await commitsOf(git, head, run);
  // one process however many entries a run has: in a large process each one more costs a tenth of a second
  const batch = await git.pipe(['cat-file', '--batch'], commits.map((commit) => `${commit}:${name}\n`).join(''));
  for (const blob of blobsOf(batch)) if (blob !== undefined) return blob.toString();
  throw new RangeError(`the journal holds no ${name} of the run ${run}`);
};

/** The commits of one run, newest first, by the trailer that each of its entries has. */
const commitsOf = async (git: Git, head: string, run: string): Promise<readonly string[]> => {
  // rev-list, because `git log` adds what it is set up to show; it puts a line `commit <id>` before each of ours
  const format = '--format=%H %(trailers:key=Run,valueonly,separator=%x2C)';
  return (await git.run(['rev-list', '--first-parent', format, head]))
    .split('\n')
    .filter((line) => line.endsWith(` ${run}`) && !line.startsWith('commit '))
    .map((line) => line.slice(0, line.indexOf(' ')));
};

/** Splits the answer of `cat-file --batch`: `<oid> blob <size>\n<bytes>\n`, or a line that ends in `missing`. */
const blobsOf = function* (batch: Buffer): Generator<Buffer | undefined> {
  for (let at = 0; at < batch.length;) {
    const end = batch.indexOf('\n', at);
    const [, size] = / blob (\d+)$/u.exec(batch.toString('latin1', at, end)) ?? [];
    if (size === undefined) {
      yield undefined;
      at = end + 1;
    } else {
      yield batch.subarray(end + 1, end + 1 + Number(size));
      at = end + 2 + Number(size);
    }
  }
};

/** The tree of an entry: the entry itself and its evidence; the message is the line that `git log` shows. */
const filesOf = (entry: JournalEntry, attachments: Attachments): ReadonlyMap<string, Uint8Array> =>
  new Map(
    Object.entries({ ...attachments, 'entry.json': `${JSON.stringify(entry, undefined, 2)}\n` }).map(([name, text]) => [
      name,
      Buffer.from(text),
    ]),
  );

/**
 * The id makes every commit one of its kind: two processes that say the same in the same second must not write the same
 * object, for git takes the second push of an object as a success.
 */
const messageOf = (entry: JournalEntry): string =>
  `${auditLine(entry)}\n\nRun: ${entry.run}\nEntry: ${entry.kind}\nEntry-Id: ${randomUUID()}\n`;
