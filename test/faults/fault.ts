/** What can go wrong with one call of git: before it has done anything, or after. */
export const gitFaults = ['gitFails', 'gitDiesAfterwards', 'gitFindsALock'] as const;

/** What can go wrong with one request to the org; `acted` says whether the org got it and did what it asks. */
export const orgFaults = {
  reset: { acted: false },
  refusedConnection: { acted: false },
  answerLost: { acted: true },
  bodyCut: { acted: true },
  serverError: { acted: false },
  unavailable: { acted: false },
  gatewayTimeout: { acted: true },
  tooMany: { acted: false },
  htmlPage: { acted: false },
  sessionExpired: { acted: false },
  hang: { acted: true },
} as const satisfies Readonly<Record<string, { readonly acted: boolean }>>;

export type GitFault = (typeof gitFaults)[number];
export type OrgFault = keyof typeof orgFaults;

/** The org does not act, and says no with a code of its own: `says UNKNOWN_EXCEPTION`. */
export type Saying = `says ${string}`;

/** One fault: from the n-th call of a gateway on (the first is 1), that call alone or every one after it too. */
export interface Fault {
  readonly gateway: 'git' | 'org';
  /** Counts only calls of this name: an operation of the org, a command of git. */
  readonly of?: string;
  readonly nth: number;
  readonly kind: GitFault | OrgFault | Saying;
  readonly lasts: 'once' | 'onwards';
}

/** Where calls pass by, and some of them are struck. */
export interface Striker {
  /** The fault of this call, if any; counts the call. */
  strike(gateway: Fault['gateway'], what: string): Fault['kind'] | undefined;
  /** From now on all is well, and nothing is counted. */
  heal(): void;
  /** What was called, in order. */
  readonly calls: Readonly<Record<Fault['gateway'], readonly string[]>>;
}

export const openStriker = (faults: readonly Fault[]): Striker => {
  const calls: Record<Fault['gateway'], string[]> = { git: [], org: [] };
  const counts = new Map<Fault, number>();
  let isHealed = false;
  const isDue = (fault: Fault): boolean => {
    const count = (counts.get(fault) ?? 0) + 1;
    counts.set(fault, count);
    return fault.lasts === 'once' ? count === fault.nth : count >= fault.nth;
  };
  return {
    calls,
    strike: (gateway, what) => {
      if (isHealed) return undefined;
      calls[gateway].push(what);
      const concerned = faults.filter(
        (fault) => fault.gateway === gateway && (fault.of === undefined || what.split(' ')[0] === fault.of),
      );
      return concerned.filter(isDue)[0]?.kind;
    },
    heal: () => {
      isHealed = true;
    },
  };
};

/** Every fault of every call that a scenario makes: n = 1 … last, each kind, once and onwards. */
export const everyFault = (calls: Striker['calls']): readonly Fault[] => {
  const kinds = { git: gitFaults, org: Object.keys(orgFaults) as OrgFault[] };
  return (['git', 'org'] as const).flatMap((gateway) =>
    calls[gateway].flatMap((_, index) =>
      kinds[gateway].flatMap((kind) =>
        (['once', 'onwards'] as const).map((lasts): Fault => ({ gateway, nth: index + 1, kind, lasts })),
      ),
    ),
  );
};

export const faultText = ({ gateway, of = 'call', nth, kind, lasts }: Fault): string =>
  `${gateway} ${of} ${nth} ${kind} ${lasts}`;
