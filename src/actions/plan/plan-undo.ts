import type { Gateways } from '../../gateways/open.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { Plan, PlanOptions } from '../../release/plan/plan.ts';
import { planRollback } from '../../release/plan/plan-rollback.ts';
import { standingFor } from '../compare/inventory.ts';
import type { LiveReading, Material, Scene } from '../run/scene.ts';
import { liveContents, liveRequest, readLive } from './live.ts';
import { withLostAccess } from './lost-access.ts';
import { readMove, refusingUnreadable, type Move } from './move.ts';
import { orgFacts } from './org-facts.ts';
import { planPackages } from './plan-packages.ts';

/** The two states of the org that a run's way back lies between; both are kept in Git as commits. */
export interface WayBack {
  /** What the org held when the way back was decided. */
  readonly observed: string;
  /** What it held before the run. */
  readonly snapshot: string;
  /** All that the run touched: nothing else is put back, for somebody else may have changed it. */
  readonly touched: ReadonlySet<ComponentKey>;
}

/** Drift does not stop it: what is observed is what is undone. Data is never given up for it. */
const options: PlanOptions = {
  keepDataModel: 'whenRowsExist',
  acceptDataLoss: [],
  onDrift: 'overwrite',
  only: [],
  exclude: [],
};

export interface UndoOrder extends WayBack {
  readonly scene: Scene;
  /** Active versions before the run, by flow. */
  readonly activeFlows: Readonly<Record<string, number>>;
}

/**
 * Everything that has to happen so that the org holds again what it held before the run, by the same rules as any
 * rollback: the snapshot is the version to go to, what is observed the version to come from.
 */
export const planUndo = async (
  gateways: Gateways,
  order: UndoOrder,
): Promise<{ readonly plan: Plan; readonly material: Material }> => {
  const { scene, observed, snapshot, activeFlows } = order;
  const { org } = scene;
  const move = await moveBack(gateways, order);
  const asked = liveRequest(move);
  const live = await readLive(gateways, org, asked);
  const { apiVersion, kind } = await org.identity();
  const plan = planRollback({
    environment: scene.plan.environment,
    orgId: scene.plan.orgId,
    orgKind: kind,
    from: { commit: observed },
    to: { commit: snapshot },
    delta: move.delta,
    contents: { ...move.contents, live: live.contents },
    facts: await orgFacts({ org, move, live, apiVersion, recorded: activeFlows, namers: [] }),
    options: { ...options, testLevel: scene.plan.orgKind === 'production' ? 'RunLocalTests' : 'NoTestRun' },
    inventory: await standingFor(move.to),
  });
  return { plan, material: await materialFrom({ gateways, scene, move, plan }, live) };
};

/** The same material on another machine, from the two commits alone. */
export const undoMaterial = async (
  gateways: Gateways,
  { plan, ...order }: Omit<UndoOrder, 'activeFlows'> & { readonly plan: Plan },
): Promise<Material> => {
  const move = await moveBack(gateways, order);
  const kept = await gateways.versionAt(order.observed, 'what the org held');
  const live = { entries: new Map(), absent: [], contents: await liveContents(kept, liveRequest(move)) };
  return materialFrom({ gateways, scene: order.scene, move, plan }, live);
};

const moveBack = async (gateways: Gateways, { observed, snapshot, touched }: WayBack): Promise<Move> => {
  const whole = await readMove(gateways, { from: { commit: observed }, to: { commit: snapshot } });
  const changes = whole.delta.changes.filter((change) => touched.has(keyOf(change)));
  const kept = new Set(changes.map(keyOf));
  const only = <Value>(contents: ReadonlyMap<ComponentKey, Value>) =>
    new Map([...contents].filter(([key]) => kept.has(key)));
  const contents = { from: only(whole.contents.from), to: only(whole.contents.to) };
  return refusingUnreadable(() => withLostAccess({ ...whole, delta: { ...whole.delta, changes }, contents }));
};

interface Gathering {
  readonly gateways: Gateways;
  readonly scene: Scene;
  readonly move: Move;
  readonly plan: Plan;
}

const materialFrom = async ({ gateways, scene, move, plan }: Gathering, live: LiveReading): Promise<Material> => {
  const { apiVersion } = await scene.org.identity();
  const asked = liveRequest(move);
  const contents = { ...move.contents, live: live.contents };
  return {
    packages: await planPackages(gateways, { plan, move, contents, apiVersion }),
    manifest: asked.manifest,
    readLive: () => readLive(gateways, scene.org, asked),
    live,
    contents,
    apiVersion,
  };
};
