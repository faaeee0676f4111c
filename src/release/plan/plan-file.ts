import { z } from 'zod';
import type { Plan } from './plan.ts';
import { planId } from './plan-assembly.ts';
import { planSchema } from './plan-schema.ts';

/** What a text that should be a plan turned out to be. */
export type PlanReading =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** Not JSON, or not of the shape of a plan; `detail` says where. */
  | { readonly kind: 'notAPlan'; readonly detail: string }
  /** Of a later version of the plugin. */
  | { readonly kind: 'otherVersion'; readonly version: number }
  /** Changed after it was made: its id is not that of what it says. */
  | { readonly kind: 'edited'; readonly id: string };

/** The text of a plan file. */
export const writePlan = (plan: Plan): string => `${JSON.stringify(plan, undefined, 2)}\n`;

/** Reads the text of a plan file: all of it is checked, and that nobody edited it. */
export const readPlan = (text: string): PlanReading => {
  const value = jsonOf(text);
  if (value instanceof SyntaxError) return { kind: 'notAPlan', detail: value.message };
  const { version } = z.looseObject({ version: z.number() }).catch({ version: 1 }).parse(value);
  if (version > 1) return { kind: 'otherVersion', version };
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) return { kind: 'notAPlan', detail: z.prettifyError(parsed.error) };
  const plan = parsed.data as Plan;
  return planId(plan) === plan.id ? { kind: 'plan', plan } : { kind: 'edited', id: plan.id };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
};

/** Reads a plan that the plugin itself wrote. Throws a `RangeError` when it is not one, or was changed since. */
export const parsePlan = (text: string): Plan => {
  const reading = readPlan(text);
  switch (reading.kind) {
    case 'plan':
      return reading.plan;
    case 'notAPlan':
      throw new RangeError(`not a plan: ${reading.detail}`);
    case 'otherVersion':
      throw new RangeError(`the plan has version ${reading.version}; this version of the plugin reads 1`);
    case 'edited':
      throw new RangeError(`the plan was changed after it was made: its id is not ${reading.id}`);
  }
};
