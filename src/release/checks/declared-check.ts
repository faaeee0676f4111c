import { z } from 'zod';
import { judgeAnswer, type Answer, type CheckResult, type Finding } from './check.ts';

/** Seconds; a check that takes longer has not come about. */
const timeLimits = { soql: 60, http: 15, apexTests: 900, command: 600 } as const;

const bound = z.number();

/**
 * One check of `release.yaml`. Exactly one of `soql`, `http`, `apexTests` and `command` says what is measured; the bounds
 * say what is right.
 */
export const declaredCheckSchema = z
  .strictObject({
    soql: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Measures the number that a query without GROUP BY aggregates (COUNT(), SUM(Amount__c) …), or how many rows it finds.',
      ),
    http: z
      .url({ protocol: /^https?$/u })
      .optional()
      .describe('Measures the status of a GET request: 200.'),
    apexTests: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Measures how many test methods of these classes fail.'),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Measures the exit code of a program and its arguments, run in the project without a shell.'),
    equals: bound
      .optional()
      .describe('The value has to be this one. Default: 200 for http, 0 for apexTests and command.'),
    atLeast: bound.optional().describe('The value must not be below.'),
    atMost: bound.optional().describe('The value must not be above.'),
    changesAtMost: z.number().min(0).optional().describe('Percent the value may differ from the one before the run.'),
    within: z.int().positive().optional().describe('Milliseconds the measurement may take.'),
    timeLimit: z.int().positive().max(3600).optional().describe('Seconds after which the measurement is given up.'),
    retries: z
      .int()
      .min(0)
      .max(20)
      .optional()
      .describe('How often to measure again while it is not right. Default: 2.'),
    pause: z.int().min(0).max(600).optional().describe('Seconds between two measurements. Default: 5.'),
    env: z
      .array(z.string().regex(/^[A-Za-z_]\w*$/u))
      .optional()
      .describe('Environment variables handed on to the command; all others but the harmless ones are kept from it.'),
    environments: z.array(z.string()).min(1).optional().describe('Where it is run; everywhere by default.'),
  })
  .superRefine((check, context) => {
    const kinds = kindsOf(check);
    if (kinds.length !== 1)
      context.addIssue({
        code: 'custom',
        message: `name one of soql, http, apexTests and command, not ${kinds.length === 0 ? 'none' : kinds.join(' and ')}`,
      });
    if (check.soql !== undefined && boundNames.every((name) => check[name] === undefined))
      context.addIssue({ code: 'custom', message: `say what is right: one of ${boundNames.join(', ')}` });
    if (check.env !== undefined && check.command === undefined)
      context.addIssue({ code: 'custom', path: ['env'], message: 'env is for commands only' });
  });

const boundNames = ['equals', 'atLeast', 'atMost', 'changesAtMost'] as const;
const kindNames = ['soql', 'http', 'apexTests', 'command'] as const;

const kindsOf = (check: Partial<Record<(typeof kindNames)[number], unknown>>): readonly string[] =>
  kindNames.filter((kind) => check[kind] !== undefined);

/** A check as a project declares it. */
export type DeclaredCheck = z.infer<typeof declaredCheckSchema>;

/** What a check measures, and how. */
export type Probe =
  | { readonly kind: 'soql'; readonly soql: string }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'apexTests'; readonly classes: readonly string[] }
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly env: readonly string[] };

/** A declared check with everything it leaves to its defaults. */
export interface ProjectCheck {
  readonly name: string;
  readonly probe: Probe;
  /** The call, as a person could make it. */
  readonly call: string;
  readonly expected: Expectation;
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly retries: number;
  /** Milliseconds. */
  readonly pause: number;
}

/** The checks that a project declares for an environment, in the order of its file. */
export const projectChecks = (
  declared: Readonly<Record<string, DeclaredCheck>> | undefined,
  environment: string,
): readonly ProjectCheck[] =>
  Object.entries(declared ?? {})
    .filter(([, { environments }]) => environments?.includes(environment) ?? true)
    .map(([name, check]) => {
      const probe = probeOf(check);
      return {
        name,
        probe,
        call: callOf(probe),
        expected: expectationOf(check, probe),
        timeLimit: (check.timeLimit ?? timeLimits[probe.kind]) * 1000,
        retries: check.retries ?? 2,
        pause: (check.pause ?? 5) * 1000,
      };
    });

const probeOf = ({ soql, http, apexTests, command, env }: DeclaredCheck): Probe => {
  if (soql !== undefined) return { kind: 'soql', soql };
  if (http !== undefined) return { kind: 'http', url: http };
  if (apexTests !== undefined) return { kind: 'apexTests', classes: apexTests };
  return { kind: 'command', argv: command ?? [], env: env ?? [] };
};

/** Of a URL without what may be a secret: user, password, query. */
const callOf = (probe: Probe): string => {
  switch (probe.kind) {
    case 'soql':
      return probe.soql;
    case 'http': {
      const { origin, pathname } = new URL(probe.url);
      return `GET ${origin}${pathname}`;
    }
    case 'apexTests':
      return `Tooling: runTestsAsynchronous ${probe.classes.join(', ')}`;
    case 'command':
      return probe.argv.join(' ');
  }
};

const usual: Partial<Record<Probe['kind'], number>> = { http: 200, apexTests: 0, command: 0 };

const expectationOf = (check: DeclaredCheck, { kind }: Probe): Expectation => {
  const { equals, atLeast, atMost, changesAtMost, within } = check;
  const given = { equals, atLeast, atMost, changesAtMost };
  const isBounded = Object.values(given).some((value) => value !== undefined);
  const bounds = { ...given, ...(!isBounded && { equals: usual[kind] }), within };
  return Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined));
};

/** A query whose answer is one number: an aggregate function alone, without GROUP BY. */
export const isAggregate = (soql: string): boolean =>
  /^\s*select\s+(?:count|count_distinct|sum|avg|min|max)\s*\(\s*[\w.]+\s*\)\s*(?:\w+\s+)?from\s/iu.test(soql) &&
  !/\sgroup\s+by\s/iu.test(soql);

/** What a declared check measured: a number of rows, an HTTP status, failed tests, an exit code. */
export interface Measure {
  readonly value: number;
  /** Milliseconds. */
  readonly took?: number;
}

/** Bounds that a team declares; all that are given have to hold. */
export interface Expectation {
  readonly equals?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Percent that the value may move away from the one measured before the run. */
  readonly changesAtMost?: number;
  /** Milliseconds. */
  readonly within?: number;
}

/**
 * Judges a check that a project declares. `before` is what it measured before the run; a bound on change without a known
 * measure before is inconclusive, and so is a measurement that did not come about.
 */
export const judgeDeclared = (
  expected: Expectation,
  now: Answer<Measure>,
  before?: Answer<Measure>,
): Finding & Pick<CheckResult, 'because' | 'skipped'> =>
  judgeAnswer(now, (measure) => judgeMeasure(expected, measure, before));

const judgeMeasure = (expected: Expectation, measure: Measure, before: Answer<Measure> | undefined): Finding => {
  const broken = brokenBounds(expected, measure);
  if (broken.length > 0) return { verdict: 'fail', evidence: broken };
  const { changesAtMost } = expected;
  return changesAtMost === undefined
    ? { verdict: 'pass', evidence: [String(measure.value)] }
    : judgeChange(changesAtMost, measure.value, before);
};

const brokenBounds = (expected: Expectation, { value, took = 0 }: Measure): readonly string[] => {
  const { equals = value, atLeast = value, atMost = value, within = took } = expected;
  return [
    ...(value === equals ? [] : [`${value}, not ${equals}`]),
    ...(value < atLeast ? [`${value}, below ${atLeast}`] : []),
    ...(value > atMost ? [`${value}, above ${atMost}`] : []),
    ...(took > within ? [`${took} ms, above ${within} ms`] : []),
  ];
};

const judgeChange = (most: number, value: number, before: Answer<Measure> | undefined): Finding => {
  if (before === undefined || !('known' in before)) {
    const why = before !== undefined && 'unknown' in before ? before.unknown : 'not measured before the run';
    return { verdict: 'inconclusive', evidence: [why] };
  }
  const was = before.known.value;
  const moved = was === 0 ? (value === 0 ? 0 : Infinity) : (Math.abs(value - was) / Math.abs(was)) * 100;
  const evidence = [`${was} before, ${value} now`];
  return { verdict: moved > most ? 'fail' : 'pass', evidence };
};

/** Before a run a check only says how things stand: what is broken is often why somebody rolls back. */
export const declaredBefore = ({ name, call, expected }: ProjectCheck, now: Answer<Measure>): CheckResult => {
  const { changesAtMost: _, ...fixed } = expected;
  return { name, call, onFail: 'warn', whenUnknown: 'tell', ...judgeDeclared(fixed, now) };
};

/**
 * After a run a definite fail undoes it, unless it failed before as well: then the run is not the cause, and a person
 * decides.
 */
export const declaredAfter = (
  { name, call, expected }: ProjectCheck,
  now: Answer<Measure>,
  before: Answer<Measure> | undefined,
): CheckResult => {
  const { changesAtMost: _, ...fixed } = expected;
  const failedBefore = before !== undefined && judgeDeclared(fixed, before).verdict === 'fail';
  return {
    name,
    call,
    onFail: failedBefore ? 'ask' : 'undo',
    whenUnknown: 'ask',
    ...judgeDeclared(expected, now, before),
  };
};
