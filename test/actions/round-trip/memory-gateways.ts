import { createHash } from 'node:crypto';
import type { Journal } from '../../../src/gateways/git/journal.ts';
import type { Repository } from '../../../src/gateways/git/repository.ts';
import type { Gateways } from '../../../src/gateways/open.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import type { JournalEntry } from '../../../src/release/journal-entry.ts';
import { settingsOf } from '../../../src/release/metadata/project-settings.ts';
import type { Version } from '../../../src/release/metadata/version.ts';
import { releaseFromTag } from '../../../src/release/release-tag.ts';
import type { Release } from '../../../src/release/release.ts';
import { memoryVersion } from '../../release/memory-version.ts';

/** Path → bytes. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** A project whose commits, tags and journal are nowhere but in memory: thousands of runs, and no process for any. */
export interface MemoryProject {
  /** Puts a commit with exactly these files at HEAD. */
  commit(files: Files): void;
  readonly gateways: () => Promise<Gateways>;
}

/**
 * `real` are the gateways of any project: what is neither Git nor the org (packages, backups, the clock) is as there.
 */
export const memoryProject = (real: Gateways, org: Org): MemoryProject => {
  const commits = new Map<string, Files>();
  const put = (files: Files): string => {
    const hash = createHash('sha1');
    for (const [path, content] of Object.entries(files).sort()) hash.update(`${path}\0${content.toString()}\0`);
    const commit = hash.digest('hex');
    commits.set(commit, files);
    return commit;
  };
  const nothing = put({});
  let head = nothing;
  const versions = new Map<string, Version>(); // a commit never changes
  const versionAt: Gateways['versionAt'] = (commit, name) => {
    const files = commits.get(commit);
    if (files === undefined) throw new RangeError(`there is no commit ${commit}`);
    const known = versions.get(commit) ?? versionOf(files, real.knownTypes);
    versions.set(commit, known);
    return Promise.resolve({ ...known, commit, name });
  };
  const journals = new Map<string, Journal>();
  const gateways: Gateways = {
    ...real,
    repository: { ...real.repository, ...memoryRepository({ head: () => head, nothing, commits }) },
    versionAt,
    deployedVersionAt: versionAt,
    openOrg: () => Promise.resolve(org),
    journal: (environment) => {
      const journal = journals.get(environment) ?? memoryJournal(environment, put);
      journals.set(environment, journal);
      return journal;
    },
  };
  return {
    commit: (files) => {
      head = put(files);
    },
    gateways: () => Promise.resolve(gateways),
  };
};

/** A snapshot is no project: it lies in metadata format, as git's own versions read it. */
const versionOf = (files: Files, known: Gateways['knownTypes']): Version => {
  const project = files['sfdx-project.json']?.toString();
  const settings = settingsOf({ project, forceIgnore: undefined }, known);
  return { ...memoryVersion(files), settings };
};

interface Commits {
  readonly head: () => string;
  /** The commit without any file. */
  readonly nothing: string;
  readonly commits: ReadonlyMap<string, Files>;
}

/** As much of a repository without remote as releasing and rolling back take. */
const memoryRepository = ({ head, nothing, commits }: Commits): Partial<Repository> => {
  const releases: Release[] = [];
  return {
    head: () => Promise.resolve(head()),
    dirtyFiles: () => Promise.resolve([]),
    emptyTree: () => Promise.resolve(nothing),
    releases: () => Promise.resolve([...releases]),
    remoteTags: () => Promise.resolve(new Map()),
    tags: () => Promise.resolve(new Map()),
    fetchTags: () => Promise.resolve(),
    pushTag: () => Promise.resolve(),
    verifyTag: () => Promise.resolve({ isValid: false, text: 'no signature found' }),
    branchesHolding: () => Promise.resolve([]),
    isAncestor: () => Promise.resolve(false),
    committer: () => Promise.resolve('Test'),
    commit: (text) => {
      const named = releases.find(({ name }) => text === `refs/tags/${name}`)?.commit ?? text;
      return Promise.resolve(commits.has(named) ? named : undefined);
    },
    createTag: (name, commit, message) => {
      const [subject = '', trailers = ''] = message.split('\n\n');
      const tag = createHash('sha1').update(`${name}\0${commit}\0${message}`).digest('hex');
      const release = releaseFromTag({ name, tag, commit, subject, trailers });
      if (release === undefined) throw new RangeError(`${name} is no release`);
      releases.push(release);
      return Promise.resolve();
    },
  };
};

const memoryJournal = (environment: string, put: (files: Files) => string): Journal => {
  const entries: JournalEntry[] = [];
  const attachments = new Map<string, string>();
  const kept = new Map<string, string>();
  const found = <Value>(value: Value | undefined, name: string): Promise<Value> =>
    value === undefined
      ? Promise.reject(new RangeError(`there is no ${name} of ${environment}`))
      : Promise.resolve(value);
  const read = (): Promise<readonly JournalEntry[]> => Promise.resolve([...entries]);
  return {
    ref: `refs/release/${environment}/journal`,
    entries: read,
    entriesHere: read,
    append: (entry, given = {}) => {
      entries.push(entry);
      for (const [name, text] of Object.entries(given)) attachments.set(`${entry.run} ${name}`, text);
      return Promise.resolve();
    },
    attachment: (run, name) => found(attachments.get(`${run} ${name}`), name),
    keep: (name, files) => {
      const commit = put(Object.fromEntries([...files].map(([path, bytes]) => [path, Buffer.from(bytes)])));
      kept.set(name, commit);
      return Promise.resolve(commit);
    },
    kept: (name) => found(kept.get(name), name),
    keptUnder: (names) => Promise.resolve(new Map([...kept].filter(([name]) => name.startsWith(names)))),
    forget: (name) => Promise.resolve(kept.delete(name)),
  };
};
