import type { CheckResult } from '../../release/checks/check.ts';
import type {
  FailedEnding,
  InProgressEnding,
  PausedEnding,
  UndoneEnding,
  UnfinishedEnding,
} from '../../release/ending.ts';
import type { Proof } from '../../release/plan/proof.ts';

/** Carries the ending of an open run up to `perform`, past the steps that are not taken any more. */
export class Stopped extends Error {
  public readonly ending: FailedEnding | UndoneEnding | UnfinishedEnding | PausedEnding | InProgressEnding;

  public constructor(ending: Stopped['ending']) {
    super(ending.kind);
    this.name = 'Stopped';
    this.ending = ending;
  }
}

export const stop = (ending: Stopped['ending']): never => {
  throw new Stopped(ending);
};

/** What the org was given is known to be wrong: an atomic run returns to its snapshot, any other stays open. */
export class Spoilt extends Error {
  public readonly proof: Proof | undefined;
  public readonly checks: readonly CheckResult[] | undefined;

  public constructor(detail: string, proof?: Proof, checks?: readonly CheckResult[]) {
    super(detail);
    this.name = 'Spoilt';
    this.proof = proof;
    this.checks = checks;
  }
}
