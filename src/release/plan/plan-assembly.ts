import { compareComponents, compareText, keyOf, type ComponentId } from '../metadata/component.ts';
import { canonicalJson } from '../content/content-hash.ts';
import type { Candidate, Settled } from '../undo/deletions.ts';
import { sha256 } from '../content/inventory.ts';
import type { Outlook } from './outlook.ts';
import { deploySteps, planDeletions, saveSteps } from './plan-deploys.ts';
import type { PlanInput } from './plan-input.ts';
import type { Blocker, Limit, Plan, PlanCounts, Reference, Revocation, Ship, Step } from './plan.ts';
import { referencesTo } from '../undo/references.ts';
import type { Selection } from './selection.ts';
import { setupPath } from './setup-path.ts';
import { chooseTests } from './test-selection.ts';
import { isReshaped } from '../undo/undo-field.ts';
import type { Undone } from '../undo/undone.ts';

/** All decisions of a plan before they are put in order. */
export interface Decided {
  readonly candidates: readonly Candidate[];
  readonly settled: Settled;
  readonly selection: Selection;
  readonly undone: Required<Undone>;
}

/** The plan that some decisions make: sorted, counted and named by its own hash. */
export const assemble = (input: PlanInput, decided: Decided): Plan => {
  const { candidates, settled, selection, undone } = decided;
  const ships = sorted(undone.ships.map((ship): Ship => ({ ...ship, deploy: 1 })));
  const deletes = planDeletions(settled, candidates, reshapedOf(candidates, ships));
  const drift = candidates.flatMap((candidate) => candidate.drift.drift ?? []);
  const parts = {
    ships,
    deletes,
    keeps: sorted(undone.keeps),
    revokes: [...undone.revokes].sort(byEntry),
    steps: stepsOf(undone, ships, deletes),
    limits: [...undone.limits, ...(input.adapted ?? [])].map(withPlace).sort(byLimit),
    dataAtRisk: [...undone.dataAtRisk].sort(
      (one, other) =>
        compareComponents(one.component, other.component) || compareText(one.value ?? '', other.value ?? ''),
    ),
  };
  const { environment, orgId, orgKind, from, to, options, purpose = 'rollback' } = input;
  const plan: Omit<Plan, 'id'> = {
    version: 1,
    ...{ purpose, environment, orgId, orgKind, from, to, options },
    also: selection.also,
    ...parts,
    drift,
    ...(input.delta.unclaimed.length > 0 && { unclaimed: input.delta.unclaimed }),
    expected: sorted(undone.expected),
    references: plannedReferences(input, candidates, settled),
    blockers: [...selection.blockers, ...conflictBlocker(input), ...driftBlocker(drift)],
    tests: chooseTests(input, ships, deletes),
    counts: countsOf(parts),
  };
  return { ...plan, id: planId(plan) };
};

/** Components that come back in another shape, so that the present one is deleted first. */
const reshapedOf = (candidates: readonly Candidate[], ships: readonly Ship[]): readonly ComponentId[] => {
  const sent = new Set(ships.map(keyOf));
  return candidates.filter((candidate) => isReshaped(candidate) && sent.has(keyOf(candidate.id))).map(({ id }) => id);
};

/** Values are saved first; flow versions come last, because a deploy may make the version that is activated. */
const stepsOf = (undone: Required<Undone>, ships: readonly Ship[], deletes: Plan['deletes']): readonly Step[] => [
  ...saveSteps(undone.dataAtRisk),
  ...deploySteps(ships, deletes),
  ...[...undone.steps].sort((one, other) => compareText(one.flow, other.flow)),
];

const withPlace = (limit: Limit): Limit => {
  const setup = setupPath(limit);
  return setup === undefined ? limit : { ...limit, setup };
};

const byEntry = (one: Revocation, other: Revocation): number =>
  compareComponents(one, other) || compareText(one.section, other.section) || compareText(one.key, other.key);

const byLimit = (one: Limit, other: Limit): number =>
  compareComponents(one.component, other.component) ||
  compareText(one.entry?.section ?? '', other.entry?.section ?? '') ||
  compareText(one.entry?.key ?? '', other.entry?.key ?? '') ||
  compareText(one.reason, other.reason);

const sorted = <Item extends ComponentId>(items: readonly Item[]): readonly Item[] =>
  [...items].sort(compareComponents);

/** The id of a plan: what it says, whoever says it. A plan with another id is another plan. */
export const planId = (plan: Omit<Plan, 'id'>): Plan['id'] => {
  const { id: _id, ...rest } = plan as Plan;
  return sha256(canonicalJson(rest));
};

/** The plan with what the org said about it, under an id of its own. */
export const withOutlook = ({ id: _id, ...plan }: Plan, outlook: Outlook): Plan => {
  const told = { ...plan, outlook };
  return { ...told, id: planId(told) };
};

const conflictBlocker = ({ conflicts = [] }: PlanInput): readonly Blocker[] =>
  conflicts.length === 0 ? [] : [{ reason: 'undoConflict', conflicts }];

const driftBlocker = (drift: Plan['drift']): readonly Blocker[] => {
  const components = drift.filter(({ decision }) => decision === 'stop').map(({ component }) => component);
  return components.length === 0 ? [] : [{ reason: 'drift', components }];
};

/** Everything known to name a deletion, or what was kept because of that. */
const plannedReferences = (
  input: PlanInput,
  candidates: readonly Candidate[],
  settled: Settled,
): readonly Reference[] => {
  const targets = new Set([...settled.deleted, ...settled.held.keys()]);
  const sent = new Map(candidates.flatMap(({ id, to }) => (to === undefined ? [] : [[keyOf(id), to] as const])));
  const found = [...settled.held.values()].flatMap(({ limit }) =>
    (limit.others ?? []).map((by): Reference => ({ to: limit.component, by, foundIn: 'source', afterwards: 'stays' })),
  );
  const recorded = referencesTo(input, targets, { gone: settled.gone, sent });
  const all = new Map([...found, ...recorded].map((one) => [`${keyOf(one.to)}\0${keyOf(one.by)}`, one]));
  return [...all.values()].sort(
    (one, other) => compareComponents(one.to, other.to) || compareComponents(one.by, other.by),
  );
};

type Counted = Pick<Plan, 'ships' | 'deletes' | 'keeps' | 'revokes' | 'steps' | 'limits' | 'dataAtRisk'>;

const countsOf = ({ ships, deletes, keeps, revokes, steps, limits, dataAtRisk }: Counted): PlanCounts => {
  const shipped = (...actions: readonly Ship['action'][]): number =>
    ships.filter(({ action }) => actions.includes(action)).length;
  return {
    redeployed: shipped('redeploy', 'sendEntries'),
    recreated: shipped('recreate'),
    neutralised: shipped('neutralise'),
    deleted: deletes.filter(({ because }) => because === 'notInTo').length,
    kept: keeps.filter(({ because }) => because !== 'alreadyAsPlanned').length,
    revoked: revokes.length,
    flowVersions: steps.filter(({ kind }) => kind === 'activateFlowVersion').length,
    limits: limits.length,
    manual: limits.filter(({ manual }) => manual !== undefined).length,
    rowsLost: rowsLost(dataAtRisk),
  };
};

const rowsLost = (risks: Plan['dataAtRisk']): PlanCounts['rowsLost'] => {
  let total = 0;
  for (const { rows, fate } of risks) {
    if (fate !== 'lost') continue;
    if (rows === 'unknown') return 'unknown';
    total += rows;
  }
  return total;
};
