import type { CodeCoverage } from '../metadata/types.ts';
import type { Org } from '../org.ts';
import { readFields } from '../records/schema/notation.ts';
import type { Row, TableDefinition } from '../records/types.ts';
import { failureOf, hasFailed, type AsyncTestRun, type QueuedClass } from './async-test-run.ts';

/** A Tooling object whose rows come from test runs (Tooling API, Apex test objects; documented). */
interface TestTable {
  readonly definition: TableDefinition;
  readonly rows: (org: Org) => readonly Row[];
}

const iso = (instant: number): string => new Date(instant).toISOString();

const table = (name: string, keyPrefix: string, fields: string): TableDefinition => ({
  name,
  keyPrefix,
  fields: readFields(fields),
});

const statusOf = (run: AsyncTestRun, now: number): string =>
  now < run.endsAt ? 'Processing' : hasFailed(run) ? 'Failed' : 'Completed';

const runResult = (run: AsyncTestRun, org: Org): Row => ({
  Id: run.resultId,
  AsyncApexJobId: run.id,
  UserId: org.identity.user.id,
  Status: statusOf(run, org.now()),
  JobName: 'Test Run',
  IsAllTests: false,
  Source: 'API',
  StartTime: iso(run.startedAt),
  EndTime: org.now() < run.endsAt ? null : iso(run.endsAt),
  TestTime: run.endsAt - run.startedAt,
  TestSetupTime: 0,
  ClassesEnqueued: run.classes.length,
  ClassesCompleted: run.classes.filter(({ endsAt }) => endsAt <= org.now()).length,
  MethodsEnqueued: run.classes.flatMap(({ methods }) => methods).length,
  MethodsCompleted: run.classes.flatMap(({ methods }) => methods).filter(({ at }) => at <= org.now()).length,
  MethodsFailed: run.classes.flatMap(({ methods }) => methods).filter((each) => failureOf(each)).length,
});

const queueItem = (run: AsyncTestRun, item: QueuedClass, now: number): Row => ({
  Id: item.id,
  ApexClassId: item.classId,
  ParentJobId: run.id,
  TestRunResultId: run.resultId,
  Status: now < item.endsAt ? 'Processing' : item.methods.some(failureOf) ? 'Failed' : 'Completed',
  ExtendedStatus: `(${item.methods.filter((each) => !failureOf(each)).length}/${item.methods.length})`,
  ShouldSkipCodeCoverage: false,
});

const testResults = (run: AsyncTestRun, item: QueuedClass, now: number): readonly Row[] =>
  item.methods
    .filter(({ at }) => at <= now)
    .map((method) => ({
      Id: method.id,
      ApexClassId: item.classId,
      ApexClass: { Id: item.classId, Name: item.className, NamespacePrefix: null },
      ApexTestRunResultId: run.resultId,
      AsyncApexJobId: run.id,
      QueueItemId: item.id,
      MethodName: method.result.methodName,
      Outcome: failureOf(method) ? 'Fail' : 'Pass',
      Message: failureOf(method)?.message ?? null,
      StackTrace: failureOf(method)?.stackTrace ?? null,
      RunTime: method.result.time,
      TestTimestamp: iso(method.at),
      IsTestSetup: false,
    }));

const covered = ({ id, name, numLocations, numLocationsNotCovered, locationsNotCovered }: CodeCoverage): Row => ({
  ApexClassOrTriggerId: id,
  ApexClassOrTrigger: { Id: id, Name: name },
  NumLinesCovered: numLocations - numLocationsNotCovered,
  NumLinesUncovered: numLocationsNotCovered,
  Coverage: { coveredLines: [], uncoveredLines: locationsNotCovered.map(({ line }) => line) },
});

/** What the latest run says of each class and trigger. */
const aggregates = (org: Org): readonly CodeCoverage[] => [
  ...new Map(
    org.testRuns
      .filter(({ endsAt }) => endsAt <= org.now())
      .flatMap(({ result }) => result.codeCoverage)
      .map((coverage) => [coverage.id, coverage]),
  ).values(),
];

const orgWide = (org: Org): number => {
  const all = aggregates(org);
  const lines = all.reduce((sum, { numLocations }) => sum + numLocations, 0);
  const missed = all.reduce((sum, { numLocationsNotCovered }) => sum + numLocationsNotCovered, 0);
  return lines === 0 ? 0 : Math.round(((lines - missed) / lines) * 100);
};

const eachClass = <Result>(org: Org, rows: (run: AsyncTestRun, item: QueuedClass) => readonly Result[]): Result[] =>
  org.testRuns.flatMap((run) => run.classes.flatMap((item) => rows(run, item)));

/** A row id that stays the same while the row means the same. */
const derivedId = (prefix: string, of: string, index: number): string =>
  `${prefix}${of.slice(3, 12)}${index.toString(36).padStart(3, '0')}AAA`;

export const TEST_TABLES: readonly TestTable[] = [
  {
    definition: table(
      'ApexTestRunResult',
      '05m',
      `
AsyncApexJobId reference AsyncApexJob
UserId reference User
Status picklist Queued|Preparing|Processing|Aborted|Completed|Failed
JobName string 255
IsAllTests boolean
Source string 80
StartTime datetime
EndTime datetime
TestTime int
TestSetupTime int
ClassesEnqueued int
ClassesCompleted int
MethodsEnqueued int
MethodsCompleted int
MethodsFailed int`,
    ),
    rows: (org) => org.testRuns.map((run) => runResult(run, org)),
  },
  {
    definition: table(
      'ApexTestQueueItem',
      '709',
      `
ApexClassId reference ApexClass
ParentJobId reference AsyncApexJob as ParentJob
TestRunResultId reference ApexTestRunResult
Status picklist Holding|Queued|Preparing|Processing|Aborted|Completed|Failed
ExtendedStatus string 255
ShouldSkipCodeCoverage boolean`,
    ),
    rows: (org) => eachClass(org, (run, item) => [queueItem(run, item, org.now())]),
  },
  {
    definition: table(
      'ApexTestResult',
      '07M',
      `
ApexClassId reference ApexClass
ApexLogId reference ApexLog
ApexTestRunResultId reference ApexTestRunResult
AsyncApexJobId reference AsyncApexJob
QueueItemId reference ApexTestQueueItem as QueueItem
MethodName string 255
Outcome picklist Pass|Fail|CompileFail|Skip
Message textarea 32000
StackTrace textarea 32000
RunTime int
TestTimestamp datetime
IsTestSetup boolean`,
    ),
    rows: (org) => eachClass(org, (run, item) => testResults(run, item, org.now())),
  },
  {
    definition: table(
      'ApexCodeCoverage',
      '714',
      `
ApexTestClassId reference ApexClass
ApexClassOrTriggerId reference ApexClass|ApexTrigger as ApexClassOrTrigger
TestMethodName string 255
NumLinesCovered int
NumLinesUncovered int
Coverage complexvalue`,
    ),
    rows: (org) =>
      eachClass(org, (_run, item) =>
        item.methods.flatMap(({ result }) =>
          item.coverage.map((coverage) => ({
            ...covered(coverage),
            ApexTestClassId: item.classId,
            TestMethodName: result.methodName,
          })),
        ),
      ).map((row, index) => ({ Id: derivedId('714', org.identity.orgId, index), ...row })),
  },
  {
    definition: table(
      'ApexCodeCoverageAggregate',
      '715',
      `
ApexClassOrTriggerId reference ApexClass|ApexTrigger as ApexClassOrTrigger
NumLinesCovered int
NumLinesUncovered int
Coverage complexvalue`,
    ),
    rows: (org) =>
      aggregates(org).map((coverage, index) => ({
        Id: derivedId('715', org.identity.orgId, index),
        ...covered(coverage),
      })),
  },
  {
    definition: table('ApexOrgWideCoverage', '716', 'PercentCovered int'),
    rows: (org) => [{ Id: derivedId('716', org.identity.orgId, 0), PercentCovered: orgWide(org) }],
  },
];

/** Makes test runs queryable. */
export const registerTestTables = (org: Org): void => {
  for (const { definition, rows } of TEST_TABLES)
    org.database.virtual(definition, { api: 'tooling', rows: () => rows(org) });
};
