import { currentRelease, restoredBy, type Catalogue } from './catalogue.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Mark, Orders } from './orders.ts';
import type { Release } from './release.ts';
import type { ReleaseName } from './release-name.ts';

/** What is known of a release: by a person's word, because it was rolled back, or because it has stood long enough. */
export interface Standing {
  readonly mark: Mark;
  readonly because: 'said' | 'rolledBack' | 'soaked';
  /** ISO 8601: since when. */
  readonly at: string;
  /** Who said it, or the release that rolled it back; nobody for one that has stood long enough. */
  readonly by?: string;
  readonly reason?: string;
}

/** Of which releases something is known. */
export type Standings = ReadonlyMap<ReleaseName, Standing>;

/** When a release counts as good without anybody saying so. */
export interface Soak {
  /** For how long it has to have been what the org holds. */
  readonly hours: number;
  /** Releases whose checks after the deploy all passed; absent when time alone counts. */
  readonly green?: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * What is known of each release. A person's word counts until the release is rolled back afterwards; a rolled-back
 * release is bad until it is brought back. `blocked` is only ever lifted by a person.
 */
export const standingsOf = (catalogue: Catalogue, orders: Orders, soak?: Soak): Standings => {
  const bad = rolledBack(catalogue);
  return new Map(
    catalogue.releases.flatMap((release) => {
      const said = orders.marks.get(release.name);
      const left = bad.get(release.name);
      if (said !== undefined && (left === undefined || said.mark === 'blocked' || said.at > left.at))
        return [[release.name, { because: 'said', ...said }] as const];
      const standing = left ?? (soak && soaked(catalogue, release, soak));
      return standing === undefined ? [] : [[release.name, standing] as const];
    }),
  );
};

/**
 * Going to what was released earlier leaves something bad behind, and with it all that came in between: somebody went
 * past it. Going on to something later takes that back.
 */
const rolledBack = (catalogue: Catalogue): Standings => {
  const { releases } = catalogue;
  const bad = new Map<ReleaseName, Standing>();
  for (const release of releases) {
    const given = releases.find(({ name }) => name === release.rollsBack);
    if (given === undefined) continue;
    const [left, came] = [restoredBy(catalogue, given), restoredBy(catalogue, release)];
    const [at, was] = [releases.indexOf(came), releases.indexOf(left)];
    for (const { name } of releases.slice(was, at + 1)) bad.delete(name);
    for (const { name, restores } of releases.slice(at + 1, was + 1))
      if (restores === undefined) bad.set(name, badSince(release));
    bad.delete(came.name);
  }
  return bad;
};

const badSince = ({ name, deployedAt, summary }: Release): Standing => ({
  mark: 'bad',
  because: 'rolledBack',
  at: deployedAt,
  by: name,
  reason: summary,
});

const soaked = (catalogue: Catalogue, release: Release, { hours, green, now }: Soak): Standing | undefined => {
  const next = catalogue.releases[catalogue.releases.indexOf(release) + 1];
  const since = new Date(Date.parse(release.deployedAt) + hours * 60 * 60 * 1000);
  const until = next === undefined ? now : new Date(next.deployedAt);
  if (since > until || green?.has(release.name) === false) return undefined;
  return { mark: 'good', because: 'soaked', at: since.toISOString() };
};

/** Releases whose checks after the deploy all passed, by the journal: none failed, none is unanswered. */
export const greenReleases = (entries: readonly JournalEntry[]): ReadonlySet<string> => {
  const names = new Map(entries.flatMap((entry) => (entry.kind === 'opened' ? [[entry.run, entry.release]] : [])));
  const green = new Set<string>();
  for (const entry of entries) {
    const name = names.get(entry.run);
    if (entry.kind !== 'done' || entry.step !== 'check' || name === undefined) continue;
    const { failed, inconclusive } = entry.evidence;
    if (isEmpty(failed) && isEmpty(inconclusive)) green.add(name);
    else green.delete(name);
  }
  return green;
};

const isEmpty = (list: unknown): boolean => Array.isArray(list) && list.length === 0;

/**
 * Where a rollback without a target goes: the newest release before the current one that is not known to be bad, or,
 * where a project says how a release becomes known as good, the newest one that is. A current release that is itself a
 * rollback is followed to before what it restored, so that two rollbacks in a row go further back instead of to and fro.
 */
export const previousRelease = (
  catalogue: Catalogue,
  standings: Standings = standingsOf(catalogue, { marks: new Map() }),
  wanted: 'notBad' | 'knownGood' = 'notBad',
): Release | undefined => {
  const current = currentRelease(catalogue);
  if (current === undefined) return undefined;
  const before = catalogue.releases.indexOf(restoredBy(catalogue, current));
  return catalogue.releases.slice(0, before).findLast(({ name, restores }) => {
    const mark = standings.get(name)?.mark;
    return restores === undefined && (wanted === 'notBad' ? mark === undefined || mark === 'good' : mark === 'good');
  });
};
