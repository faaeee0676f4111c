import { z } from 'zod';
import type { Answer } from './check.ts';
import type { Measure } from './declared-check.ts';

/** A scheduled job, as somebody would schedule it again. */
export interface ScheduledJob {
  readonly name: string;
  readonly cron: string;
  /** User id. */
  readonly owner: string;
}

/** How things stood just before a run, for the checks after it; kept in the journal, so that any machine can go on. */
export interface Baseline {
  /** The org's own clock, ISO 8601: what happened since is compared from here. */
  readonly orgTime: string;
  /** The user the run acts as. */
  readonly userId: string;
  readonly jobs: Answer<readonly ScheduledJob[]>;
  /** `ApexClass:Name`, `ApexTrigger:Name`. */
  readonly invalidApex: Answer<readonly string[]>;
  /** By the name of the declared check. */
  readonly declared: Readonly<Record<string, Answer<Measure>>>;
  /** Names given with `--skip-check`. */
  readonly skip: readonly string[];
}

const answer = <Facts extends z.ZodType>(facts: Facts) =>
  z.union([z.object({ known: facts }), z.object({ unknown: z.string() }), z.object({ skipped: z.string() })]);

const measure = z
  .object({ value: z.number(), took: z.number().optional() })
  .transform(({ value, took }): Measure => ({ value, ...(took !== undefined && { took }) }));

const baseline = z.object({
  orgTime: z.string(),
  userId: z.string(),
  jobs: answer(z.array(z.object({ name: z.string(), cron: z.string(), owner: z.string() }))),
  invalidApex: answer(z.array(z.string())),
  declared: z.record(z.string(), answer(measure)),
  skip: z.array(z.string()),
});

/** Reads a baseline from the journal. Throws a `RangeError` when it is none. */
export const parseBaseline = (text: string): Baseline => {
  const parsed = baseline.safeParse(JSON.parse(text));
  if (!parsed.success) throw new RangeError(`the baseline of the run cannot be read: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};
