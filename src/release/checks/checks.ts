import { judgeAnswer, type Answer, type Check, type CheckResult } from './check.ts';
import { checksAfter, type FactsAfter } from './checks-after.ts';
import { checksBefore, type FactsBefore } from './checks-before.ts';

/** What is known for each check; one that is missing was not asked. */
export type Answers<Facts> = { readonly [Name in keyof Facts]?: Answer<Facts[Name]> };

/** Every check before a run, in the order of its table; one that nobody answered is inconclusive. */
export const judgeBefore = (answers: Answers<FactsBefore>): readonly CheckResult[] => judgeAll(checksBefore, answers);

/** Every check after a run. */
export const judgeAfter = (answers: Answers<FactsAfter>): readonly CheckResult[] => judgeAll(checksAfter, answers);

/** Every name that `--skip-check` knows of itself. */
export const checkNames: readonly string[] = [...Object.keys(checksBefore), ...Object.keys(checksAfter)];

type Checks<Facts> = { readonly [Name in keyof Facts]: Check<Facts[Name]> };

const judgeAll = <Facts extends object>(checks: Checks<Facts>, answers: Answers<Facts>): readonly CheckResult[] =>
  (Object.keys(checks) as (keyof Facts & string)[]).map((name) => {
    const { call, onFail, whenUnknown, judge } = checks[name];
    return { name, call, onFail, whenUnknown, ...judgeAnswer(answers[name], judge) };
  });
