/**
 * Three answers, never two: what could not be found out is `inconclusive`, which neither lets a plan through as a pass
 * nor undoes anything as a fail.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/**
 * What asking gave: the facts, why there are none (the call failed, a right is missing), or why nobody asked (the check
 * was skipped by name, or means nothing here).
 */
export type Answer<Facts> = { readonly known: Facts } | { readonly unknown: string } | { readonly skipped: string };

/** What a check made of its facts. */
export interface Finding {
  readonly verdict: Verdict;
  /** Names and numbers that explain it: ids, components, counts; never record values. */
  readonly evidence: readonly string[];
  /** It passes, and a person is told of the evidence all the same. */
  readonly warns?: true;
}

/** What a definite fail leads to: nothing is sent, the run is undone, a person decides, or the person is told. */
export type OnFail = 'refuse' | 'undo' | 'ask' | 'warn';

/** What an inconclusive answer leads to: a person decides before anything goes on, or is told. */
export type WhenUnknown = 'ask' | 'tell';

/** A question, and what its answer decides. */
export interface Check<Facts> {
  /** The call that gets the facts, as a person could make it. */
  readonly call: string;
  readonly onFail: OnFail;
  readonly whenUnknown: WhenUnknown;
  readonly judge: (facts: Facts) => Finding;
}

/** What a check found; its name is that of its table, or the one a project gave it. */
export interface CheckResult extends Finding {
  readonly name: string;
  readonly call: string;
  readonly onFail: OnFail;
  readonly whenUnknown: WhenUnknown;
  /** Why it is inconclusive, in the words of whatever could not answer. */
  readonly because?: string;
  /** Nobody asked, and it decides nothing: because a person said so, or because it means nothing here. */
  readonly skipped?: 'byPerson' | 'notApplicable';
}

/** The reason why a check is skipped that is a person's word. */
export const skipFlag = '--skip-check';

/** A finding where there are facts; else inconclusive, with the reason. */
export const judgeAnswer = <Facts>(
  answer: Answer<Facts> | undefined,
  judge: (facts: Facts) => Finding,
): Finding & Pick<CheckResult, 'because' | 'skipped'> => {
  if (answer === undefined) return { verdict: 'inconclusive', evidence: [], because: 'nobody asked' };
  if ('unknown' in answer) return { verdict: 'inconclusive', evidence: [], because: answer.unknown };
  if ('skipped' in answer)
    return { verdict: 'inconclusive', evidence: [], because: answer.skipped, skipped: skippedBy(answer) };
  return judge(answer.known);
};

const skippedBy = ({ skipped }: { readonly skipped: string }): NonNullable<CheckResult['skipped']> =>
  skipped === skipFlag ? 'byPerson' : 'notApplicable';

/** What some results mean together. */
export type Conclusion = 'goOn' | 'refuse' | 'undo' | 'pause';

const isUndecided = ({ verdict, onFail, whenUnknown, skipped }: CheckResult): boolean =>
  skipped === undefined &&
  (verdict === 'fail' ? onFail === 'ask' : verdict === 'inconclusive' && whenUnknown === 'ask');

/**
 * A definite fail that asks for it wins; then whatever a person has to decide; warnings and what was skipped never stop
 * anything.
 */
export const conclusionOf = (results: readonly CheckResult[]): Conclusion => {
  const failed = results.filter(({ verdict }) => verdict === 'fail').map(({ onFail }) => onFail);
  if (failed.includes('undo')) return 'undo';
  if (failed.includes('refuse')) return 'refuse';
  return results.some(isUndecided) ? 'pause' : 'goOn';
};

/** The results that keep a run from going on: those that failed, or those that a person has to decide. */
export const stoppers = (results: readonly CheckResult[]): readonly CheckResult[] => {
  const conclusion = conclusionOf(results);
  if (conclusion === 'goOn') return [];
  if (conclusion === 'pause') return results.filter(isUndecided);
  return results.filter(({ verdict, onFail }) => verdict === 'fail' && onFail === conclusion);
};
