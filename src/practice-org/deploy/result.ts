import type { DeployMessage, DeployOptions, TestResult } from '../metadata/types.ts';
import { hasEnded, type DeployJob } from './job.ts';

const NO_TESTS: TestResult = {
  numTestsRun: 0,
  numFailures: 0,
  totalTime: 0,
  successes: [],
  failures: [],
  codeCoverage: [],
  codeCoverageWarnings: [],
};

const isoOf = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

/** How much of `total` is done `now`, when it is done evenly between two instants. */
const done = (total: number, from: number, span: { readonly to: number; readonly now: number }): number =>
  span.now >= span.to ? total : Math.floor((total * (span.now - from)) / (span.to - from));

const isComponent = (message: DeployMessage): boolean => message.componentType !== '';

interface Progress {
  readonly components: number;
  readonly tests: number;
}

const progress = (job: DeployJob, now: number): Progress => {
  const components = job.report?.messages.filter((message) => isComponent(message) && message.success).length ?? 0;
  const tests = job.report?.tests.numTestsRun ?? 0;
  if (job.status === 'Canceled') return { components: 0, tests: 0 };
  if (!job.schedule || job.startDate === undefined) return { components, tests };
  const { componentsDone, testsDone } = job.schedule;
  return {
    components: done(components, job.startDate, { to: componentsDone, now }),
    tests: now < componentsDone ? 0 : done(tests, componentsDone, { to: testsDone, now }),
  };
};

const stateDetail = (job: DeployJob, at: Progress): string | undefined => {
  if (job.status === 'Finalizing') return 'Finalizing Deploy';
  if (job.status !== 'InProgress') return undefined;
  const { numTestsRun } = job.report?.tests ?? NO_TESTS;
  return at.tests > 0 || numTestsRun > 0 ? `Running Test: ${at.tests}/${numTestsRun}` : 'Processing Type: CustomObject';
};

const counts = (job: DeployJob, now: number): Readonly<Record<string, number | string | undefined>> => {
  const messages = job.report?.messages.filter(isComponent) ?? [];
  const tests = job.report?.tests ?? NO_TESTS;
  const at = progress(job, now);
  const over = hasEnded(job) && job.status !== 'Canceled';
  return {
    numberComponentErrors: over ? messages.filter((message) => !message.success).length : 0,
    numberComponentsDeployed: at.components,
    numberComponentsTotal: messages.length,
    numberTestErrors: over ? tests.numFailures : 0,
    numberTestsCompleted: over ? tests.numTestsRun - tests.numFailures : at.tests,
    numberTestsTotal: tests.numTestsRun,
    stateDetail: stateDetail(job, at),
  };
};

/** Details are sent when the deploy has ended: clients ask for them on every poll. */
const details = (job: DeployJob): WireObject => {
  if (!hasEnded(job) || job.status === 'Canceled' || !job.report) return {};
  const { messages, tests } = job.report;
  return {
    componentSuccesses: messages.filter((message) => message.success),
    componentFailures: messages.filter((message) => !message.success),
    runTestResult: tests,
  };
};

/** A field that is undefined is left out on the wire. */
export type WireObject = Readonly<Record<string, unknown>>;

const errors = (job: DeployJob): WireObject =>
  hasEnded(job) && job.report?.refusal
    ? { errorStatusCode: job.report.refusal.statusCode, errorMessage: job.report.refusal.message }
    : {};

/** `DeployResult` as Metadata API words it; `details` are filled only on request and once the deploy has ended. */
export const deployResult = (job: DeployJob, now: number, includeDetails: boolean): WireObject => ({
  id: job.id,
  status: job.status,
  done: hasEnded(job),
  success: job.status === 'Succeeded',
  checkOnly: job.options.checkOnly ?? false,
  ignoreWarnings: job.options.ignoreWarnings ?? false,
  rollbackOnError: job.options.rollbackOnError ?? true,
  runTestsEnabled: (job.report?.tests.numTestsRun ?? 0) > 0,
  createdBy: job.createdBy.id,
  createdByName: job.createdBy.name,
  createdDate: isoOf(job.createdDate),
  startDate: isoOf(job.startDate),
  completedDate: isoOf(job.completedDate),
  lastModifiedDate: isoOf(job.completedDate ?? job.startDate ?? job.createdDate),
  canceledBy: job.canceledBy?.id,
  canceledByName: job.canceledBy?.name,
  ...counts(job, now),
  ...errors(job),
  details: includeDetails ? details(job) : {},
});

/** The REST form of a deploy's options, with the platform's defaults filled in. */
export const wireOptions = (options: DeployOptions): WireObject => ({
  allowMissingFiles: options.allowMissingFiles ?? false,
  autoUpdatePackage: options.autoUpdatePackage ?? false,
  checkOnly: options.checkOnly ?? false,
  ignoreWarnings: options.ignoreWarnings ?? false,
  performRetrieve: false,
  purgeOnDelete: options.purgeOnDelete ?? false,
  rollbackOnError: options.rollbackOnError ?? true,
  runTests: options.runTests ?? [],
  singlePackage: options.singlePackage ?? false,
  testLevel: options.testLevel,
});
