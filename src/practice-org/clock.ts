/** The org's own time, which tests and drills can move (a validation expires after ten days). */
export interface Clock {
  now(): Date;
}

/** A clock that runs with the machine's, `advance` milliseconds ahead. */
export const movableClock = (): Clock & { advance(milliseconds: number): void } => {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
};
