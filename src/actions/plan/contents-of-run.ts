import type { Gateways } from '../../gateways/open.ts';
import type { PlanContents } from '../../release/content/content-source.ts';
import { keyOf } from '../../release/metadata/component.ts';
import type { Plan } from '../../release/plan/plan.ts';
import type { LiveReading } from '../run/scene.ts';
import { liveContents, liveRequest, type LiveRequest } from './live.ts';
import type { Move } from './move.ts';
import { wantedMove } from './wanted.ts';

/** Everything that the plan of a run was made from, as Git kept it. */
export interface ContentsOfRun {
  readonly move: Move;
  readonly asked: LiveRequest;
  /** What the org held before the run. */
  readonly live: LiveReading;
  readonly contents: PlanContents;
}

/** Git has both versions of a plan, and the run's snapshot, a commit, is what the org held. */
export const contentsOfRun = async (
  gateways: Gateways,
  plan: Plan,
  { run, snapshot }: { readonly run: string; readonly snapshot: string },
): Promise<ContentsOfRun> => {
  const { move } = await wantedMove(gateways, plan, new Set(plan.expected.map(keyOf)));
  const asked = liveRequest(move);
  const kept = await gateways.versionAt(snapshot, `the snapshot of run ${run}`);
  const live = { entries: new Map(), absent: [], contents: await liveContents(kept, asked) };
  return { move, asked, live, contents: { ...move.contents, live: live.contents } };
};
