import { compareText, keyOf, type ComponentId, type ComponentKey } from '../metadata/component.ts';
import { canonicalJson } from '../content/content-hash.ts';
import type { Drift, Plan } from './plan.ts';

/** What moved between the making of a plan and now, so that the plan does not fit any more. */
export type Moved =
  /** Another org than the plan was made for. */
  | { readonly what: 'org'; readonly planned: string; readonly now: string }
  | { readonly what: 'environment'; readonly planned: string; readonly now: string }
  /** Another release is in the org now. */
  | { readonly what: 'current'; readonly planned: string; readonly now: string }
  /** The tag of a release names another commit. */
  | { readonly what: 'tag'; readonly release: string; readonly planned: string; readonly now: string }
  /** Somebody changed it in the org. */
  | { readonly what: 'component'; readonly component: ComponentId; readonly by?: string; readonly at?: string }
  /** What would be done with it is something else now: a flow's versions, what refers to it. */
  | { readonly what: 'decision'; readonly component: ComponentId }
  /** The plan destroys more, or other, rows than it said. */
  | {
      readonly what: 'rows';
      readonly component: ComponentId;
      readonly planned: number | 'unknown';
      readonly now: number | 'unknown';
    }
  | { readonly what: 'tests'; readonly planned: string; readonly now: string };

/** Where a plan leads from and to, in a repository as it is now; both are looked up before anything is planned again. */
export interface Ends {
  readonly orgId: string;
  readonly environment: string;
  /** The release in the org now. */
  readonly current: { readonly release: string; readonly commit: string };
  /** Commit of the release that the plan leads to, where it names one. */
  readonly target?: string | undefined;
}

/** What of the ends of a plan is not as it was. */
export const movedEnds = (plan: Plan, { orgId, environment, current, target }: Ends): readonly Moved[] => {
  const { from, to } = plan;
  const moved: Moved[] = [];
  if (plan.environment !== environment)
    moved.push({ what: 'environment', planned: plan.environment, now: environment });
  if (plan.orgId !== orgId) moved.push({ what: 'org', planned: plan.orgId, now: orgId });
  if (from.release !== current.release)
    moved.push({ what: 'current', planned: from.release ?? 'none', now: current.release });
  else if (from.commit !== current.commit) moved.push(tagMoved(current.release, from.commit, current.commit));
  if (to.release !== undefined && target !== undefined && target !== to.commit)
    moved.push(tagMoved(to.release, to.commit, target));
  return moved;
};

const tagMoved = (release: string, planned: string, now: string): Moved => ({ what: 'tag', release, planned, now });

/**
 * What two plans of the same ends decide differently. Counts of rows that stay, reach and cost may differ: they decide
 * nothing. A component that drifted since is named with who and when.
 */
export const movedBetween = (planned: Plan, now: Plan): readonly Moved[] => {
  const drifted = driftSince(planned, now);
  const named = new Set(drifted.map(({ component }) => keyOf(component)));
  const [was, is] = [decisionsOf(planned), decisionsOf(now)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort(compareText);
  const decisions = keys
    .filter((key) => !named.has(key) && was.get(key)?.text !== is.get(key)?.text)
    .flatMap((key): readonly Moved[] => {
      const component = (is.get(key) ?? was.get(key))?.component;
      return component === undefined ? [] : [{ what: 'decision', component }];
    });
  return [...drifted, ...rowsMoved(planned, now), ...decisions, ...testsMoved(planned, now)];
};

type ComponentMoved = Extract<Moved, { what: 'component' }>;

/** Drift that is new, other, or gone; who and when are what the org says now. */
const driftSince = (planned: Plan, now: Plan): readonly ComponentMoved[] => {
  const text = ({ by: _by, at: _at, ...drift }: Drift): string => canonicalJson(drift);
  const was = new Map(planned.drift.map((drift) => [keyOf(drift.component), text(drift)]));
  const is = new Map(now.drift.map((drift) => [keyOf(drift.component), drift]));
  const fresh = [...is].filter(([key, drift]) => was.get(key) !== text(drift)).map(([, drift]) => drift);
  const gone = planned.drift.filter(({ component }) => !is.has(keyOf(component)));
  return [
    ...fresh.map(({ component, by, at }): ComponentMoved => ({
      what: 'component',
      component,
      ...(by !== undefined && { by }),
      ...(at !== undefined && { at }),
    })),
    ...gone.map(({ component }): ComponentMoved => ({ what: 'component', component })),
  ];
};

const rowsMoved = (planned: Plan, now: Plan): readonly Moved[] => {
  const lost = ({ dataAtRisk }: Plan) =>
    new Map(
      dataAtRisk
        .filter(({ fate }) => fate === 'lost')
        .map((risk) => [`${keyOf(risk.component)}#${risk.value ?? ''}`, risk]),
    );
  const was = lost(planned);
  return [...lost(now)].flatMap(([key, { component, rows }]): readonly Moved[] => {
    const before = was.get(key)?.rows;
    return before === rows ? [] : [{ what: 'rows', component, planned: before ?? 0, now: rows }];
  });
};

const testsMoved = (planned: Plan, now: Plan): readonly Moved[] => {
  const text = ({ tests: { level, classes } }: Plan): string => [level, ...classes].join(' ');
  return text(planned) === text(now) ? [] : [{ what: 'tests', planned: text(planned), now: text(now) }];
};

interface Decided {
  readonly component: ComponentId;
  readonly text: string;
}

/** Everything a plan decides about each component, as text. */
const decisionsOf = (plan: Plan): ReadonlyMap<ComponentKey, Decided> => {
  const flows = plan.steps.flatMap((step) =>
    step.kind === 'activateFlowVersion' ? [{ type: 'Flow', fullName: step.flow, step }] : [],
  );
  const limits = plan.limits.map((limit) => ({ ...limit.component, limit }));
  const all = [...plan.ships, ...plan.deletes, ...plan.keeps, ...plan.revokes, ...plan.expected, ...flows, ...limits];
  const byKey = Map.groupBy(all, keyOf);
  return new Map(
    [...byKey].map(([key, items]) => [
      key,
      { component: { type: items[0]?.type ?? '', fullName: items[0]?.fullName ?? '' }, text: canonicalJson(items) },
    ]),
  );
};
