/** The org's own time, which tests and drills can move (a validation expires after ten days). */
export interface Clock {
  now(): Date;
}

/** A clock that runs with the machine's, `ahead` milliseconds ahead of it. */
export interface MovableClock extends Clock {
  readonly ahead: number;
  advance(milliseconds: number): void;
}

export const movableClock = (start = 0): MovableClock => {
  let ahead = start;
  return {
    get ahead() {
      return ahead;
    },
    now: () => new Date(Date.now() + ahead),
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
};
