import type { Outlook } from './outlook.ts';
import type { Plan } from './plan.ts';

/** A finished deploy of the org, as its own list tells it. */
export interface FinishedDeploy {
  readonly succeeded: boolean;
  readonly checkOnly: boolean;
  readonly tests: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly completedAt: string;
}

/**
 * The middle of how long the last deploys took: of those that ran tests for a plan that runs some, else of those that
 * ran none; of all where there is no such deploy.
 */
export const expectedDuration = (deploys: readonly FinishedDeploy[], plan: Plan): Outlook['duration'] => {
  const runsTests = plan.tests.level !== 'NoTestRun';
  const finished = deploys.filter(({ succeeded }) => succeeded);
  const alike = finished.filter(({ tests }) => tests > 0 === runsTests);
  const judged = (alike.length > 0 ? alike : finished).map(secondsOf).sort((one, other) => one - other);
  const middle = judged[Math.floor(judged.length / 2)];
  return middle === undefined ? 'unknown' : { minutes: Math.max(1, Math.ceil(middle / 60)), deploys: judged.length };
};

const secondsOf = ({ startedAt, completedAt }: FinishedDeploy): number =>
  (Date.parse(completedAt) - Date.parse(startedAt)) / 1000;

/** Days for which a validation can be deployed at once (Metadata API guide, deployRecentValidation; documented). */
const validationDays = 10;

/**
 * Only that nothing is armed can be known from the org's list: a validation that is there may have been of something
 * else.
 */
export const armedState = (deploys: readonly FinishedDeploy[] | 'unknown', now: Date): Outlook['armed'] => {
  if (deploys === 'unknown') return 'unknown';
  const since = now.getTime() - validationDays * 24 * 3600 * 1000;
  const usable = deploys.some(
    ({ succeeded, checkOnly, completedAt }) => succeeded && checkOnly && Date.parse(completedAt) >= since,
  );
  return usable ? 'unknown' : 'no';
};
