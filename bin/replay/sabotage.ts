import type { PracticeOrg } from '../../src/practice-org/index.ts';
import type { MetadataState } from '../../src/practice-org/metadata/types.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import type { Plan } from '../../src/release/plan/plan.ts';
import type { DeployOutcome, ResumeOutcome, RollbackOutcome } from '../../src/release/run-outcome.ts';
import { differencesBetween, holdingsOf } from './judge.ts';
import { spoilOne, type Random, type Spoiled } from './spoil.ts';

export type Outcome = DeployOutcome | RollbackOutcome | ResumeOutcome;

/** A component that was spoiled, and the org before that and before the rollback. */
export interface Sabotage {
  readonly spoiled: Spoiled;
  readonly right: MetadataState;
  readonly before: MetadataState;
}

/** Changes one component when the org says that the last deploy of a plan has succeeded: before it is read back. */
export const sabotage = (org: PracticeOrg, random: Random) => {
  let plan: Plan | undefined;
  let before: MetadataState = org.metadata;
  let deploysLeft = 0;
  let done: Sabotage | undefined;
  return {
    watch: (shown: Plan): void => {
      plan = shown;
      before = org.metadata;
      deploysLeft = shown.steps.filter(({ kind }) => kind === 'deploy').length;
    },
    onProgress: ({ status }: { readonly status: string }): void => {
      if (status !== 'Succeeded' || plan === undefined || done !== undefined) return;
      deploysLeft -= 1;
      if (deploysLeft > 0) return;
      const right = org.metadata;
      const spoiled = spoilOne(plan, { now: right, before }, random);
      if (spoiled === undefined) return;
      org.metadata = spoiled.state;
      done = { spoiled, right, before };
    },
    done: (): Sabotage | undefined => done,
  };
};

/** Whether the proof of a run that stayed open names the spoiled component. */
export const isNoticed = ({ spoiled }: Sabotage, outcome: Outcome): boolean => {
  if (outcome.kind !== 'unfinished' || outcome.proof === undefined) return false;
  const found = outcome.proof.components.find((one) => keyOf(one) === spoiled.component)?.verdict;
  return found !== undefined && found !== 'proven' && found !== 'limited';
};

/**
 * What a run that returned to its own snapshot by itself left otherwise than it was, without what it names; undefined
 * when it did not return, or not because of the spoiled component.
 */
export const leftOtherwise = (
  { spoiled, before }: Sabotage,
  outcome: Outcome,
  org: PracticeOrg,
): readonly string[] | undefined => {
  if (outcome.kind !== 'undone' || !outcome.detail.includes(spoiled.component)) return undefined;
  const limited = new Set(outcome.limited.map((key) => key.toLowerCase()));
  return differencesBetween(holdingsOf(org.metadata), holdingsOf(before))
    .filter(({ key }) => !limited.has(key))
    .map(({ key, what }) => `${key} ${what} after the run was undone`);
};
