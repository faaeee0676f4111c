import increment from 'semver/functions/inc.js';
import compare from 'semver/functions/compare.js';
import valid from 'semver/functions/valid.js';
import { compareText } from './metadata/component.ts';
import type { Release } from './release.ts';

/** A deploy that succeeded, in the org's words. Times are ISO 8601, UTC. */
export interface PastDeploy {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly components: number;
}

/** A tag of any kind, in Git's words. */
export interface PastTag {
  readonly name: string;
  readonly commit: string;
  readonly at: string;
  /** Of an annotated tag; empty for any other. */
  readonly message: string;
}

export interface PastCommit {
  readonly id: string;
  /** When it was committed. */
  readonly at: string;
}

/** Why a commit is taken for what was deployed: its tag names the deploy, was made about then, or it was newest then. */
export type Basis = 'tagNamesDeploy' | 'taggedThen' | 'newestThen' | 'tagAlone';

/** A release that may have been. What the org says and what Git says stand apart: only a person joins them. */
export interface PastRelease {
  readonly version: string;
  /** The deploy that made it; absent when the org remembers none. */
  readonly org?: PastDeploy;
  /** Earlier deploys of the same commit. */
  readonly also: readonly PastDeploy[];
  readonly git: { readonly commit: string; readonly tag?: string; readonly at: string; readonly basis: Basis };
}

export interface Past {
  /** Real ones that succeeded, any order. */
  readonly deploys: readonly PastDeploy[];
  readonly tags: readonly PastTag[];
  /** Of the branch that is released from, any order. */
  readonly commits: readonly PastCommit[];
  /** What is recorded already. */
  readonly known: readonly Pick<Release, 'deployId' | 'deployedAt' | 'version' | 'commit'>[];
  /** How far a tag may be from its deploy. */
  readonly windowHours: number;
  /** Tags from before the org's memory are taken for releases too. */
  readonly tagsAlone: boolean;
}

export interface Adoption {
  /** The oldest first. */
  readonly releases: readonly PastRelease[];
  /** Deploys from before all commits of the branch. */
  readonly unmatched: readonly PastDeploy[];
}

type Match = Omit<PastRelease, 'version'> & { readonly at: string };

/** Which releases there seem to have been, by the org's deploys, Git's commits and tags of any pattern. */
export const adoptionOf = (past: Past): Adoption => {
  const recorded = new Set(past.known.map(({ deployId }) => deployId));
  const deploys = past.deploys
    .filter(({ id }) => !recorded.has(id))
    .sort((one, other) => compareText(one.at, other.at));
  const tags = tagsByDeploy(deploys, past);
  const found = deploys.map((deploy) => ({ deploy, git: commitFor(deploy, tags.get(deploy.id), past.commits) }));
  const matches = found.flatMap(({ deploy, git }): Match[] =>
    git ? [{ at: deploy.at, org: deploy, also: [], git }] : [],
  );
  const alone = past.tagsAlone ? tagsBefore(past.deploys, past) : [];
  return {
    releases: withVersions([...alone, ...withoutRepeats(matches)], past.known),
    unmatched: found.filter(({ git }) => git === undefined).map(({ deploy }) => deploy),
  };
};

const hours = (one: string, other: string): number => Math.abs(Date.parse(one) - Date.parse(other)) / 3_600_000;

/** A tag that names its deploy belongs to it; any other to the deploy it is nearest to. Each deploy gets the nearest. */
const tagsByDeploy = (
  deploys: readonly PastDeploy[],
  { tags, windowHours }: Past,
): ReadonlyMap<string, { readonly tag: PastTag; readonly basis: Basis }> => {
  const found = new Map<string, { readonly tag: PastTag; readonly basis: Basis; readonly away: number }>();
  for (const tag of tags) {
    const named = deploys.find(({ id }) => `${tag.name} ${tag.message}`.includes(id.slice(0, 15)));
    const deploy = named ?? nearestTo(tag, deploys);
    if (deploy === undefined) continue;
    const away = named === undefined ? hours(tag.at, deploy.at) : -1;
    if (away > windowHours || away >= (found.get(deploy.id)?.away ?? Infinity)) continue;
    found.set(deploy.id, { tag, basis: named === undefined ? 'taggedThen' : 'tagNamesDeploy', away });
  }
  return found;
};

const nearestTo = ({ at }: PastTag, deploys: readonly PastDeploy[]): PastDeploy | undefined =>
  deploys.toSorted((one, other) => hours(at, one.at) - hours(at, other.at))[0];

const commitFor = (
  { at }: PastDeploy,
  tagged: { readonly tag: PastTag; readonly basis: Basis } | undefined,
  commits: readonly PastCommit[],
): PastRelease['git'] | undefined => {
  if (tagged !== undefined)
    return { commit: tagged.tag.commit, tag: tagged.tag.name, at: tagged.tag.at, basis: tagged.basis };
  const newest = commits
    .filter((commit) => Date.parse(commit.at) <= Date.parse(at))
    .reduce<PastCommit | undefined>(
      (best, one) => (best && Date.parse(best.at) >= Date.parse(one.at) ? best : one),
      undefined,
    );
  return newest && { commit: newest.id, at: newest.at, basis: 'newestThen' };
};

/** Deploys of one commit in a row are one release: the last of them. */
const withoutRepeats = (matches: readonly Match[]): readonly Match[] => {
  const kept: Match[] = [];
  for (const match of matches) {
    const before = kept.at(-1);
    if (before?.git.commit !== match.git.commit) kept.push(match);
    else kept.splice(-1, 1, { ...match, also: [...before.also, ...(before.org ? [before.org] : [])] });
  }
  return kept;
};

/** Tags with a version from before the first deploy that the org remembers. */
const tagsBefore = (deploys: readonly PastDeploy[], { tags, known }: Past): readonly Match[] => {
  const first = deploys.map(({ at }) => Date.parse(at)).reduce((least, at) => Math.min(least, at), Infinity);
  const commits = new Set(known.map(({ commit }) => commit));
  return tags
    .filter((tag) => versionIn(tag.name) !== undefined && Date.parse(tag.at) < first && !commits.has(tag.commit))
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .map(({ name, commit, at }) => ({ at, also: [], git: { commit, tag: name, at, basis: 'tagAlone' } }));
};

/** The version at the end of a tag's name, however the rest of it looks: `v1.4`, `rel/2024.01.15`, `prod-1.4.0-rc.1`. */
export const versionIn = (tag: string): string | undefined => {
  const [, major, minor, patch = '0', label = ''] = /(\d+)\.(\d+)(?:\.(\d+))?(-[0-9A-Za-z.-]+)?$/u.exec(tag) ?? [];
  const numbers = [major, minor, patch].map(Number);
  return major === undefined ? undefined : (valid(`${numbers.join('.')}${label}`) ?? undefined);
};

/** Versions of tags where they have one that is free; any other is counted on from the one before, below the next. */
const withVersions = (matches: readonly Match[], known: Past['known']): readonly PastRelease[] => {
  const taken = new Set(known.map(({ version }) => version));
  const tagged = matches.map(({ git }) => {
    const version = git.tag === undefined ? undefined : versionIn(git.tag);
    if (version === undefined || taken.has(version)) return undefined;
    taken.add(version);
    return version;
  });
  return matches.map(({ at, ...match }, index) => {
    const version = tagged[index] ?? countedOn(taken, boundsAt(at, { matches, tagged, known }));
    tagged[index] = version;
    taken.add(version);
    return { ...match, version };
  });
};

interface Bounds {
  /** The highest version of an earlier release. */
  readonly above: string | undefined;
  /** The lowest version of a later one. */
  readonly below: string | undefined;
}

const boundsAt = (
  at: string,
  {
    matches,
    tagged,
    known,
  }: Pick<Past, 'known'> & { readonly matches: readonly Match[]; readonly tagged: readonly (string | undefined)[] },
): Bounds => {
  const dated = [
    ...matches.map((match, index) => ({ at: match.at, version: tagged[index] })),
    ...known.map(({ deployedAt, version }) => ({ at: deployedAt, version })),
  ].flatMap(({ version, at: when }) =>
    version === undefined ? [] : [{ version, isEarlier: Date.parse(when) < Date.parse(at) }],
  );
  const sorted = (isEarlier: boolean) =>
    dated
      .filter((one) => one.isEarlier === isEarlier)
      .map(({ version }) => version)
      .sort(compare);
  return { above: sorted(true).at(-1), below: sorted(false)[0] };
};

const countedOn = (taken: ReadonlySet<string>, { above, below }: Bounds): string => {
  const steps = above === undefined ? ['1.0.0', '0.1.0', '0.0.1'] : [raised(above, 'minor'), raised(above, 'patch')];
  const isFree = (version: string): boolean => !taken.has(version);
  const fitting = steps.find((version) => isFree(version) && (below === undefined || compare(version, below) < 0));
  let version = fitting ?? raised(above ?? '0.0.0', 'patch');
  while (!isFree(version)) version = raised(version, 'patch');
  return version;
};

const raised = (version: string, part: 'minor' | 'patch'): string => increment(version, part) ?? version;
