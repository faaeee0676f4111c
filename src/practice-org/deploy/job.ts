import type { DeployOptions, DeployOutcome, OrgUser, ZipEntries } from '../metadata/types.ts';

/** Metadata API guide, DeployResult.status; `Finalizing` and `FinalizingFailed` since Winter '26. */
export type DeployStatus =
  | 'Pending'
  | 'InProgress'
  | 'Finalizing'
  | 'Succeeded'
  | 'SucceededPartial'
  | 'Failed'
  | 'FinalizingFailed'
  | 'Canceling'
  | 'Canceled';

const ENDED: ReadonlySet<DeployStatus> = new Set([
  'Succeeded',
  'SucceededPartial',
  'Failed',
  'FinalizingFailed',
  'Canceled',
]);

/** What is told about a deploy; the state it leads to is not kept with it. */
export type DeployReport = Omit<DeployOutcome, 'state' | 'schemaChanges'>;

/** Instants of a deploy's phases, milliseconds since 1970 on the org's clock. */
export interface Schedule {
  readonly componentsDone: number;
  readonly testsDone: number;
  readonly end: number;
}

/** One deploy, validation or quick deploy, from the call to its end. The queue alone changes it. */
export interface DeployJob {
  readonly id: string;
  readonly options: DeployOptions;
  /** API version of the endpoint it was sent to: 65 and later refuse to cancel while finalizing. */
  readonly apiVersion: number;
  readonly createdBy: OrgUser;
  /** Milliseconds since 1970, like all instants here. */
  readonly createdDate: number;
  /** The validation a quick deploy deploys. */
  readonly validatedDeployRequestId?: string;
  /** The zip as it came; kept while a quick deploy may still need it. */
  zip?: Buffer;
  /** The zip's files; dropped when the job has ended. */
  entries?: ZipEntries;
  /** Why the zip could not be read; such a deploy is accepted, then fails. */
  readonly brokenZip?: string;
  status: DeployStatus;
  startDate?: number;
  completedDate?: number;
  schedule?: Schedule;
  /** What it is about to do; gone when it has ended. */
  plan?: DeployOutcome;
  report?: DeployReport;
  canceledBy?: OrgUser;
  /** When a requested cancel takes effect. */
  cancelAt?: number;
  /** A cancel that came too late for an API below 65: the status says Canceled, the org says otherwise. */
  commitsAnyway?: boolean;
}

export const hasEnded = (job: DeployJob): boolean => ENDED.has(job.status);

/** A deploy that changed the org (not a validation). */
export const changedTheOrg = (job: DeployJob): boolean =>
  job.options.checkOnly !== true && (job.status === 'Succeeded' || job.status === 'SucceededPartial');
