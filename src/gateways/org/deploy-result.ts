import { z } from 'zod';
import type {
  Coverage,
  DeployDetails,
  DeployMessage,
  DeployRecord,
  TestFailure,
  TestSuccess,
} from './deploy-record.ts';
import { count, flag, instant, many, present, text, words } from './wire-fields.ts';

const message = z.object({
  componentType: text,
  fullName: text,
  fileName: text,
  success: flag,
  created: flag,
  changed: flag,
  deleted: flag,
  problem: words,
  problemType: text,
  lineNumber: z.coerce.number().nullish(),
  columnNumber: z.coerce.number().nullish(),
});

/** The org writes `12.0`. */
const milliseconds = z.coerce.number().nullish();

const testRun = z.object({
  numTestsRun: count,
  totalTime: z.coerce.number().nullish(),
  failures: many(z.object({ name: text, methodName: text, message: words, stackTrace: words, time: milliseconds })),
  successes: many(z.object({ name: text, methodName: text, time: milliseconds })),
  codeCoverage: many(
    z.object({
      name: text,
      type: text,
      numLocations: count,
      numLocationsNotCovered: count,
      locationsNotCovered: many(z.object({ line: count })),
    }),
  ),
  codeCoverageWarnings: many(z.object({ message: words })),
});

const result = z.object({
  id: z.string().min(15),
  status: z.string().min(1),
  done: flag,
  success: flag,
  checkOnly: flag,
  numberComponentsDeployed: count,
  numberComponentsTotal: count,
  numberComponentErrors: count,
  numberTestsCompleted: count,
  numberTestsTotal: count,
  numberTestErrors: count,
  createdDate: instant,
  startDate: instant,
  completedDate: instant,
  createdBy: text,
  createdByName: text,
  canceledByName: text,
  stateDetail: text,
  errorStatusCode: text,
  errorMessage: words,
  details: z.unknown().optional(),
});

const detailsShape = z.object({
  componentSuccesses: many(message),
  componentFailures: many(message),
  runTestResult: testRun.nullish(),
});

/** Ids come with 15 or 18 characters; the first 15 say which record it is. */
export const sameId = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);

/**
 * A `DeployResult` of REST or SOAP (Metadata API guide, meta_deployresult.htm; documented). Throws when it is not one,
 * or one of another deploy than `id`.
 */
export const readDeployResult = (wire: unknown, id: string): DeployRecord => {
  const read = result.parse(wire);
  if (!sameId(read.id, id)) throw new Error(`asked for deploy ${id}, was told about ${read.id}`);
  const { status, done, success, checkOnly } = read;
  const components = {
    done: read.numberComponentsDeployed,
    total: read.numberComponentsTotal,
    errors: read.numberComponentErrors,
  };
  const tests = { done: read.numberTestsCompleted, total: read.numberTestsTotal, errors: read.numberTestErrors };
  return present({
    ...{ id: read.id, status, done, success, checkOnly, components, tests },
    createdDate: read.createdDate,
    startDate: read.startDate,
    completedDate: read.completedDate,
    createdById: read.createdBy,
    createdByName: read.createdByName,
    canceledByName: read.canceledByName,
    stateDetail: read.stateDetail,
    errorCode: read.errorStatusCode,
    errorMessage: read.errorMessage,
  });
};

/** The details of a `DeployResult`. Throws when they are not readable. */
export const readDeployDetails = (wire: unknown): DeployDetails => {
  const { details } = result.parse(wire);
  const read = detailsShape.parse(details === '' || details === null || details === undefined ? {} : details);
  const messages = [...read.componentSuccesses, ...read.componentFailures].map(messageOf);
  return {
    messages,
    failures: messages.filter(({ outcome }) => outcome === 'failed'),
    warnings: messages.filter(({ problemType }) => problemType === 'Warning'),
    ...testsOf(read.runTestResult ?? noTests),
  };
};

const outcomeOf = ({ success, created, changed, deleted }: z.output<typeof message>): DeployMessage['outcome'] => {
  if (!success) return 'failed';
  if (deleted) return 'deleted';
  if (created) return 'created';
  return changed ? 'changed' : 'unchanged';
};

const problemTypeOf = (problemType: string | undefined): DeployMessage['problemType'] | undefined => {
  if (problemType === undefined) return undefined;
  return problemType === 'Warning' ? 'Warning' : 'Error';
};

const messageOf = (read: z.output<typeof message>): DeployMessage =>
  present({
    type: read.componentType ?? '',
    fullName: read.fullName ?? '',
    fileName: read.fileName ?? '',
    outcome: outcomeOf(read),
    problemType: problemTypeOf(read.problemType),
    problem: read.problem,
    line: read.lineNumber ?? undefined,
    column: read.columnNumber ?? undefined,
  });

type TestRun = z.output<typeof testRun>;

const noTests = testRun.parse({});

const testsOf = (
  run: TestRun,
): Pick<
  DeployDetails,
  'testsRun' | 'testFailures' | 'testSuccesses' | 'testTime' | 'coverage' | 'coverageWarnings'
> => ({
  testsRun: run.numTestsRun,
  testFailures: run.failures.map(failureOf),
  testSuccesses: run.successes.map(successOf),
  testTime: run.totalTime ?? 0,
  coverage: run.codeCoverage.map(coverageOf),
  coverageWarnings: run.codeCoverageWarnings.map((warning) => warning.message ?? ''),
});

const failureOf = (read: TestRun['failures'][number]): TestFailure =>
  present({
    className: read.name ?? '',
    method: read.methodName ?? '',
    message: read.message ?? '',
    stackTrace: read.stackTrace,
    time: read.time ?? 0,
  });

const successOf = (read: TestRun['successes'][number]): TestSuccess => ({
  className: read.name ?? '',
  method: read.methodName ?? '',
  time: read.time ?? 0,
});

const coverageOf = (read: TestRun['codeCoverage'][number]): Coverage => ({
  name: read.name ?? '',
  type: read.type ?? '',
  locations: read.numLocations,
  uncovered: read.numLocationsNotCovered,
  uncoveredLines: read.locationsNotCovered.map(({ line }) => line),
});
