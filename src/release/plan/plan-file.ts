import { z } from 'zod';
import type { Plan } from './plan.ts';
import { planId } from './plan-assembly.ts';

/** What every plan must have before it is looked into; the id vouches for the rest. */
const outline = z.looseObject({ version: z.number(), id: z.string(), orgId: z.string(), environment: z.string() });

/**
 * Reads a plan that was written as JSON. Throws a `RangeError` for a plan of a newer version of the plugin, and for one
 * that was edited: its id is the hash of what it says.
 */
export const parsePlan = (text: string): Plan => {
  const parsed = outline.safeParse(JSON.parse(text));
  if (!parsed.success) throw new RangeError(`not a plan: ${z.prettifyError(parsed.error)}`);
  const { version, id } = parsed.data;
  if (version !== 1) throw new RangeError(`the plan has version ${version}; this version of the plugin reads 1`);
  const plan = parsed.data as unknown as Plan;
  if (planId(plan) !== id) throw new RangeError(`the plan was changed after it was made: its id is not ${id}`);
  return plan;
};
