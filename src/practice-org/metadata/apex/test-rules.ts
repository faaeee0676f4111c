import type {
  CodeCoverage,
  CodeCoverageWarning,
  DeployOptions,
  OrgKind,
  StoredComponent,
  TestLevel,
  TestResult,
} from '../types.ts';
import { reachedBy } from './coverage.ts';
import { runTests } from './run-tests.ts';
import { localTests, testsNamed, type TestedOrg } from './test-run.ts';

/** What a deploy brings that decides over its tests. */
export interface DeployedApex {
  /** Classes and triggers of the package that are there after it. */
  readonly components: readonly StoredComponent[];
  /** The package adds, changes or deletes Apex. */
  readonly any: boolean;
  readonly apiVersion: number;
}

export interface TestRefusal {
  readonly statusCode: string;
  readonly message: string;
}

/** The level in force: production runs local tests when Apex is in the package (meta_deploy_running_tests.htm; documented). */
export const levelInForce = (kind: OrgKind, options: DeployOptions, anyApex: boolean): TestLevel =>
  options.testLevel ?? (kind === 'production' && anyApex ? 'RunLocalTests' : 'NoTestRun');

interface LevelRule {
  readonly message: string;
  readonly applies: (kind: OrgKind, options: DeployOptions, apex: DeployedApex) => boolean;
}

const levelRules: readonly LevelRule[] = [
  {
    // amp-labs/connectors#3178; folklore
    message: 'testLevel of NoTestRun cannot be used in production organizations',
    applies: (kind, { testLevel }, { any }) => testLevel === 'NoTestRun' && kind === 'production' && any,
  },
  {
    message: 'runTests must name at least one test for testLevel RunSpecifiedTests',
    applies: (_kind, { testLevel, runTests }) => testLevel === 'RunSpecifiedTests' && (runTests ?? []).length === 0,
  },
  {
    message: 'runTests can be used only with testLevel RunSpecifiedTests',
    applies: (_kind, { testLevel = 'RunSpecifiedTests', runTests }) =>
      testLevel !== 'RunSpecifiedTests' && (runTests ?? []).length > 0,
  },
  {
    // meta_deploy_run_relevant_tests.htm; documented
    message: 'testLevel of RunRelevantTests needs API version 66.0 or later',
    applies: (_kind, { testLevel }, { apiVersion }) => testLevel === 'RunRelevantTests' && apiVersion < 66,
  },
];

/** Why the org does not accept a test level for a package at all (the words are assumed where no source is named). */
export const refuseLevel = (kind: OrgKind, options: DeployOptions, apex: DeployedApex): TestRefusal | undefined => {
  const rule = levelRules.find(({ applies }) => applies(kind, options, apex));
  return rule && { statusCode: 'INVALID_OPERATION', message: rule.message };
};

const leastPercent = 75;

const percent = ({
  numLocations,
  numLocationsNotCovered,
}: Pick<CodeCoverage, 'numLocations' | 'numLocationsNotCovered'>): number =>
  numLocations === 0 ? 100 : ((numLocations - numLocationsNotCovered) / numLocations) * 100;

const written = (value: number): string => String(Math.floor(value * 1000) / 1000);

const overall = (coverage: readonly CodeCoverage[]): readonly CodeCoverageWarning[] => {
  const numLocations = coverage.reduce((sum, one) => sum + one.numLocations, 0);
  const numLocationsNotCovered = coverage.reduce((sum, one) => sum + one.numLocationsNotCovered, 0);
  const average = Math.floor(percent({ numLocations, numLocationsNotCovered }));
  if (average >= leastPercent) return [];
  const message = `Average test coverage across all Apex Classes and Triggers is ${average}%, at least ${leastPercent}% test coverage is required.`;
  return [{ namespace: null, message }];
};

/** Each deployed class and trigger by itself, when the tests were picked (meta_deploy_running_tests.htm; documented). */
const each = (coverage: readonly CodeCoverage[], deployed: ReadonlySet<string>): readonly CodeCoverageWarning[] =>
  coverage
    .filter((one) => deployed.has(one.id) && percent(one) < leastPercent)
    .map(({ id, name, type, ...counts }) => {
      const message = `Test coverage of selected Apex ${type} is ${written(percent({ ...counts }))}%, at least ${leastPercent}% test coverage is required`;
      return { id, name, namespace: null, message };
    });

const uncoveredTriggers = (
  coverage: readonly CodeCoverage[],
  deployed: ReadonlySet<string>,
): readonly CodeCoverageWarning[] =>
  coverage
    .filter((one) => one.type === 'Trigger' && deployed.has(one.id) && one.numLocations > 0 && percent(one) === 0)
    .map(({ id, name }) => {
      const message = 'Test coverage of selected Apex Trigger is 0%, at least 1% test coverage is required';
      return { id, name, namespace: null, message };
    });

const warningsOf = (level: TestLevel, result: TestResult, apex: DeployedApex): readonly CodeCoverageWarning[] => {
  const deployed = new Set(apex.components.map(({ id }) => id));
  if (level === 'RunSpecifiedTests') return each(result.codeCoverage, deployed);
  // Zero relevant tests have been seen to succeed (forcedotcom/cli#3565; folklore).
  if (level === 'RunRelevantTests') return result.numTestsRun === 0 ? [] : each(result.codeCoverage, deployed);
  return [...overall(result.codeCoverage), ...uncoveredTriggers(result.codeCoverage, deployed)];
};

/** Tests of the package itself, and those that reach a class it brings. */
const relevantTests = (org: TestedOrg, apex: DeployedApex): ReturnType<typeof localTests> => {
  const ids = new Set(apex.components.map(({ id }) => id));
  const classes = localTests(org).classes.filter(
    (component) =>
      ids.has(component.id) ||
      [...reachedBy(org, [component])].some((key) => ids.has(org.components.get(key)?.id ?? '')),
  );
  return { classes, missing: [], picked: true };
};

const select = (org: TestedOrg, level: TestLevel, given: { apex: DeployedApex; options: DeployOptions }) => {
  if (level === 'RunSpecifiedTests') return testsNamed(org, given.options.runTests ?? []);
  return level === 'RunRelevantTests' ? relevantTests(org, given.apex) : localTests(org);
};

/** Runs what the level asks for, on the org as the deploy leaves it, and judges the coverage. */
export const testDeployment = (
  org: TestedOrg,
  level: TestLevel,
  given: { readonly apex: DeployedApex; readonly options: DeployOptions },
): TestResult => {
  const result = runTests(org, select(org, level, given));
  return { ...result, codeCoverageWarnings: warningsOf(level, result, given.apex) };
};
