import type { Gateways } from '../../gateways/open.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { Version } from '../../release/metadata/version.ts';
import { narrowedContents } from '../../release/plan/entry-selection.ts';
import { adaptedContents } from '../../release/plan/adaptation.ts';
import type { Limit, Plan, PlanOptions, Purpose, UndoConflict } from '../../release/plan/plan.ts';
import { isMixed } from '../../release/plan/selection.ts';
import { invertRelease } from '../../release/undo/undo-release.ts';
import { compareVersions } from '../compare/compare.ts';
import { readContents } from '../compare/contents.ts';
import { editVersion, type Edited, type Targets } from './edited-version.ts';
import { withGivenBefore } from './given-before.ts';
import { withoutOtherLines } from './other-lines.ts';
import { versionInOrg, withTakenOver } from './taken-over.ts';
import { readMove, refusingUnreadable, versionOf, type AlsoMoved, type Move, type Standpoint } from './move.ts';

/** What a plan has to say of other lines. */
type LinesTold = 'otherLines' | 'takenOver' | 'givenBefore';

export interface Wish {
  readonly from: Standpoint;
  readonly to: Standpoint;
  readonly options: Pick<PlanOptions, 'undo' | 'only' | 'exclude' | 'adaptations' | LinesTold>;
  readonly purpose: Purpose;
}

export interface WantedMove {
  readonly move: Move;
  /** Where the release that is taken out and a later one changed the same. */
  readonly conflicts: readonly UndoConflict[];
  /** What adaptations leave out, each with its reason, and what is of another line. */
  readonly adapted: readonly Limit[];
}

/**
 * What Git says of going where a wish wants to go: to a commit, to the present release without another one, or to a part
 * of either, which no commit holds. The same wish gives the same move on every machine.
 */
export const wantedMove = (opened: Gateways, asked: Wish, also?: AlsoMoved): Promise<WantedMove> =>
  refusingUnreadable(async () => {
    const { takenOver } = asked.options;
    const made = await versionInOrg(opened, asked.from, takenOver?.from);
    const wish = { ...asked, from: { ...asked.from, made } };
    const gateways = withTakenOver(opened, takenOver?.to);
    const { move, conflicts, adapted } = await moveMeant(gateways, wish, also);
    const own = await withoutOtherLines(gateways, wish, move);
    return { move: own.move, conflicts, adapted: [...adapted, ...own.limits] };
  });

const moveMeant = async (
  gateways: Gateways,
  { from, to, options }: Wish,
  also: AlsoMoved | undefined,
): Promise<WantedMove> => {
  const without = options.undo === undefined ? undefined : await withoutRelease(gateways, from, options.undo);
  const goal = without === undefined ? to : { ...to, made: without.version };
  const target = await withGivenBefore(gateways, goal, options.givenBefore);
  const first = await readMove(gateways, { from, to: target }, also);
  const { targets, limits: adapted } = adaptedContents(first.delta, first.contents, options.adaptations ?? []);
  const made = targets.size === 0 ? target : { ...target, made: await versionWith(first, targets) };
  const whole = targets.size === 0 ? first : await readMove(gateways, { from, to: made }, also);
  const narrowed = narrowedContents(whole.delta, whole.contents, options);
  const conflicts = without?.conflicts ?? [];
  if (narrowed.size === 0) return { move: whole, conflicts, adapted };
  const part = { ...to, made: await versionWith(whole, narrowed) };
  return { move: await readMove(gateways, { from, to: part }, also), conflicts, adapted };
};

const versionWith = async (move: Move, targets: Targets): Promise<Version> =>
  (await editVersion(move.to, targets, [move.from])).version;

/** The present release without an earlier one, or without a range of commits. */
const withoutRelease = async (
  gateways: Gateways,
  from: Standpoint,
  undo: string,
): Promise<{ readonly version: Version; readonly conflicts: readonly UndoConflict[] }> => {
  const ends = await endsOf(gateways, undo);
  const [current, released, previous] = await Promise.all(
    [from, { commit: ends.released, release: undo }, { commit: ends.previous, release: undo }].map((one) =>
      versionOf(gateways, one),
    ),
  );
  if (current === undefined || released === undefined || previous === undefined) throw new RangeError(undo);
  const { changes } = await compareVersions(previous, released);
  const keys = new Set(changes.map(keyOf));
  const inverse = invertRelease(
    {
      previous: await readContents(previous, keys),
      released: await readContents(released, keys),
      current: await readContents(current, keys),
    },
    keys,
  );
  const targets = new Map(inverse.delta.changes.map((change) => [keyOf(change), inverse.to.get(keyOf(change))]));
  const { version } = await editVersion(current, targets, [previous]);
  return { version, conflicts: inverse.conflicts };
};

/** A release by its full name, or two object ids with two dots between. */
export const endsOf = async (
  { repository }: Gateways,
  undo: string,
): Promise<{ readonly released: string; readonly previous: string }> => {
  const [previous = '', released] = undo.split('..');
  if (released !== undefined) return { previous, released };
  const releases = await repository.releases();
  const release = releases.find(({ name }) => name === undo);
  if (release === undefined) throw new RangeError(`no release ${undo}`);
  const before = releases.find(({ name }) => name === release.previous);
  return { released: release.commit, previous: before?.commit ?? (await repository.emptyTree()) };
};

/**
 * The present release with what a plan takes of another one: what the project is to say afterwards. Refuses what cannot
 * be written as files. Undefined for a plan that goes to a release as a whole.
 */
export const mixtureOf = async (plan: Plan, move: Move): Promise<Edited | undefined> => {
  if (!isMixed(plan.options)) return undefined;
  const left = new Set<ComponentKey>(plan.keeps.filter(({ because }) => because === 'notSelected').map(keyOf));
  const taken = move.delta.changes.map(keyOf).filter((key) => !left.has(key));
  const targets: Targets = new Map(taken.map((key) => [key, move.contents.to.get(key)]));
  return editVersion(move.from, targets, [move.to]);
};

/** The commit of the release that a plan goes to, or one on top of it without what adaptations leave out. */
const adaptedCommitOf = async (asInGit: Gateways, plan: Plan, message: string): Promise<string> => {
  const { from, to, options } = plan;
  if (options.adaptations === undefined) return to.commit;
  const move = await readMove(asInGit, { from, to });
  const { targets } = adaptedContents(move.delta, move.contents, options.adaptations);
  if (targets.size === 0) return to.commit;
  const { edits } = await editVersion(move.to, targets, [move.from]);
  return asInGit.repository.commitEdits(to.commit, edits, message);
};

/**
 * The commit that a release of a plan is recorded by: that of the release it goes to, or one on top of the present
 * release with what the plan took. Written from the files as the repository has them, without any replacements.
 */
export const commitOf = async (gateways: Gateways, plan: Plan, message: string): Promise<string> => {
  const asInGit = withoutReplacements(gateways);
  if (!isMixed(plan.options)) return adaptedCommitOf(asInGit, plan, message);
  const { move } = await wantedMove(asInGit, plan);
  const mixture = await mixtureOf(plan, move);
  return gateways.repository.commitEdits(plan.from.commit, mixture?.edits ?? new Map(), message);
};

const withoutReplacements = (gateways: Gateways): Gateways => ({
  ...gateways,
  deployedVersionAt: gateways.versionAt,
  readersOf: (scope) => {
    const readers = gateways.readersOf(scope);
    return { ...readers, deployedVersionAt: readers.versionAt };
  },
});
