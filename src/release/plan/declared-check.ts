import type { Answer, Finding } from './check.ts';

/** What a declared check measured: a SOQL count, an HTTP status and how long it took, failed tests, an exit code. */
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
export const judgeDeclared = (expected: Expectation, now: Answer<Measure>, before?: Answer<Measure>): Finding => {
  if ('unknown' in now) return { verdict: 'inconclusive', evidence: [now.unknown] };
  const broken = brokenBounds(expected, now.known);
  if (broken.length > 0) return { verdict: 'fail', evidence: broken };
  const { changesAtMost } = expected;
  return changesAtMost === undefined
    ? { verdict: 'pass', evidence: [] }
    : judgeChange(changesAtMost, now.known.value, before);
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
  if (before === undefined || 'unknown' in before)
    return { verdict: 'inconclusive', evidence: [before?.unknown ?? 'not measured before the run'] };
  const was = before.known.value;
  const moved = was === 0 ? (value === 0 ? 0 : Infinity) : (Math.abs(value - was) / Math.abs(was)) * 100;
  return moved > most
    ? { verdict: 'fail', evidence: [`${was} before, ${value} now`] }
    : { verdict: 'pass', evidence: [] };
};
