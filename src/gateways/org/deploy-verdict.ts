import type { DeployRecord } from './deploy-record.ts';

/** `running` and `unknown` are both not done; `unknown` says that this version does not know the status. */
export type DeployVerdict = 'succeeded' | 'failed' | 'canceled' | 'partial' | 'running' | 'unknown';

/**
 * Statuses of `DeployResult` (Apex reference, apex_enum_Metadata_DeployStatus.htm; documented). The finalizing ones came
 * with Winter '26; the Apex reference and Salesforce's own client library spell them differently.
 */
const verdicts: ReadonlyMap<string, DeployVerdict> = new Map([
  ['Pending', 'running'],
  ['InProgress', 'running'],
  ['Canceling', 'running'],
  ['Finalizing', 'running'],
  ['FinalizingDeploy', 'running'],
  ['Succeeded', 'succeeded'],
  ['SucceededPartial', 'partial'],
  ['Failed', 'failed'],
  ['Canceled', 'canceled'],
]);

/**
 * What the org's record says. A deploy that failed while it was being finalized (`FinalizingFailed`) is `unknown`:
 * nothing documents what the org then holds.
 */
export const verdictOf = ({ status, done, success }: DeployRecord): DeployVerdict => {
  const verdict = verdicts.get(status) ?? 'unknown';
  if (!done) return verdict === 'unknown' ? 'unknown' : 'running';
  return verdict === 'succeeded' && !success ? 'unknown' : verdict;
};

/** Statuses that are known to change nothing any more. */
export const endedStatuses: readonly string[] = [
  'Succeeded',
  'SucceededPartial',
  'Failed',
  'Canceled',
  'FinalizingFailed',
  'FinalizingDeployFailed',
];

/** Whether a deploy with this status may still change the org; a status nobody knows may. */
export const mayBeRunning = (status: string): boolean => !endedStatuses.includes(status);
