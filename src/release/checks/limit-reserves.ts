import type { Plan } from '../plan/plan.ts';
import type { FactsBefore } from './checks-before.ts';

/** Calls that a run, waited for over hours, and its undo take at the most; and never more than a tenth of the day's. */
const callsOfARun = 1000;

/**
 * What has to be left of each limit so that the run, and its undo, come to their end. Throws a `RangeError` when the org
 * does not tell a limit that the run lives from.
 */
export const limitReserves = (
  limits: ReadonlyMap<string, { readonly max: number; readonly remaining: number }>,
  { steps }: Pick<Plan, 'steps'>,
): FactsBefore['apiLimits'] => {
  const saves = steps.filter(({ kind }) => kind === 'saveData').length;
  const needed = [
    { name: 'DailyApiRequests', needs: (max: number) => Math.min(callsOfARun, Math.ceil(max / 10)) },
    ...(saves === 0 ? [] : [{ name: 'DailyBulkV2QueryJobs', needs: () => saves * 2 }]),
  ];
  return {
    limits: needed.map(({ name, needs }) => {
      const limit = limits.get(name);
      if (limit === undefined) throw new RangeError(`the org does not tell ${name}`);
      return { name, remaining: limit.remaining, reserve: needs(limit.max) };
    }),
  };
};
