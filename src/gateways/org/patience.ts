/** How long a call may go on trying. */
export interface Patience {
  /** Reads are given up at this time; without one, after two minutes. */
  readonly deadline?: Date;
  readonly signal?: AbortSignal;
}
