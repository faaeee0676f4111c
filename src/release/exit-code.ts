import { dataExitCodes } from './data/data-outcome.ts';
import type { Outcome } from './outcome.ts';

/** A new kind does not compile until it has a code. The platform reserves 3–9, 11–19 and 21–29. */
const exitCodes: Readonly<Record<Outcome['kind'], number>> = {
  ...dataExitCodes,
  released: 0,
  rolledBack: 0,
  planned: 0,
  nothingToDo: 0,
  nothingOpen: 0,
  closed: 0,
  abandoned: 0,
  tagged: 0,
  adoptable: 0,
  adopted: 0,
  initialised: 0,
  listed: 0,
  shown: 0,
  logged: 0,
  status: 0,
  healthy: 0,
  snapshotTaken: 0,
  pruned: 0,
  prunable: 0,
  compared: 0,
  noted: 0,
  reverted: 0,
  judged: 0,
  armed: 0,
  releasesVerified: 0,
  verified: 0,
  marked: 0,
  frozen: 0,
  thawed: 0,
  failed: 1,
  unhealthy: 1,
  outside: 1,
  undone: 1,
  refused: 40,
  unfinished: 68,
  paused: 68,
  inProgress: 69,
};

export const exitCode = ({ kind }: Outcome): number => exitCodes[kind];

/** `diff --exit-code` and `status --exit-code` found a difference. */
export const differentExitCode = 41;

/** A plan that must not be carried out as it is was shown all the same. */
export const refusedExitCode = exitCodes.refused;
