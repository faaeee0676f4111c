import { CallFailed, orgErrorOf, type Failure } from './failure.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import type { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { backoff, reactionTo, type CallKind } from './retry.ts';
import type { Session } from './session.ts';
import type { Timing } from './timing.ts';

/** One question to the org: how it is put, and how the answer is read. */
export interface Call<T> {
  /** Made anew for every try: the token may have been renewed since. */
  readonly request: (session: Session) => HttpRequest;
  /** Throws `CallFailed` when the answer is an error, or no answer to this question. */
  readonly decode: (answer: HttpAnswer) => T;
}

/** How a read ended: `deadline` means that trying again might still have worked. */
export type ReadOutcome<T> =
  { readonly value: T } | { readonly error: OrgError; readonly because: 'refused' | 'deadline' | 'interrupted' };

export type SubmitOutcome<T> =
  { readonly value: T } | { readonly error: OrgError; readonly because: 'refused' | 'answerLost' };

/** The retry rule applied to calls. Knows neither REST nor SOAP, neither deploys nor queries. */
export interface Connection {
  readonly timing: Timing;
  /** Tries until it has an answer, a definite no, or no time left. At least one try is made. */
  attempt<T>(call: Call<T>, patience?: Patience): Promise<ReadOutcome<T>>;
  /** `attempt`, with errors thrown as `OrgError`. */
  read<T>(call: Call<T>, patience?: Patience): Promise<T>;
  /** Sends once, whatever happens. */
  submit<T>(call: Call<T>): Promise<SubmitOutcome<T>>;
  /** Sends until the change is in the org: before sending again, `isDone` looks. Throws `OrgError`. */
  change(call: Call<unknown>, isDone: () => Promise<boolean>, patience?: Patience): Promise<void>;
}

/** Milliseconds a read goes on trying when nobody says otherwise. */
const usualPatience = 2 * 60_000;

type Try<T> = { readonly value: T } | { readonly failure: Failure; readonly trace: unknown };

interface Parts {
  readonly http: Http;
  readonly session: Session;
  readonly timing: Timing;
}

export const openConnection = (parts: Parts): Connection => {
  const attempt: Connection['attempt'] = (call, patience = {}) => persist({ ...parts, call, patience, kind: 'read' });
  return {
    timing: parts.timing,
    attempt,
    read: async (call, patience) => {
      const outcome = await attempt(call, patience);
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
    submit: async (call) => {
      const tried = await tryOnce({ ...parts, call, patience: {}, kind: 'submit' });
      if ('value' in tried) return tried;
      const lost = reactionTo(tried.failure, 'submit') === 'answerLost';
      return { error: orgErrorOf(tried.failure, tried.trace), because: lost ? 'answerLost' : 'refused' };
    },
    change: async (call, isDone, patience = {}) => {
      const readBack = async (): Promise<{ value: unknown } | undefined> =>
        (await isDone()) ? { value: undefined } : undefined;
      const outcome = await persist({ ...parts, call, patience, kind: 'keyedWrite', readBack });
      if ('error' in outcome) throw outcome.error;
    },
  };
};

interface Asking<T> extends Parts {
  readonly call: Call<T>;
  readonly patience: Patience;
  readonly kind: CallKind;
  /** Looks whether a change has taken effect; undefined when it has not. */
  readonly readBack?: () => Promise<{ readonly value: T } | undefined>;
}

const tryOnce = async <T>({ http, session, call, patience }: Asking<T>): Promise<Try<T>> => {
  try {
    return { value: call.decode(await http(call.request(session), patience.signal)) };
  } catch (error) {
    return failed(error);
  }
};

const failed = (error: unknown): Try<never> => {
  if (error instanceof CallFailed) return { failure: error.failure, trace: error.cause };
  throw error;
};

/** One try, and a second one when the session had expired and could be renewed. */
const tryWithSession = async <T>(asking: Asking<T>): Promise<Try<T>> => {
  const { token } = asking.session;
  const tried = await tryOnce(asking);
  if ('value' in tried || reactionTo(tried.failure, asking.kind) !== 'renewSession') return tried;
  try {
    await asking.session.renew(token);
  } catch (error) {
    return failed(error);
  }
  return tryOnce(asking);
};

const persist = async <T>(asking: Asking<T>): Promise<ReadOutcome<T>> => {
  const { timing, patience, kind, readBack } = asking;
  const deadline = patience.deadline?.getTime() ?? timing.now() + usualPatience;
  for (let failures = 0; ; failures += 1) {
    const tried = await tryWithSession(asking);
    if ('value' in tried) return tried;
    const error = orgErrorOf(tried.failure, tried.trace);
    const reaction = reactionTo(tried.failure, kind);
    if (tried.failure.kind === 'interrupted') return { error, because: 'interrupted' };
    if (reaction !== 'tryAgain' && reaction !== 'readBack') return { error, because: 'refused' };
    const because = await pause(
      { timing, patience, deadline },
      backoff(failures, timing.random, askedIn(tried.failure)),
    );
    if (because) return { error, because };
    const found = reaction === 'readBack' ? await readBack?.() : undefined;
    if (found) return found;
  }
};

const askedIn = (failure: Failure): number => ('after' in failure ? failure.after : 0);

/** Waits before another try; says why there is to be none. */
const pause = async (
  { timing, patience, deadline }: { timing: Timing; patience: Patience; deadline: number },
  milliseconds: number,
): Promise<'deadline' | 'interrupted' | undefined> => {
  const left = deadline - timing.now();
  if (left <= 0) return 'deadline';
  await timing.sleep(Math.min(left, milliseconds), patience.signal);
  if (patience.signal?.aborted) return 'interrupted';
  return timing.now() >= deadline ? 'deadline' : undefined;
};
