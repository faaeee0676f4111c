/** One test method as the org ran it. */
export interface TestMethod {
  readonly className: string;
  readonly method: string;
  /** Milliseconds. */
  readonly time: number;
  readonly failure?: { readonly message: string; readonly stackTrace?: string };
}

/** How much of a class or trigger the tests reached. */
export interface CoveredApex {
  readonly name: string;
  /** `Class` or `Trigger`, as the org says. */
  readonly type: string;
  /** Lines that can be reached. */
  readonly locations: number;
  readonly uncovered: number;
  readonly uncoveredLines: readonly number[];
}

/** Everything that is known of the tests of a run. */
export interface TestReport {
  /** What was tested: `rollback production/v1.2.0 → production/v1.1.0`. */
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly methods: readonly TestMethod[];
  readonly coverage: readonly CoveredApex[];
}

/** Percent, rounded down, over all that was measured; undefined when nothing was. */
export const coverageOf = (coverage: readonly Pick<CoveredApex, 'locations' | 'uncovered'>[]): number | undefined => {
  const locations = coverage.reduce((sum, one) => sum + one.locations, 0);
  const uncovered = coverage.reduce((sum, one) => sum + one.uncovered, 0);
  return locations === 0 ? undefined : Math.floor(((locations - uncovered) / locations) * 100);
};
