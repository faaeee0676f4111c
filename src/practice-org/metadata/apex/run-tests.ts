import { exists } from '../state/existence.ts';
import { shownVersion } from '../flows/flow-content.ts';
import type { StoredComponent, TestFailure, TestResult, TestSuccess } from '../types.ts';
import { coverageOf } from './coverage.ts';
import type { Directive } from './directives.ts';
import { apexSourceOf } from './source.ts';
import type { TestedOrg, TestRun } from './test-run.ts';

/** Milliseconds of a method that no directive gives a duration. */
const usualDuration = 10;

const withType = (component: string, type: string): string =>
  component.includes(':') ? component : `${type}:${component}`;

const textOf = (org: TestedOrg, key: string): string | undefined => {
  const component = org.components.get(key);
  const flow = component?.type === 'Flow' ? org.flows.get(component.fullName) : undefined;
  if (flow) return shownVersion(flow)?.content.toString('utf8');
  return (
    component && (component.xml ?? [...component.files.values()].map((bytes) => bytes.toString('utf8')).join('\n'))
  );
};

const failureOf = (org: TestedOrg, directive: Directive): string | undefined => {
  if (directive.kind === 'fails') return 'System.AssertException: Assertion Failed';
  if (directive.kind === 'failsWhile') {
    const { component, text } = directive;
    const found = textOf(org, withType(component, 'ApexClass'))?.includes(text) === true;
    return found ? `System.AssertException: Assertion Failed: ${component} contains ${text}` : undefined;
  }
  if (directive.kind !== 'needs') return undefined;
  const { component } = directive;
  const [type = '', name = ''] = withType(component, component.includes('.') ? 'CustomField' : 'ApexClass').split(':');
  return exists(org, type, name) ? undefined : `System.SObjectException: Invalid ${type}: ${name}`;
};

interface Method {
  readonly name: string;
  readonly line: number;
  /** Those inside the method, and those that stand before the first one and so are the whole class's. */
  readonly directives: readonly Directive[];
}

const methodsOf = (component: StoredComponent): readonly Method[] => {
  const { methods, directives } = apexSourceOf(component);
  return methods.map(({ name, line }, index) => {
    const next = methods[index + 1]?.line ?? Infinity;
    const first = methods[0]?.line ?? 0;
    const own = directives.filter((placed) => placed.line < first || (placed.line >= line && placed.line < next));
    return { name, line, directives: own.map(({ directive }) => directive) };
  });
};

const timeOf = (method: Method): number =>
  method.directives.find((directive) => directive.kind === 'takes')?.milliseconds ?? usualDuration;

const runMethod = (org: TestedOrg, component: StoredComponent, method: Method): TestSuccess | TestFailure => {
  const { id, fullName: name } = component;
  const result = { id, name, namespace: null, methodName: method.name, time: timeOf(method) };
  for (const directive of method.directives) {
    const message = failureOf(org, directive);
    if (message === undefined) continue;
    const stackTrace = `Class.${name}.${method.name}: line ${method.line}, column 1`;
    return { ...result, message, stackTrace, packageName: name, type: 'Class' };
  }
  return result;
};

const missingFailure = (name: string): TestFailure => ({
  id: '',
  name,
  namespace: null,
  methodName: '',
  time: 0,
  message: `No ApexClass named ${name} found`,
  stackTrace: '',
  packageName: name,
  type: 'Class',
});

const isFailure = (result: TestSuccess | TestFailure): result is TestFailure => 'message' in result;

/** Runs tests one after the other, as their directives say they end, and counts what they cover. */
export const runTests = (org: TestedOrg, run: TestRun): TestResult => {
  const results = run.classes.flatMap((component) =>
    methodsOf(component).map((method) => runMethod(org, component, method)),
  );
  const failures = [...results.filter(isFailure), ...run.missing.map(missingFailure)];
  return {
    numTestsRun: results.length,
    numFailures: failures.length,
    totalTime: results.reduce((total, { time }) => total + time, 0),
    successes: results.filter((result) => !isFailure(result)),
    failures,
    codeCoverage: coverageOf(org, run),
    codeCoverageWarnings: [],
  };
};
