import { checksAfter, type FactsAfter } from './checks-after.ts';
import { checksBefore, type FactsBefore } from './checks-before.ts';

/**
 * Three answers, never two: what could not be found out is `inconclusive`, which neither lets a plan through as a pass
 * nor undoes anything as a fail; a person decides.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** What asking gave: the facts, or why there are none (the call failed, a right is missing, nobody asked). */
export type Answer<Facts> = { readonly known: Facts } | { readonly unknown: string };

/** What a check made of its facts. */
export interface Finding {
  readonly verdict: Verdict;
  /** Names and numbers that explain it: ids, components, counts; never record values. */
  readonly evidence: readonly string[];
}

/** A question, and what its answer decides. */
export interface Check<Facts> {
  /** The call that gets the facts, as a person could make it. */
  readonly call: string;
  /** What a fail leads to: nothing is sent, the run is undone, or the person is told. */
  readonly onFail: 'refuse' | 'undo' | 'warn';
  readonly judge: (facts: Facts) => Finding;
}

export type CheckFacts = FactsBefore & FactsAfter;
export type CheckName = keyof CheckFacts;

export interface CheckResult extends Finding {
  readonly name: CheckName;
  readonly call: string;
  readonly onFail: Check<never>['onFail'];
  /** Why it is inconclusive, in the words of whatever could not answer. */
  readonly because?: string;
}

type Answers<Facts> = { readonly [Name in keyof Facts]?: Answer<Facts[Name]> };

/** Every check before a run, in the order of its table; one that nobody answered is inconclusive. */
export const judgeBefore = (answers: Answers<FactsBefore>): readonly CheckResult[] =>
  judgeAll(checksBefore, answers) as readonly CheckResult[];

/** Every check after a run. */
export const judgeAfter = (answers: Answers<FactsAfter>): readonly CheckResult[] =>
  judgeAll(checksAfter, answers) as readonly CheckResult[];

type Checks<Facts> = { readonly [Name in keyof Facts]: Check<Facts[Name]> };

interface NamedResult extends Finding {
  readonly name: string;
  readonly call: string;
  readonly onFail: Check<never>['onFail'];
  readonly because?: string;
}

const judgeAll = <Facts extends object>(checks: Checks<Facts>, answers: Answers<Facts>): readonly NamedResult[] =>
  (Object.keys(checks) as (keyof Facts & string)[]).map((name) => {
    const { call, onFail } = checks[name];
    return { name, call, onFail, ...judgeOne(checks[name], answers[name]) };
  });

const judgeOne = <Facts>(
  check: Check<Facts>,
  answer: Answer<Facts> | undefined,
): Finding & { readonly because?: string } => {
  if (answer === undefined) return { verdict: 'inconclusive', evidence: [], because: 'nobody asked' };
  if ('unknown' in answer) return { verdict: 'inconclusive', evidence: [], because: answer.unknown };
  return check.judge(answer.known);
};

/**
 * What some results mean together. A definite fail that asks for it wins; then whatever a person has to decide; warnings
 * never stop anything.
 */
export const conclusionOf = (results: readonly CheckResult[]): 'goOn' | 'refuse' | 'undo' | 'pause' => {
  const failed = results.filter(({ verdict }) => verdict === 'fail').map(({ onFail }) => onFail);
  if (failed.includes('undo')) return 'undo';
  if (failed.includes('refuse')) return 'refuse';
  const isOpen = results.some(({ verdict, onFail }) => verdict === 'inconclusive' && onFail !== 'warn');
  return isOpen ? 'pause' : 'goOn';
};
