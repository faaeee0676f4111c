/** Statuses the platform documents (`FinalizingFailed` since Winter '26). A status not listed here is never read as done. */
export type DeployStatus =
  | 'Pending'
  | 'InProgress'
  | 'Finalizing'
  | 'Canceling'
  | 'Succeeded'
  | 'SucceededPartial'
  | 'Failed'
  | 'FinalizingFailed'
  | 'Canceled';

export interface DoneOf {
  readonly done: number;
  readonly total: number;
  readonly errors: number;
}

/** The org's own record of a deploy, validation or quick deploy. Times are the org's. */
export interface DeployRecord {
  /** 18 characters. */
  readonly id: string;
  /** As the org words it; may be one this version does not know. */
  readonly status: DeployStatus | (string & {});
  readonly done: boolean;
  readonly success: boolean;
  readonly checkOnly: boolean;
  readonly components: DoneOf;
  readonly tests: DoneOf;
  readonly createdDate?: Date;
  readonly startDate?: Date;
  readonly completedDate?: Date;
  readonly createdById?: string;
  readonly createdByName?: string;
  readonly canceledByName?: string;
  /** `Running Test: 3/17`. */
  readonly stateDetail?: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** What the org says about one component of a deploy. */
export interface DeployMessage {
  /** Empty for messages about the package itself. */
  readonly type: string;
  readonly fullName: string;
  /** Path inside the zip. */
  readonly fileName: string;
  readonly outcome: 'created' | 'changed' | 'deleted' | 'unchanged' | 'failed';
  readonly problemType?: 'Error' | 'Warning';
  readonly problem?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface TestFailure {
  readonly className: string;
  readonly method: string;
  readonly message: string;
  readonly stackTrace?: string;
  /** Milliseconds. */
  readonly time: number;
}

export interface TestSuccess {
  readonly className: string;
  readonly method: string;
  /** Milliseconds. */
  readonly time: number;
}

export interface Coverage {
  /** Class or trigger. */
  readonly name: string;
  readonly type: string;
  readonly locations: number;
  readonly uncovered: number;
  /** Numbers of the lines that no test reached. */
  readonly uncoveredLines: readonly number[];
}

/** Filled when the deploy has ended. */
export interface DeployDetails {
  /** Every component message: successes first, then failures, in the org's order. */
  readonly messages: readonly DeployMessage[];
  readonly failures: readonly DeployMessage[];
  /** Messages with a problem of type Warning, whether the component succeeded or not. */
  readonly warnings: readonly DeployMessage[];
  readonly testsRun: number;
  readonly testFailures: readonly TestFailure[];
  readonly testSuccesses: readonly TestSuccess[];
  /** Milliseconds. */
  readonly testTime: number;
  readonly coverage: readonly Coverage[];
  readonly coverageWarnings: readonly string[];
}

/** The verdict stands without details: they may be out of reach when the deadline passes. */
export interface DetailsIfRead {
  readonly details?: DeployDetails;
}
