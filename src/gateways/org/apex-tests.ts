import { z } from 'zod';
import type { Connection } from './connection.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { soqlText, type Queries } from './queries.ts';
import { jsonBody, restCall } from './rest.ts';
import { pollInterval } from './retry.ts';

/** How a test run ended. */
export interface ApexTestRun {
  readonly ran: number;
  /** `Class.method`, sorted. */
  readonly failed: readonly string[];
}

export interface ApexTests {
  /**
   * Runs test classes in the org as it is and waits for their end; by default a quarter of an hour. Throws `OrgError`:
   * `refusedByOrg` when one cannot be run, `deadlinePassed`, `interrupted`.
   */
  runTests(classes: readonly string[], patience?: Patience): Promise<ApexTestRun>;
}

const usualPatience = 15 * 60_000;

const runId = z.string().regex(/^707\w{12}(\w{3})?$/u);
const runState = z.object({ Status: z.string() });
const methodResult = z.object({
  MethodName: z.string(),
  Outcome: z.string(),
  ApexClass: z.object({ Name: z.string() }),
});

const ended: ReadonlySet<string> = new Set(['Completed', 'Failed', 'Aborted']);

interface Facts {
  readonly apiVersion: string;
  readonly toolingQuery: Queries['toolingQuery'];
}

/** Tooling API, `runTestsAsynchronous`, `ApexTestRunResult` and `ApexTestResult`; documented. */
export const openApexTests = (connection: Connection, { apiVersion, toolingQuery }: Facts): ApexTests => {
  const { timing } = connection;
  const start = async (classes: readonly string[]): Promise<string> => {
    const path = `/services/data/v${apiVersion}/tooling/runTestsAsynchronous`;
    const body = jsonBody({ tests: classes.map((className) => ({ className })) });
    const outcome = await connection.submit(restCall({ method: 'POST', path, body }, (json) => runId.parse(json)));
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
  const awaitEnd = async (id: string, patience: Patience): Promise<void> => {
    const begun = timing.now();
    const deadline = patience.deadline ?? new Date(begun + usualPatience);
    const soql = `SELECT Status FROM ApexTestRunResult WHERE AsyncApexJobId = ${soqlText(id)}`;
    for (;;) {
      const [row] = await toolingQuery(soql, { ...patience, deadline });
      if (row !== undefined && ended.has(runState.parse(row).Status)) return;
      if (patience.signal?.aborted)
        throw new OrgError('interrupted', `The wait for the test run ${id} was interrupted.`);
      if (timing.now() >= deadline.getTime())
        throw new OrgError('deadlinePassed', `The test run ${id} had not ended when the time was over.`);
      await timing.sleep(pollInterval(timing.now() - begun), patience.signal);
    }
  };
  return {
    runTests: async (classes, patience = {}) => {
      const id = await start(classes);
      await awaitEnd(id, patience);
      const soql = `SELECT ApexClass.Name, MethodName, Outcome FROM ApexTestResult WHERE AsyncApexJobId = ${soqlText(id)}`;
      const results = (await toolingQuery(soql, patience)).map((row) => methodResult.parse(row));
      const failed = results.filter(({ Outcome }) => Outcome === 'Fail' || Outcome === 'CompileFail');
      const names = failed.map(({ ApexClass, MethodName }) => `${ApexClass.Name}.${MethodName}`);
      return { ran: results.length, failed: names.sort() };
    },
  };
};
