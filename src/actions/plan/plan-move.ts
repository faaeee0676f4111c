import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { PlanContents } from '../../release/content/content-source.ts';
import type { Version } from '../../release/metadata/version.ts';
import { withOutlook } from '../../release/plan/plan-assembly.ts';
import type { Blocker, Plan, PlanOptions, Purpose } from '../../release/plan/plan.ts';
import { acceptedInVain } from '../../release/plan/acceptance.ts';
import type { PlanInput } from '../../release/plan/plan-input.ts';
import { planRollback } from '../../release/plan/plan-rollback.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import { apexSources } from './apex-sources.ts';
import type { Environment } from '../environment.ts';
import { standingFor } from '../compare/inventory.ts';
import { contentsOfRun } from './contents-of-run.ts';
import { leftByRuns } from './left-by-runs.ts';
import { liveRequest, readLive, type LiveRequest } from './live.ts';
import { withLostAccess } from './lost-access.ts';
import { refusingUnreadable, startOf, type AlsoMoved, type Move, type Standpoint } from './move.ts';
import { namedTargets, orgFacts } from './org-facts.ts';
import { orgOutlook } from './org-outlook.ts';
import { leftByLines, versionsOfLines } from './other-lines.ts';
import { planPackages } from './plan-packages.ts';
import { namersIn } from './source-search.ts';
import { withLines } from './with-lines.ts';
import { mixtureOf, wantedMove } from './wanted.ts';
import type { Run } from '../run/run.ts';
import type { LiveReading, Material } from '../run/scene.ts';

export interface MoveRequest {
  readonly environment: Environment;
  readonly org: Org;
  readonly identity: OrgIdentity;
  /** Absent before the first release. */
  readonly from: Release | undefined;
  readonly to: Standpoint & { readonly activeFlowVersions?: Readonly<Record<string, number>> };
  readonly options: PlanOptions;
  readonly purpose: Purpose;
  /** Sends every component of `to`, changed or not. */
  readonly whole?: boolean;
}

/** Everything that has to happen so that the org holds `to`, and what is needed to do it. Writes nothing anywhere. */
export const planMove = async (
  gateways: Gateways,
  request: MoveRequest,
): Promise<{ readonly plan: Plan; readonly material: Material }> => {
  const { environment, org, identity, purpose, to } = request;
  const from = await startOf(gateways, request.from);
  const wish = { from, to, purpose, options: request.options };
  const options = await refusingUnreadable(() => withLines(gateways, environment, wish));
  const { move: compared, ...found } = await wantedMove(gateways, { ...wish, options }, alsoMoved(request));
  const move = await refusingUnreadable(() => withLostAccess(compared));
  const asked = liveRequest(move);
  refuseVainAcceptance(options, move);
  const beside = await refusingUnreadable(() => versionsOfLines(gateways, options.otherLines));
  const [live, namers] = await Promise.all([readLive(gateways, org, asked), namersOf([move.to, ...beside], move)]);
  const apiVersion = move.to.settings.sourceApiVersion ?? identity.apiVersion;
  const contents = { ...move.contents, live: live.contents };
  const facts = await orgFacts({ org, move, live, apiVersion, recorded: to.activeFlowVersions ?? {}, namers });
  const standing = await standingFor(move.to);
  const apex = await refusingUnreadable(() => apexSources(move.to, standing, move.delta));
  const decided = await planBesideLeftovers(gateways, environment, {
    purpose,
    environment: environment.name,
    orgId: identity.orgId,
    orgKind: identity.kind,
    from: planned(from),
    to: planned(to),
    delta: move.delta,
    contents,
    facts,
    options: withTestLevel(options, environment),
    inventory: await withStanding(standing, beside),
    ...found,
    ...(apex && { apex }),
  });
  if (decided.blockers.length === 0) await refusingUnreadable(() => mixtureOf(decided, move));
  const outlook = await orgOutlook({ org, plan: decided, contents, files: live.files, now: gateways.now() });
  const plan = withOutlook(decided, outlook);
  const material = await gather(gateways, { plan, org, move, asked, live, contents, apiVersion });
  return { plan, material };
};

/** The first deploy sends everything: of a line also what another one gave the org already. */
const alsoMoved = ({ whole = false, from }: MoveRequest): AlsoMoved | undefined =>
  whole || from === undefined ? 'all' : undefined;

/** What files stand for in a version and in those that stay beside it. */
const withStanding = async (
  standing: ReadonlySet<ComponentKey>,
  beside: readonly Version[],
): Promise<ReadonlySet<ComponentKey>> => {
  const others = await Promise.all(beside.map(standingFor));
  return new Set([...standing, ...others.flatMap((keys) => [...keys])]);
};

/** Where the org is not as its release says, earlier runs or other lines may have left it so. */
const planBesideLeftovers = async (gateways: Gateways, environment: Environment, input: PlanInput): Promise<Plan> => {
  const plan = planRollback(input);
  if (plan.drift.length === 0) return plan;
  const drifted = new Set(plan.drift.map(({ component }) => keyOf(component)));
  const left = await refusingUnreadable(
    async () =>
      new Map([
        ...(await leftByLines(gateways, environment, drifted)),
        ...(await leftByRuns(gateways, environment.name, drifted)),
      ]),
  );
  return left.size === 0 ? plan : planRollback({ ...input, left });
};

/** What stays in the org and names what the move deletes. */
const namersOf = (staying: readonly Version[], move: Move): ReturnType<typeof namersIn> =>
  refusingUnreadable(async () =>
    (await Promise.all(staying.map((version) => namersIn(version, namedTargets(move))))).flat(),
  );

const refuseVainAcceptance = ({ acceptDataLoss }: PlanOptions, { delta }: Move): void => {
  const [vain] = acceptedInVain(acceptDataLoss, delta);
  if (vain !== undefined) refuse({ reason: 'nothingToAccept', ...vain });
};

const planned = ({ commit, release }: Standpoint) => ({ commit, ...(release === undefined ? {} : { release }) });

const withTestLevel = (options: PlanOptions, { testLevel }: Environment): PlanOptions =>
  options.testLevel !== undefined || testLevel === undefined ? options : { ...options, testLevel };

interface Gathering {
  readonly plan: Plan;
  readonly org: Org;
  readonly move: Move;
  readonly asked: LiveRequest;
  readonly live: LiveReading;
  readonly contents: PlanContents;
  readonly apiVersion: string;
}

const gather = async (gateways: Gateways, gathering: Gathering): Promise<Material> => {
  const { org, asked, live, contents, apiVersion } = gathering;
  return {
    packages: await planPackages(gateways, gathering),
    manifest: asked.manifest,
    readLive: () => readLive(gateways, org, asked),
    live,
    contents,
    apiVersion,
  };
};

/**
 * The same material on another machine: Git has both versions, and the snapshot is what the org held. Throws when a
 * content is not the one that was planned with.
 */
export const materialOf = async (
  gateways: Gateways,
  { plan, org, run }: { readonly plan: Plan; readonly org: Org; readonly run: Run },
): Promise<Material> => {
  const snapshot = await run.journal.kept(`snapshots/${run.id}`);
  const of = await contentsOfRun(gateways, plan, { run: run.id, snapshot });
  const { apiVersion } = await org.identity();
  return gather(gateways, { ...of, plan, org, apiVersion: of.move.to.settings.sourceApiVersion ?? apiVersion });
};

/** Neither a deploy nor a step beside it: the org is as the plan wants it. */
export const changesNothing = (plan: Plan): boolean => plan.steps.length === 0;

/** A plan that must not be carried out as it is says why. */
export const refuseBlockers = (plan: Plan): void => {
  const [blocker] = plan.blockers;
  if (blocker !== undefined) refuseBlocker(plan, blocker);
};

const refuseBlocker = (plan: Plan, blocker: Blocker): never => {
  switch (blocker.reason) {
    case 'drift':
      return refuse({
        reason: 'drift',
        release: plan.from.release ?? 'no release',
        components: blocker.components.map(keyOf),
      });
    case 'selectionIncomplete': {
      const missing = blocker.missing.map(
        ({ component, neededBy }) => `${keyOf(component)}, needed by ${keyOf(neededBy)}`,
      );
      return refuse({ reason: 'selectionIncomplete', missing });
    }
    case 'nothingSelected':
      return refuse({ reason: 'nothingSelected' });
    case 'undoConflict': {
      const conflicts = blocker.conflicts.map(({ component, entry, path }) =>
        [keyOf(component), entry?.section, entry?.key, path].filter((part) => part !== undefined).join(' '),
      );
      return refuse({ reason: 'undoConflict', release: plan.options.undo ?? '', conflicts });
    }
  }
};
