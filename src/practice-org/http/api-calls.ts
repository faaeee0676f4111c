/** The calls of the last 24 hours against the daily limit (Salesforce limits cheatsheet, API requests; documented). */
export interface ApiCalls {
  readonly max: number;
  readonly remaining: number;
  /** Counts one call; false when the limit was reached before. */
  count(now: number): boolean;
  /** Uses up what is left for the next 24 hours, or gives all back. */
  useUp(used: boolean, now: number): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Simpler than the platform's rolling day: all calls come back 24 hours after the first one counted. */
export const apiCalls = (max: number): ApiCalls => {
  let used = 0;
  let since = 0;
  return {
    max,
    get remaining() {
      return Math.max(0, max - used);
    },
    count(now) {
      if (now - since >= DAY_MS) [used, since] = [0, now];
      if (used >= max) return false;
      used += 1;
      return true;
    },
    useUp(all, now) {
      [used, since] = [all ? max : 0, now];
    },
  };
};
