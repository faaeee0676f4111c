import type { Gateways } from '../../gateways/open.ts';
import { catalogueOf, currentRelease } from '../../release/catalogue.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { ComponentChange } from '../../release/delta/delta.ts';
import { compareText, keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { Version } from '../../release/metadata/version.ts';
import type { Limit, OtherLine, PlanOptions, Purpose } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import { readContents } from '../compare/contents.ts';
import { inventoryOf } from '../compare/inventory.ts';
import type { Environment } from '../environment.ts';
import { directoriesNow, linesOf, readersOfLine, readersOfOnceLine } from '../line.ts';
import { refusingUnreadable, type Move, type Standpoint } from './move.ts';

/**
 * What the org was given last of each other line, but for package directories that the line has today: nothing in a
 * project that is released as a whole. Throws `SettingsError`.
 */
export const otherLinesIn = async (gateways: Gateways, environment: Environment): Promise<readonly OtherLine[]> => {
  const { line, configuration } = gateways;
  if (line === undefined) return [];
  const own = new Set(directoriesNow(gateways, line));
  const found: OtherLine[] = [];
  for (const other of linesOf(configuration).filter((name) => name !== line)) {
    const current = currentRelease(
      catalogueOf({ environment: environment.name, line: other }, environment.everyRelease),
    );
    if (current === undefined) continue;
    const { name: release, commit } = current;
    const { settings } = await readersOfLine(gateways, other).versionAt(commit, release);
    const packageDirectories = settings.packageDirectories.filter((directory) => !own.has(directory));
    found.push({ line: other, release, commit, packageDirectories });
  }
  return found;
};

/** What the org got of them. Throws `SettingsError`. */
export const versionsOfLines = (gateways: Gateways, lines: readonly OtherLine[] = []): Promise<readonly Version[]> =>
  Promise.all(
    lines
      .filter(({ packageDirectories }) => packageDirectories.length > 0)
      .map(({ release, commit, packageDirectories }) =>
        gateways.readersOf({ packageDirectories }).deployedVersionAt(commit, release),
      ),
  );

/**
 * What other lines gave the org last of the components asked for: one that moved from line to line is there as the former
 * one left it, and that is nobody's hotfix.
 */
export const leftByLines = async (
  gateways: Gateways,
  environment: Environment,
  asked: ReadonlySet<ComponentKey>,
): Promise<ReadonlyMap<ComponentKey, ComponentContent>> => {
  const left = new Map<ComponentKey, ComponentContent>();
  if (gateways.line === undefined) return left;
  const open = new Set(asked);
  for (const { line, commit, name } of environment.everyRelease.toReversed()) {
    if (open.size === 0) break;
    if (line === undefined || line === gateways.line) continue;
    for (const [key, content] of await readContents(
      await readersOfOnceLine(gateways, line).deployedVersionAt(commit, name),
      open,
    )) {
      open.delete(key);
      left.set(key, content);
    }
  }
  return left;
};

interface Wish {
  readonly from: Standpoint;
  readonly to: Standpoint;
  readonly options: Pick<PlanOptions, 'otherLines' | 'givenBefore'>;
  readonly purpose: Purpose;
}

/**
 * What of a move is the line's own, and what stays as it is because it is not. A component that only changed its package
 * directory is not deleted by a deploy; and going back never reaches for what another line has released since.
 */
export const withoutOtherLines = async (
  gateways: Gateways,
  { from, to, options, purpose }: Wish,
  move: Move,
): Promise<{ readonly move: Move; readonly limits: readonly Limit[] }> => {
  if (gateways.line === undefined) return { move, limits: [] };
  const holders = new Map<ComponentKey, string>();
  const own = new Set(options.givenBefore?.flatMap(({ components }) => components));
  const ask = async (version: Version | undefined, changes: readonly ComponentChange[]): Promise<void> => {
    const open = new Set(changes.map(keyOf).filter((key) => !holders.has(key) && !own.has(key)));
    if (version !== undefined && open.size > 0)
      for (const key of (await readContents(version, open)).keys()) holders.set(key, version.name);
  };
  const { changes } = move.delta;
  if (purpose === 'deploy')
    await ask(
      await besideLine(gateways, to),
      changes.filter(({ kind }) => kind === 'removed'),
    );
  else {
    for (const version of await versionsOfLines(gateways, options.otherLines)) await ask(version, changes);
    await ask(
      await besideLine(gateways, from),
      changes.filter(({ kind }) => kind === 'added'),
    );
  }
  return { move: without(move, holders), limits: changes.flatMap((change) => limitFor(change, holders)) };
};

/** Changes of a line going to a commit, without those by which something only left the line and not the project. */
export const withoutHandedOver = async (
  gateways: Gateways,
  changes: readonly ComponentChange[],
  to: Standpoint,
): Promise<readonly ComponentChange[]> => {
  const removed = new Set(changes.filter(({ kind }) => kind === 'removed').map(keyOf));
  if (gateways.line === undefined || removed.size === 0) return changes;
  const beside = await besideLine(gateways, to);
  if (beside === undefined) return changes;
  const elsewhere = await readContents(beside, removed);
  return changes.filter((change) => change.kind !== 'removed' || !elsewhere.has(keyOf(change)));
};

/** What a commit has in package directories that are not of the line; undefined when it has no others. */
const besideLine = async (gateways: Gateways, { commit, release }: Standpoint): Promise<Version | undefined> => {
  const name = release ?? commit.slice(0, 12);
  const [own, all] = await Promise.all([
    gateways.deployedVersionAt(commit, name),
    gateways.readersOf().versionAt(commit, name),
  ]);
  const packageDirectories = all.settings.packageDirectories.filter(
    (directory) => !own.settings.packageDirectories.includes(directory),
  );
  return packageDirectories.length === 0
    ? undefined
    : gateways.readersOf({ packageDirectories }).deployedVersionAt(commit, name);
};

const without = (move: Move, holders: ReadonlyMap<ComponentKey, string>): Move => {
  if (holders.size === 0) return move;
  const { from, to } = move.contents;
  return {
    ...move,
    delta: { ...move.delta, changes: move.delta.changes.filter((change) => !holders.has(keyOf(change))) },
    contents: {
      from: new Map([...from].filter(([key]) => !holders.has(key))),
      to: new Map([...to].filter(([key]) => !holders.has(key))),
    },
  };
};

const limitFor = (change: ComponentChange, holders: ReadonlyMap<ComponentKey, string>): readonly Limit[] => {
  const note = holders.get(keyOf(change));
  const component = { type: change.type, fullName: change.fullName };
  return note === undefined ? [] : [{ reason: 'ofOtherLine', component, instead: 'kept', note }];
};

/** Package directories of the project as it is now that no line has. */
export const packageDirectoriesBeside = async (gateways: Gateways): Promise<readonly string[]> => {
  const lined = Object.values(gateways.configuration.lines ?? {}).flatMap((line) => line.packageDirectories);
  const { settings } = await gateways.readersOf().workingTree();
  return settings.packageDirectories.filter((directory) => !lined.includes(directory));
};

/** Refuses to release a component that another line has in the same commit: two releases would be right about it. */
export const refuseSharedComponents = (gateways: Gateways, commit: string): Promise<void> =>
  refusingUnreadable(async () => {
    const { line, configuration } = gateways;
    if (line === undefined) return;
    const own = await keysIn(await gateways.versionAt(commit, line));
    for (const other of linesOf(configuration).filter((name) => name !== line)) {
      const components = await sharedComponents(own, await readersOfLine(gateways, other).versionAt(commit, other));
      if (components.length > 0) refuse({ reason: 'componentsInTwoLines', lines: [line, other], components });
    }
  });

/** The components of a version. Throws `UnreadableError`. */
export const keysIn = async (version: Version): Promise<ReadonlySet<ComponentKey>> =>
  new Set((await inventoryOf(version)).components.keys());

/** Those of some components that a version has, in order. Throws `UnreadableError`. */
export const sharedComponents = async (
  own: ReadonlySet<ComponentKey>,
  other: Version,
): Promise<readonly ComponentKey[]> => [...(await readContents(other, own)).keys()].sort(compareText);
