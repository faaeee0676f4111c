import type { Gateways } from '../../gateways/open.ts';
import type { Org } from '../../gateways/org/org.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { compareContents } from '../../release/delta/compare-contents.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import { liveRequest, readLive } from './live.ts';
import { readMove, refusingUnreadable, startOf } from './move.ts';
import { withoutHandedOver } from './other-lines.ts';

export interface ContentQuestion {
  readonly org: Org;
  readonly from: Release | undefined;
  readonly commit: string;
  /** What the deploy touched, which may be what nobody has committed. */
  readonly touched: ReadonlySet<ComponentKey>;
}

/**
 * The org decides whether a commit is what was deployed: every component is compared that the commit or the deploy changed. What the
 * commit deleted and the org still has, and flows of which production shows an earlier active version, were not for a
 * plain deploy to change; they come back by name.
 */
export const refuseOtherContent = async (
  gateways: Gateways,
  { org, from, commit, touched }: ContentQuestion,
): Promise<readonly ComponentKey[]> => {
  const move = await readMove(gateways, { from: await startOf(gateways, from), to: { commit } }, touched);
  const { contents } = await readLive(gateways, org, liveRequest(move));
  const changes = await refusingUnreadable(() => withoutHandedOver(gateways, move.delta.changes, { commit }));
  const others = changes.filter((change) => {
    const live = contents.get(keyOf(change));
    return compareContents(move.contents.to.get(keyOf(change)), live === 'absent' ? undefined : live) !== undefined;
  });
  const wrong = others.filter(({ kind, type }) => kind !== 'removed' && type !== 'Flow');
  if (wrong.length > 0) {
    const detail = wrong.slice(0, 5).map(keyOf).join(', ');
    refuse({
      reason: 'notTheDeployedCommit',
      commit,
      detail: `the org holds ${wrong.length} components otherwise: ${detail}`,
    });
  }
  return others.map(keyOf);
};
