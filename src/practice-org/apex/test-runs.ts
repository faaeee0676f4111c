import { runTests } from '../metadata/apex/run-tests.ts';
import { localTests, testsNamed, type TestRun } from '../metadata/apex/test-run.ts';
import type { MetadataState, TestResult, TestSuccess } from '../metadata/types.ts';
import type { Org } from '../org.ts';
import type { AsyncTestRun, MethodResult, QueuedClass } from './async-test-run.ts';

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
