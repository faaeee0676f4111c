import type { Org } from '../../../gateways/org/org.ts';
import { refuse } from '../../../release/refusal.ts';

/** Calls that are left to everybody else: a backup that uses up the day would stop the integrations of the org. */
const leftToOthers = 500;

/**
 * Refuses with `tooFewRequests` when the org would not answer so many calls today: each body is one call. An org that
 * does not tell its limits is asked and answers by itself when they are used up.
 */
export const requireRequests = async (org: Org, needed: number): Promise<void> => {
  if (needed === 0) return;
  const remaining = (await org.limits()).get('DailyApiRequests')?.remaining;
  if (remaining !== undefined && remaining < needed + leftToOthers)
    refuse({ reason: 'tooFewRequests', needed, remaining });
};
