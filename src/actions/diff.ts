import type { Gateways } from '../gateways/open.ts';
import { keyOf, type ComponentId } from '../release/metadata/component.ts';
import type { ComparedContents, Comparison } from '../release/delta/comparison.ts';
import type { Delta } from '../release/delta/delta.ts';
import type { DiffOutcome } from '../release/outcome.ts';
import { parentTypes } from '../release/metadata/parents.ts';
import { selector, type SelectionGlobs } from '../release/plan/selector.ts';
import type { Version } from '../release/metadata/version.ts';
import { compareVersions } from './compare/compare.ts';
import { readContents } from './compare/contents.ts';
import type { OrgComparison } from './compare/diff-org.ts';
import { namedEnd, releaseEnd, startingEnd, workingTreeEnd, type End } from './compare/diff-ends.ts';
import { findEnvironment, requireCurrent } from './environment.ts';
import { concludedInLine, type LineWish } from './line.ts';
import { refusingUnreadable } from './plan/move.ts';
import type { OpenGateways } from './walk.ts';

export interface DiffRequest extends SelectionGlobs, OrgComparison {
  readonly line?: string | undefined;
  /** A release, a Git ref, or `.` for the working tree; see `namedEnd`. The current release when absent. */
  readonly from?: string | undefined;
  /** The working tree when absent. Not with `targetOrg`: the org is the other end then. */
  readonly to?: string | undefined;
  readonly environment?: string | undefined;
  /** Alias or username of the org to compare with. */
  readonly targetOrg?: string | undefined;
  /** Swaps the ends. */
  readonly reverse: boolean;
  /** Whether the words need what the changed components hold. */
  readonly withContents: boolean;
  /** Whether the words need what manifests would name. */
  readonly withMembers: boolean;
  /** Files to write for a comparison, by path: words are the caller's. */
  readonly compose: (comparison: Comparison) => ReadonlyMap<string, string>;
}

/** What is different going from one version to another. Reads, and writes nothing but the files that were asked for. */
export const diff = (open: OpenGateways, request: DiffRequest): Promise<DiffOutcome> =>
  concludedInLine(open, lineWished(request), (gateways) =>
    refusingUnreadable(async () => {
      const comparison = await compared(gateways, request);
      const outputs = request.compose(comparison);
      for (const [file, text] of outputs) await gateways.writeOutput(file, text);
      return { kind: 'compared', ...comparison, files: [...outputs.keys()] };
    }),
  );

/** Where both ends are named the whole project is compared; where it starts with the current release, a line's. */
const lineWished = ({ line, from, to }: DiffRequest): LineWish => ({
  line,
  refs: [from, to],
  isOptional: from !== undefined,
});

const compared = async (gateways: Gateways, request: DiffRequest): Promise<Comparison> => {
  const first = await firstEnd(gateways, request);
  if (request.targetOrg !== undefined) {
    const { compareWithOrg } = await import('./compare/diff-org.ts'); // most comparisons need no org
    return compareWithOrg(gateways, first, { ...request, alias: request.targetOrg });
  }
  const second =
    request.to === undefined ? workingTreeEnd(gateways) : await namedEnd(gateways, request.to, request.environment);
  if ((first.snapshot === undefined) !== (second.snapshot === undefined)) {
    const { compareWithSnapshot } = await import('./snapshot/diff-snapshot.ts');
    return compareWithSnapshot(gateways, { first, second }, request);
  }
  const [from, to] = request.reverse ? [second, first] : [first, second];
  return compareEnds({ from, to }, request);
};

const firstEnd = async (gateways: Gateways, { from, environment }: DiffRequest): Promise<End> => {
  if (from !== undefined && environment === undefined) return namedEnd(gateways, from);
  const found = await findEnvironment(gateways, environment);
  if (from !== undefined) return namedEnd(gateways, from, environment);
  return environment === undefined
    ? startingEnd(gateways, found)
    : releaseEnd(gateways, requireCurrent(gateways, found));
};

const compareEnds = async (
  ends: { readonly from: End; readonly to: End },
  request: DiffRequest,
): Promise<Comparison> => {
  const from = await ends.from.open();
  const to = await ends.to.open();
  const whole = await compareVersions(from, to);
  const delta = selected(whole, request);
  const apiVersion = to.settings.sourceApiVersion ?? from.settings.sourceApiVersion;
  return {
    from: ends.from.compared,
    to: ends.to.compared,
    delta,
    leftOut: whole.changes.length - delta.changes.length,
    parents: parentTypes(to.settings.types),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(request.withMembers && { members: await membersOfDiff(delta, to) }),
    ...(request.withContents && { contents: await contentsOfChanges(delta, { from, to }) }),
  };
};

/** Manifests are seldom wanted, and what writes them is not loaded before. */
const membersOfDiff = async (delta: Delta, { settings }: Version): Promise<NonNullable<Comparison['members']>> => {
  const { diffMembers } = await import('../release/delta/diff-members.ts');
  return diffMembers(delta, settings.types);
};

const contentsOfChanges = async (
  { changes }: Delta,
  { from, to }: { readonly from: Version; readonly to: Version },
): Promise<ComparedContents> => {
  const keys = new Set(changes.map(keyOf));
  return { from: await readContents(from, keys), to: await readContents(to, keys) };
};

/** What of a delta the globs take. A component without files of its own is taken by name alone. */
const selected = (delta: Delta, globs: SelectionGlobs): Delta => {
  if (globs.only.length + globs.exclude.length === 0) return delta;
  const takes = selector(globs);
  const takesId = ({ type, fullName }: ComponentId): boolean => takes({ type, fullName, paths: { from: [], to: [] } });
  return {
    ...delta,
    changes: delta.changes.filter(takes),
    formattingOnly: delta.formattingOnly.filter(takesId),
    moved: delta.moved.filter(takesId),
    unclaimed: delta.unclaimed.filter(({ path }) => takes({ type: '', fullName: '', paths: { from: [], to: [path] } })),
  };
};
