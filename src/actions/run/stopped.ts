import type { FailedEnding, InProgressEnding, UnfinishedEnding } from '../../release/outcome.ts';

/** Carries the ending of an open run up to `perform`, past the steps that are not taken any more. */
export class Stopped extends Error {
  public readonly ending: FailedEnding | UnfinishedEnding | InProgressEnding;

  public constructor(ending: FailedEnding | UnfinishedEnding | InProgressEnding) {
    super(ending.kind);
    this.name = 'Stopped';
    this.ending = ending;
  }
}

export const stop = (ending: Stopped['ending']): never => {
  throw new Stopped(ending);
};
