import { isCertificateProblem, type Failure } from './failure.ts';

/**
 * What a call does to the org, as far as trying it again goes.
 * `read` changes nothing. `submit` makes something new with each sending. `keyedWrite` names what it changes, so that
 * sending it twice is the same as once, after a look whether the first has taken effect.
 */
export type CallKind = 'read' | 'submit' | 'keyedWrite';

export type Reaction =
  | 'tryAgain'
  /** Renew the session once, then try again; a second time it is `stop`. */
  | 'renewSession'
  /** Look whether it took effect; try again when it did not. */
  | 'readBack'
  /** The org may have taken it. Never sent again: the caller asks the org's own records. */
  | 'answerLost'
  /** A definite no. */
  | 'stop';

/**
 * API codes that pass by themselves, seen in public reports of long deploys and queries. `INVALID_QUERY_LOCATOR` is not
 * one of them: the query begins again from its first page (queries.ts).
 */
const passing: ReadonlySet<string> = new Set([
  'UNKNOWN_EXCEPTION',
  'SERVER_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
  'API_CURRENTLY_DISABLED',
  'REQUEST_LIMIT_EXCEEDED',
  'UNABLE_TO_LOCK_ROW',
  'QUERY_TIMEOUT',
]);

const passingStatus = (status: number): boolean => status === 408 || status === 420 || status === 429 || status >= 500;

interface Rule {
  readonly about: string;
  readonly covers: (failure: Failure) => boolean;
  readonly reactions: Readonly<Record<CallKind, Reaction>>;
}

const unsure = { read: 'tryAgain', submit: 'answerLost', keyedWrite: 'readBack' } as const;
const definite = { read: 'stop', submit: 'stop', keyedWrite: 'stop' } as const;

/** The retry rule. The first line that covers a failure decides; the last covers all. */
export const retryRule: readonly Rule[] = [
  { about: 'the caller interrupted', covers: ({ kind }) => kind === 'interrupted', reactions: definite },
  {
    about: 'the session has expired: the org looked no further',
    covers: ({ kind }) => kind === 'session',
    reactions: { read: 'renewSession', submit: 'stop', keyedWrite: 'renewSession' },
  },
  {
    about: 'the certificate is not trusted',
    covers: (failure) => failure.kind === 'network' && isCertificateProblem(failure.code),
    reactions: definite,
  },
  {
    about: 'no connection came about: nothing was sent',
    covers: (failure) => failure.kind === 'network' && failure.sent === 'no',
    reactions: { read: 'tryAgain', submit: 'stop', keyedWrite: 'tryAgain' },
  },
  { about: 'the connection broke or went silent', covers: ({ kind }) => kind === 'network', reactions: unsure },
  { about: 'something that is not the API answered', covers: ({ kind }) => kind === 'garbled', reactions: unsure },
  {
    about: 'the API is overloaded, down or unlucky',
    covers: (failure) =>
      failure.kind === 'api' &&
      (passing.has(failure.code) || (failure.status !== undefined && passingStatus(failure.status))),
    reactions: unsure,
  },
  { about: 'the API says no', covers: () => true, reactions: definite },
];

export const reactionTo = (failure: Failure, call: CallKind): Reaction =>
  retryRule.find(({ covers }) => covers(failure))?.reactions[call] ?? 'stop';

const shortest = 1000;
const longest = 30_000;

/** The longest we let the org make us wait. */
const longestAsked = 60_000;

/**
 * Milliseconds before the next try: 1 s doubling to 30 s, of which a random half, so that many clients do not come back
 * together. `attempt` counts failures so far, from 0.
 */
export const backoff = (attempt: number, random: () => number, asked = 0): number => {
  const whole = Math.min(longest, shortest * 2 ** Math.min(attempt, 16));
  return Math.max(whole / 2 + (random() * whole) / 2, Math.min(asked, longestAsked));
};

/**
 * Milliseconds until the next look at a running job: often at first, so that a small deploy is not made slow, then an
 * eighth of the time it has taken, at most 30 s: a two-hour deploy costs about 300 calls of the daily limit.
 */
export const pollInterval = (elapsed: number): number => Math.min(longest, Math.max(100, elapsed / 8));
