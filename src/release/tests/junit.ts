import { reportXml, type ReportElement } from './report-xml.ts';
import type { TestMethod, TestReport } from './test-report.ts';

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const timeOf = (methods: readonly TestMethod[]): number => methods.reduce((sum, { time }) => sum + time, 0);

const failuresIn = (methods: readonly TestMethod[]): number =>
  methods.filter(({ failure }) => failure !== undefined).length;

const caseOf = ({ className, method, time, failure }: TestMethod): ReportElement => ({
  name: 'testcase',
  attributes: { classname: className, name: method, time: seconds(time) },
  ...(failure && {
    children: [{ name: 'failure', attributes: { message: failure.message }, text: failure.stackTrace ?? '' }],
  }),
});

/** The JUnit XML that CI systems read: a suite for each test class (as the Maven Surefire report has it). */
export const junitReport = ({ name, at, methods }: TestReport): string =>
  reportXml({
    name: 'testsuites',
    attributes: { name, tests: methods.length, failures: failuresIn(methods), time: seconds(timeOf(methods)) },
    children: [...Map.groupBy(methods, ({ className }) => className)].map(([className, list]) => ({
      name: 'testsuite',
      attributes: {
        name: className,
        tests: list.length,
        failures: failuresIn(list),
        errors: 0,
        skipped: 0,
        time: seconds(timeOf(list)),
        timestamp: at.slice(0, 19),
      },
      children: list.map(caseOf),
    })),
  });
