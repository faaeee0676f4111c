import satisfies from 'semver/functions/satisfies.js';
import type { Gateways } from '../../gateways/open.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { Org } from '../../gateways/org/org.ts';
import type { Configuration } from '../../release/configuration.ts';
import { keyOf, compareText } from '../../release/metadata/component.ts';
import { lastRun, type JournalEntry } from '../../release/journal-entry.ts';
import { withOutlook } from '../../release/plan/plan-assembly.ts';
import type { Plan, PlanOptions } from '../../release/plan/plan.ts';
import { movedBetween, movedEnds } from '../../release/plan/plan-difference.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import { compareVersions } from '../compare/compare.ts';
import {
  openPinnedOrg,
  refuseMovedTags,
  refuseOtherOrg,
  releaseRolledBack,
  releaseToRestore,
  requireCurrent,
  requireRelease,
  type Environment,
} from '../environment.ts';
import { fetchEnvironment } from '../fetched-environment.ts';
import type { LineWish } from '../line.ts';
import { validationOf } from '../run/readiness.ts';
import { refuseOpenRun } from '../run/run.ts';
import type { Material } from '../run/scene.ts';
import { activeFlowsUnder } from './flows-under.ts';
import { refusingUnreadable } from './move.ts';
import { planMove, type MoveRequest } from './plan-move.ts';
import { savedPlan } from './saved-plan.ts';

/** Where a person wants the org to go, and how. */
export interface RollbackWish {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** The previous release when absent. */
  readonly to?: string | undefined;
  /** Goes to what was in the org before the rollback that is current. */
  readonly undoLast?: boolean | undefined;
  /** The release, or the range of commits (`a..b`), whose changes alone are taken out; later ones stay. */
  readonly undo?: string | undefined;
  /** The range of commits (`a..b`) whose components alone go back. */
  readonly commits?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** Id of the open run of somebody who is gone. */
  readonly takeOver?: string | undefined;
  readonly options: PlanOptions;
  /** The file of a plan that is obeyed as it is, in place of all wishes. */
  readonly planFile?: string | undefined;
  /** Says no before anything is planned, which takes minutes in a large org. */
  readonly refuseEarly?: ((place: PlanningPlace) => Promise<void>) | undefined;
  /** Chooses among the components that differ; asked before the plan is final. */
  readonly pick?: ((plan: Plan) => Promise<readonly string[]>) | undefined;
}

/** What a wish says of the line that goes back. */
export const lineWished = ({ line, to, undo, planFile }: RollbackWish): LineWish => ({
  line,
  releases: [to, undo],
  planFile,
});

/** Where a rollback is about to be planned. */
export interface PlanningPlace {
  readonly gateways: Gateways;
  readonly environment: Environment;
  readonly org: Org;
  /** Of the environment's journal. */
  readonly entries: readonly JournalEntry[];
  readonly options: PlanOptions;
}

export interface ConsideredRollback {
  readonly environment: Environment;
  readonly from: Release;
  /** The release that the plan leads to; `from` when it takes another one out of it. */
  readonly to: Release;
  readonly org: Org;
  readonly identity: OrgIdentity;
  readonly entries: readonly JournalEntry[];
  readonly plan: Plan;
  readonly material: Material;
}

/** Everything about a rollback that can be known before anybody agrees to it. Writes nothing anywhere. */
export const considerRollback = async (gateways: Gateways, wish: RollbackWish): Promise<ConsideredRollback> => {
  const saved = wish.planFile === undefined ? undefined : await savedPlan(gateways, wish.planFile);
  const environment = await fetchEnvironment(gateways, wish.environment ?? saved?.environment);
  const from = requireCurrent(gateways, environment);
  const entries = await gateways.journal(environment.name).entries();
  refuseOpenRun(lastRun(entries), wish.takeOver);
  const wished = saved?.options ?? (await resolved(gateways, environment, wish));
  const to = targetOf(gateways, environment, { wish, saved, from, options: wished, entries });
  const options = saved === undefined ? withAdaptations(wished, gateways.configuration, to) : wished;
  const { org, identity } = await openPinnedOrg(gateways, environment, wish.targetOrg);
  if (saved !== undefined) refuseMovedEnds(saved, { environment, from, to, identity });
  refuseMovedTags(environment.remoteTags, [from, to]);
  refuseOtherOrg([from, to], identity);
  await wish.refuseEarly?.({ gateways, environment, org, entries, options });
  const target = { commit: to.commit, activeFlowVersions: activeFlowsUnder(to, entries) };
  const goal = options.undo === undefined ? { ...target, release: to.name } : target;
  const request: MoveRequest = { environment, org, identity, from, to: goal, options, purpose: 'rollback' };
  const considered = { environment, from, to, org, identity, entries };
  const { plan, material } = await planned(gateways, request, { saved, pick: wish.pick });
  if (saved !== undefined) return { ...considered, plan, material };
  const validation = await validationOf({ org, current: from, entries, orgId: identity.orgId }, material);
  return { ...considered, plan: armed(plan, validation), material };
};

/** The adaptations that are for the release it goes to, as the plan keeps them. */
const withAdaptations = (options: PlanOptions, { adaptations = [] }: Configuration, to: Release): PlanOptions => {
  const own = adaptations
    .filter(({ releases = '*' }) => satisfies(to.version, releases, { includePrerelease: true }))
    .map(({ leaveOut, reason }) => ({ leaveOut, reason }));
  return own.length === 0 ? options : { ...options, adaptations: own };
};

/** Our own validations stand in the journal: that there is none for this plan is known. */
const armed = (plan: Plan, validation: string | undefined): Plan =>
  plan.outlook === undefined
    ? plan
    : withOutlook(plan, { ...plan.outlook, armed: validation === undefined ? 'no' : 'yes' });

type Planned = Pick<ConsideredRollback, 'plan' | 'material'>;

const planned = async (
  gateways: Gateways,
  request: MoveRequest,
  { saved, pick }: Pick<RollbackWish, 'pick'> & { readonly saved: Plan | undefined },
): Promise<Planned> => {
  const first = await planMove(gateways, request);
  if (saved !== undefined) return { plan: obeyed(saved, first.plan), material: first.material };
  if (pick === undefined) return first;
  const components = [...(await pick(first.plan))].sort(compareText);
  return planMove(gateways, { ...request, options: { ...request.options, components } });
};

/** The saved plan itself, when nothing that it decides is decided otherwise now. */
const obeyed = (saved: Plan, now: Plan): Plan => {
  const moved = movedBetween(saved, now);
  if (moved.length > 0) refuse({ reason: 'stalePlan', moved });
  return saved;
};

interface Ends {
  readonly environment: Environment;
  readonly from: Release;
  readonly to: Release;
  readonly identity: OrgIdentity;
}

const refuseMovedEnds = (saved: Plan, { environment, from, to, identity }: Ends): void => {
  const moved = movedEnds(saved, {
    orgId: identity.orgId,
    environment: environment.name,
    current: { release: from.name, commit: from.commit },
    target: to.commit,
  });
  if (moved.length > 0) refuse({ reason: 'stalePlan', moved });
};

interface Target {
  readonly from: Release;
  readonly options: PlanOptions;
  readonly entries: readonly JournalEntry[];
  readonly wish: RollbackWish;
  readonly saved: Plan | undefined;
}

const targetOf = (
  gateways: Gateways,
  environment: Environment,
  { options, wish, saved, from, entries }: Target,
): Release => {
  if (options.undo !== undefined) return from;
  const undone = wish.undoLast === true ? releaseRolledBack(environment, { from, entries }) : undefined;
  return releaseToRestore(gateways, environment, { from, entries, named: undone ?? saved?.to.release ?? wish.to });
};

/** The wishes that name releases or commits, as what they mean: a plan must mean the same on every machine. */
const resolved = async (
  gateways: Gateways,
  { catalogue }: Environment,
  { options, undo, commits }: RollbackWish,
): Promise<PlanOptions> => ({
  ...options,
  ...(undo === undefined
    ? {}
    : {
        undo: undo.includes('..')
          ? rangeText(await rangeOf(gateways, undo))
          : requireRelease(gateways, catalogue, undo).name,
      }),
  ...(commits === undefined ? {} : await changedIn(gateways, commits)),
});

interface Range {
  readonly first: string;
  readonly last: string;
}

const rangeText = ({ first, last }: Range): string => `${first}..${last}`;

const rangeOf = async ({ repository }: Gateways, text: string): Promise<Range> => {
  const [first = '', last = ''] = text.split('..');
  const commit = async (ref: string): Promise<string> =>
    (await repository.commit(ref === '' ? 'HEAD' : ref)) ??
    refuse({ reason: 'unknownRef', ref, nearest: [], shallow: repository.shallow });
  return { first: await commit(first), last: await commit(last) };
};

const changedIn = async (gateways: Gateways, text: string): Promise<Pick<PlanOptions, 'components' | 'commits'>> => {
  const range = await rangeOf(gateways, text);
  const { changes } = await refusingUnreadable(async () =>
    compareVersions(
      await gateways.deployedVersionAt(range.first, range.first.slice(0, 12)),
      await gateways.deployedVersionAt(range.last, range.last.slice(0, 12)),
    ),
  );
  return { components: changes.map(keyOf).sort(compareText), commits: rangeText(range) };
};
