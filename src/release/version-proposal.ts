import { keyOf, type ComponentId } from './metadata/component.ts';
import type { ChangeKind, EntryChange } from './delta/delta.ts';
import type { NotedCommit } from './notes.ts';
import { highestVersion, requestedVersion, type VersionBump } from './release-name.ts';

type Message = Pick<NotedCommit, 'subject' | 'body'>;
type Change = ComponentId & {
  readonly kind: ChangeKind;
  readonly entries: readonly Pick<EntryChange, 'kind' | 'section'>[];
};

/** How far a version is to be raised, and what says so: component keys, or subjects of commits. */
export interface ProposedBump {
  readonly bump: VersionBump;
  /** Empty when nothing asks for more than a patch. */
  readonly because: readonly string[];
}

/**
 * How commits and metadata raise a version, the higher of the two. Commits by conventionalcommits.org 1.0.0, any other
 * style is a patch. What takes stored values away from their users is major; a new component is minor.
 */
export const proposedBump = (commits: readonly Message[], changes: readonly Change[]): ProposedBump => {
  const breaking = [...changes.filter(takesValuesAway).map(keyOf), ...subjectsOf(commits, isBreaking)];
  if (breaking.length > 0) return { bump: 'major', because: breaking };
  const news = [...subjectsOf(commits, isFeature), ...changes.filter(({ kind }) => kind === 'added').map(keyOf)];
  return news.length > 0 ? { bump: 'minor', because: news } : { bump: 'patch', because: [] };
};

const subjectsOf = (commits: readonly Message[], wanted: (commit: Message) => boolean): readonly string[] =>
  commits.filter(wanted).map(({ subject }) => subject);

const isFeature = ({ subject }: Message): boolean => /^feat(?:\([^)]*\))?:/iu.test(subject);

const isBreaking = ({ subject, body }: Message): boolean =>
  /^[a-z]+(?:\([^)]*\))?!:/iu.test(subject) || /^BREAKING[ -]CHANGE:/mu.test(body);

/** Types that hold stored values, or the values that may be stored. */
const holdsValues: ReadonlySet<string> = new Set([
  'CustomField',
  'CustomObject',
  'GlobalValueSet',
  'RecordType',
  'StandardValueSet',
]);

/** The last element of a section that is one value of a picklist. */
const isListedValue = (section: string): boolean => /(?:^|\/)(?:value|customValue|standardValue)$/u.test(section);

const takesValuesAway = ({ kind, type, entries }: Change): boolean => {
  if (!holdsValues.has(type)) return false;
  if (kind !== 'changed') return kind === 'removed';
  return entries.some((entry) =>
    entry.kind === 'removed' ? isListedValue(entry.section) : type === 'CustomField' && entry.section === 'type',
  );
};

/** A version that was worked out. */
export interface VersionProposal extends ProposedBump {
  readonly version: string;
  /** Name of the release that it is counted from. */
  readonly since?: string;
}

/** What a version is counted from. */
export interface VersionsSoFar {
  /** Of all environments, without pre-releases. */
  readonly final: readonly string[];
  /** Of the environment itself, pre-releases too. */
  readonly own: readonly string[];
}

/** The next version of an environment that takes final versions. The first one is `1.0.0`. */
export const nextFinal = (bump: VersionBump, { own }: VersionsSoFar): string => requestedVersion(bump, own) ?? '1.0.0';

/** `1.5.0-rc.1`, then `1.5.0-rc.2`, until `1.5.0` is final somewhere: the next version of a sandbox. */
export const nextPreRelease = (bump: VersionBump, label: string, { final, own }: VersionsSoFar): string => {
  const base = requestedVersion(bump, final) ?? '1.0.0';
  const before = own.flatMap((version) => {
    const count = version.startsWith(`${base}-${label}.`) ? Number(version.slice(base.length + label.length + 2)) : NaN;
    return Number.isInteger(count) ? [count] : [];
  });
  return `${base}-${label}.${Math.max(0, ...before) + 1}`;
};

export const isPreRelease = (version: string): boolean => version.includes('-');

/** The final version that a pre-release leads to; any other version as it is. */
export const finalOf = (version: string): string => version.split('-', 1)[0] ?? version;

/** The release with the highest final version. */
export const highestFinal = <Each extends { readonly version: string }>(
  releases: readonly Each[],
): Each | undefined => {
  const highest = highestVersion(releases.map(({ version }) => version).filter((version) => !isPreRelease(version)));
  return releases.find(({ version }) => version === highest);
};
