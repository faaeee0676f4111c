import type { CodeCoverage, TestFailure, TestResult, TestSuccess } from '../metadata/types.ts';

/** One test method of a run. */
export interface MethodResult {
  readonly id: string;
  readonly result: TestSuccess | TestFailure;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One test class of a run: what ApexTestQueueItem shows. */
export interface QueuedClass {
  readonly id: string;
  /** Id and name of the test class. */
  readonly classId: string;
  readonly className: string;
  readonly methods: readonly MethodResult[];
  /** What the methods of this class cover. */
  readonly coverage: readonly CodeCoverage[];
  /** When its last method ends, milliseconds since 1970. */
  readonly endsAt: number;
}

/** A test run that was asked for by `runTestsAsynchronous`. It has ended when the org's clock says so. */
export interface AsyncTestRun {
  /** Key prefix 707. */
  readonly id: string;
  readonly resultId: string;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly classes: readonly QueuedClass[];
  readonly result: TestResult;
}

const isFailure = (test: TestSuccess | TestFailure): test is TestFailure => 'message' in test;

export const hasFailed = ({ classes }: AsyncTestRun): boolean =>
  classes.some(({ methods }) => methods.some(({ result }) => isFailure(result)));

export const failureOf = ({ result }: MethodResult): TestFailure | undefined =>
  isFailure(result) ? result : undefined;
