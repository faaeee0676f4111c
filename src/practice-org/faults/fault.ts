/** What gateways, load balancers and overloaded servers answer; 400 is Jetty's "Bad Message". */
export const FORCED_STATUSES = [400, 420, 429, 500, 502, 503, 504] as const;

/** What can go wrong on the wire. Times are seconds of the machine's clock: the client waits for real. */
export type Fault =
  /** The connection is reset before the org reads the request. */
  | { readonly kind: 'reset' }
  /** The org acts, then the connection is reset: the answer is lost. */
  | { readonly kind: 'answerLost' }
  /** The org acts, the answer stops in the middle of its body. */
  | { readonly kind: 'bodyCut' }
  /** The org does not act and answers with this HTTP status. */
  | { readonly kind: 'status'; readonly status: (typeof FORCED_STATUSES)[number] }
  /** The org does not act; an HTML page of whatever stands in front of it is the answer (default status 200). */
  | { readonly kind: 'html'; readonly status?: number | undefined }
  /** The org does not act and answers with this API error in the form of the API that was asked. */
  | { readonly kind: 'error'; readonly code: string; readonly message: string }
  | { readonly kind: 'sessionExpired' }
  /** The org acts, the answer comes after so many seconds. */
  | { readonly kind: 'hang'; readonly seconds: number }
  /** The org acts, the body comes in small pieces over so many seconds. */
  | { readonly kind: 'slowDrip'; readonly seconds: number };

/** The next call of the operation, every call, the n-th call from now (1 is the next), or that one and all after it. */
export type Occasion = 'next' | 'always' | { readonly nth: number } | { readonly from: number };

export interface ForcedFault {
  /** As the request log names it (`deploy`, `checkDeployStatus`, `query` …); `*` is any operation. */
  readonly operation: string;
  readonly fault: Fault;
  readonly on: Occasion;
}

export interface Faults {
  force(fault: ForcedFault): void;
  /** The fault for this call of an operation, if any; counts the call. */
  take(operation: string): Fault | undefined;
  /** Forced and not yet used up. */
  readonly pending: readonly ForcedFault[];
  clear(): void;
}

interface Waiting {
  readonly forced: ForcedFault;
  calls: number;
}

const isDue = ({ forced: { on }, calls }: Waiting): boolean => {
  if (on === 'always') return true;
  if (on === 'next') return calls === 1;
  return 'from' in on ? calls >= on.from : calls === on.nth;
};

/** It stays when it has struck. */
const isLasting = ({ forced: { on } }: Waiting): boolean => on === 'always' || (typeof on === 'object' && 'from' in on);

/** Faults wait side by side; every call counts for all of them, the first that is due is used. */
export const faultQueue = (): Faults => {
  let waiting: Waiting[] = [];
  return {
    force(forced) {
      waiting.push({ forced, calls: 0 });
    },
    take(operation) {
      const concerned = waiting.filter(({ forced }) => forced.operation === operation || forced.operation === '*');
      for (const each of concerned) each.calls += 1;
      const due = concerned.find(isDue);
      if (due && !isLasting(due)) waiting = waiting.filter((each) => each !== due);
      return due?.forced.fault;
    },
    get pending() {
      return waiting.map(({ forced }) => forced);
    },
    clear() {
      waiting = [];
    },
  };
};
