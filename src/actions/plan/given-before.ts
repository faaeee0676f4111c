import type { Gateways } from '../../gateways/open.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { compareText, keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { GivenBefore, OtherLine } from '../../release/plan/plan.ts';
import type { Release } from '../../release/release.ts';
import { readContents } from '../compare/contents.ts';
import { readersOfRelease } from '../line.ts';
import { editVersion } from './edited-version.ts';
import { versionOf, type Standpoint } from './move.ts';
import { versionsOfLines } from './other-lines.ts';

interface Question {
  /** What the org was given, the oldest first. */
  readonly everyRelease: readonly Release[];
  /** Current releases of other lines. */
  readonly otherLines: readonly OtherLine[];
  readonly from: Standpoint;
  readonly to: Standpoint;
}

/**
 * Of components that the line's present release has and a rollback changes: the last releases of others that have them,
 * where the line gave them since, or where that release is not current any more. What another line's current release gave
 * last is that line's. Of releases from before `to` those count that were current then. Throws `SettingsError`.
 */
export const givenBefore = async (
  gateways: Gateways,
  changes: readonly ComponentChange[],
  { everyRelease, otherLines, from, to }: Question,
): Promise<readonly GivenBefore[]> => {
  const present = await versionOf(gateways, from);
  const open = new Set((await readContents(present, new Set(changes.map(keyOf)))).keys());
  const given = new Set<ComponentKey>();
  const current = new Set<string>(otherLines.map(({ release }) => release));
  const found: GivenBefore[] = [];
  for (const release of withoutOvertaken(everyRelease, to)) {
    if (open.size === 0) break;
    const isOwn = release.line === gateways.line;
    if (isOwn && release.restores !== undefined) continue; // a rollback gives nothing that another line has
    const { line, name, commit } = release;
    const version = await readersOfRelease(gateways, release).deployedVersionAt(commit, name);
    const held = [...(await readContents(version, open)).keys()];
    for (const key of held) if (isOwn) given.add(key);
    if (isOwn) continue;
    for (const key of held) open.delete(key);
    const components = held.filter((key) => given.has(key) || !current.has(name)).sort(compareText);
    const { packageDirectories } = version.settings;
    if (components.length > 0)
      found.push({ ...(line !== undefined && { line }), release: name, commit, packageDirectories, components });
  }
  return found;
};

/** The newest first; of the releases before `to` the last one of each line. */
const withoutOvertaken = (everyRelease: readonly Release[], { release }: Standpoint): readonly Release[] => {
  const start = everyRelease.findIndex(({ name }) => name === release);
  const lines = new Set<string | undefined>();
  return everyRelease.toReversed().filter(({ line }, index) => {
    if (everyRelease.length - 1 - index >= start) return true;
    const isLast = !lines.has(line);
    lines.add(line);
    return isLast;
  });
};

/** Where a rollback leads to, with what comes back because others gave it before. Refuses what cannot be written there. */
export const withGivenBefore = async (
  gateways: Gateways,
  to: Standpoint,
  before: readonly GivenBefore[] = [],
): Promise<Standpoint> => {
  if (before.length === 0) return to;
  const base = await versionOf(gateways, to);
  const own = await readContents(base, new Set(before.flatMap(({ components }) => components)));
  const donors = await versionsOfLines(gateways, before);
  const targets = new Map<ComponentKey, ComponentContent>();
  for (const [index, { components }] of before.entries()) {
    const donor = donors[index];
    const lacked = new Set(components.filter((key) => !own.has(key)));
    if (donor === undefined || lacked.size === 0) continue;
    for (const [key, content] of await readContents(donor, lacked)) targets.set(key, content);
  }
  if (targets.size === 0) return to;
  const { version } = await editVersion(inDirectoriesOf(base, donors), targets, donors);
  return { ...to, made: version };
};

/** A version that would claim files also where the donors have theirs; it has none there. */
const inDirectoriesOf = (base: Version, donors: readonly Version[]): Version => {
  const packageDirectories = [base, ...donors].flatMap(({ settings }) => settings.packageDirectories);
  const { fingerprint } = base.settings;
  return {
    ...base,
    settings: {
      ...base.settings,
      packageDirectories: [...new Set(packageDirectories)],
      fingerprint: JSON.stringify([fingerprint, packageDirectories]),
    },
  };
};
