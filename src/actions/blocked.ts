import type { Orders } from '../release/orders.ts';
import { refuse } from '../release/refusal.ts';
import type { ReleaseName } from '../release/release-name.ts';

/** Refuses a release that somebody has blocked, with who and why. */
export const refuseBlocked = ({ marks }: Pick<Orders, 'marks'>, release: ReleaseName): void => {
  const order = marks.get(release);
  if (order?.mark !== 'blocked') return;
  const { by, at, reason = '' } = order;
  refuse({ reason: 'blockedRelease', release, by, at, because: reason });
};
