import { localTests, runTests, testsNamed, type TestRun } from '../metadata/apex/run-tests.ts';
import type { CodeCoverage, MetadataState, TestFailure, TestResult, TestSuccess } from '../metadata/types.ts';
import type { Org } from '../org.ts';

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

/** What a client may ask to run. Names and ids of classes may be mixed. */
export interface TestSelection {
  readonly level: 'RunSpecifiedTests' | 'RunLocalTests' | 'RunAllTestsInOrg';
  readonly classes: readonly string[];
  /** Class name or id → methods; a class that is not in it runs whole. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
}

const nameOf = (state: MetadataState, nameOrId: string): string => {
  if (!/^01p\w{12,15}$/.test(nameOrId)) return nameOrId;
  const wanted = nameOrId.slice(0, 15);
  const found = [...state.components.values()].find(({ type, id }) => type === 'ApexClass' && id.startsWith(wanted));
  return found?.fullName ?? nameOrId;
};

const isFailure = (test: TestSuccess | TestFailure): test is TestFailure => 'message' in test;

/** A result without the methods that were not asked for. */
const onlyMethods = (
  state: MetadataState,
  result: TestResult,
  methods: ReadonlyMap<string, readonly string[]>,
): TestResult => {
  if (methods.size === 0) return result;
  const wanted = new Map([...methods].map(([nameOrId, names]) => [nameOf(state, nameOrId), names]));
  const kept = ({ name, methodName }: TestSuccess): boolean => wanted.get(name)?.includes(methodName) ?? true;
  const successes = result.successes.filter(kept);
  const failures = result.failures.filter(kept);
  return {
    ...result,
    successes,
    failures,
    numTestsRun: successes.length + failures.length,
    numFailures: failures.length,
    totalTime: [...successes, ...failures].reduce((sum, { time }) => sum + time, 0),
  };
};

const classesOf = (state: MetadataState, { level, classes }: TestSelection): TestRun =>
  level === 'RunSpecifiedTests'
    ? testsNamed(
        state,
        classes.map((each) => nameOf(state, each)),
      )
    : localTests(state);

/** Runs tests at once (`runTestsSynchronous`); durations are told, not waited for. */
export const runNow = (org: Org, selection: TestSelection): TestResult =>
  onlyMethods(org.metadata, runTests(org.metadata, classesOf(org.metadata, selection)), selection.methods);

/** Names that cannot be run: classes that are not there or hold no tests. */
export const notRunnable = (org: Org, selection: TestSelection): readonly string[] => {
  const run = classesOf(org.metadata, selection);
  const runnable = new Set(run.classes.map(({ fullName }) => fullName));
  return selection.classes.map((each) => nameOf(org.metadata, each)).filter((name) => !runnable.has(name));
};

/** Queues a run; one class after the other, each as long as its methods take. */
export const queueRun = (org: Org, selection: TestSelection): AsyncTestRun => {
  const startedAt = org.now();
  let at = startedAt;
  const classes = classesOf(org.metadata, selection).classes.map((component): QueuedClass => {
    const alone = runTests(org.metadata, { classes: [component], missing: [] });
    const result = onlyMethods(org.metadata, alone, selection.methods);
    const methods = [...result.successes, ...result.failures].map((test): MethodResult => {
      at += test.time;
      return { id: org.ids.next('07M'), result: test, at };
    });
    const { id: classId, fullName: className } = component;
    return { id: org.ids.next('709'), classId, className, methods, coverage: result.codeCoverage, endsAt: at };
  });
  const run = {
    id: org.ids.next('707'),
    resultId: org.ids.next('05m'),
    startedAt,
    endsAt: at,
    classes,
    result: runNow(org, selection),
  };
  org.testRuns.push(run);
  return run;
};

export const hasFailed = ({ classes }: AsyncTestRun): boolean =>
  classes.some(({ methods }) => methods.some(({ result }) => isFailure(result)));

export const failureOf = ({ result }: MethodResult): TestFailure | undefined =>
  isFailure(result) ? result : undefined;
