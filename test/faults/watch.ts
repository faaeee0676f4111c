import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import type { JournalEntry } from '../../src/release/journal-entry.ts';
import { reachable } from './git/objects.ts';
import { entriesOn } from './journal-in-memory.ts';
import type { World } from './lab.ts';
import type { Watch, WatchedRequest } from './wire.ts';

/** A rule that must hold whenever the org is about to be changed. Gives what is wrong. */
export interface Invariant {
  readonly name: string;
  readonly broken: (change: Change) => string | undefined;
}

/** A request that changes the org, and what was durable when it arrived. */
export interface Change {
  readonly world: World;
  /** Of the run that is open, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Hash of names and contents of what was sent; absent for a quick deploy. */
  readonly sent: string | undefined;
}

const opened = ({ entries }: Change) => entries.find((entry) => entry.kind === 'opened');

/** What must be true at the very moment at which a deploy reaches the org. */
export const invariants: readonly Invariant[] = [
  {
    name: 'a run is open on the remote',
    broken: (change) => {
      const isOpen = opened(change) !== undefined && !change.entries.some(({ kind }) => kind === 'closed');
      return isOpen ? undefined : 'no run is open';
    },
  },
  {
    name: 'the snapshot is whole on the remote',
    broken: ({ world: { remote }, entries }) => {
      const done = entries.find((entry) => entry.kind === 'done' && entry.step === 'snapshot');
      const { snapshot, commit } = done?.kind === 'done' ? done.evidence : {};
      if (typeof snapshot !== 'string' || typeof commit !== 'string') return 'no snapshot is journalled';
      if (remote.refs.get(`refs/release/production/${snapshot}`) !== commit) return 'the snapshot is not on its ref';
      return reachable(remote.objects, commit).size > 2 ? undefined : 'the snapshot is empty';
    },
  },
  {
    name: 'the intent names this package and this org',
    broken: ({ world: { org }, entries, sent }) => {
      const last = entries.at(-1);
      if (last?.kind !== 'intended' || last.step !== 'submit') return 'the last entry does not intend to send';
      if (last.orgId !== org.identity.orgId) return 'the intent names another org';
      return sent === undefined || last.evidence['package'] === sent ? undefined : 'the intent names another package';
    },
  },
  {
    name: 'what stands in the journal was not sent before',
    broken: ({ entries }) => {
      const last = entries.at(-1);
      if (last?.kind !== 'intended') return undefined;
      const part = last.evidence['part'];
      const isSame = (entry: JournalEntry): boolean =>
        entry.kind === 'done' &&
        entry.step === 'submit' &&
        entry.phase === last.phase &&
        entry.evidence['part'] === part;
      return entries.some(isSame) ? 'the same part was accepted before' : undefined;
    },
  },
];

/** Looks at every deploy that reaches the org, and notes what is wrong about it. */
export const watchFor = (world: World, rules: readonly Invariant[], found: string[]): Watch => {
  return (request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/metadata/deployRequest')) return;
    const deploy = deployIn(request);
    if (deploy.checkOnly) return;
    const all = entriesOn(world.remote);
    const entries = all.slice(all.findLastIndex(({ kind }) => kind === 'opened'));
    for (const { name, broken } of rules) {
      const what = broken({ world, entries, sent: deploy.sha256 });
      if (what !== undefined) found.push(`${name}: ${what}`);
    }
  };
};

const deployIn = ({ body }: WatchedRequest): { readonly checkOnly: boolean; readonly sha256: string | undefined } => {
  const bytes = Buffer.from(body);
  const start = bytes.indexOf('PK\u0003\u0004');
  if (start < 0) return { checkOnly: false, sha256: undefined };
  const options = bytes.indexOf('{"deployOptions"');
  const text = bytes.toString('utf8', options, bytes.lastIndexOf('}') + 1);
  const { deployOptions } = JSON.parse(text) as { deployOptions: { checkOnly: boolean } };
  const zip = bytes.subarray(start, bytes.lastIndexOf('\r\n--', options));
  return { checkOnly: deployOptions.checkOnly, sha256: contentHash(zip) };
};

/** SHA-256 over names and contents, as the journal names a package. */
const contentHash = (zip: Uint8Array): string => {
  const hash = createHash('sha256');
  for (const [name, bytes] of Object.entries(unzipSync(zip))) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
};
