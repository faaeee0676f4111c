import type { Connection, ReadOutcome } from './connection.ts';
import type { DeployRecord, DetailsIfRead } from './deploy-record.ts';
import { verdictOf } from './deploy-verdict.ts';
import type { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { pollInterval } from './retry.ts';

/** How a wait for a deploy ended. Only the org's record of our id decides. */
export type DeployEnding =
  | ({ readonly kind: 'succeeded' | 'failed' | 'canceled' | 'partial'; readonly record: DeployRecord } & DetailsIfRead)
  /** The org says done with words this version does not know, or was still saying them at the deadline. */
  | { readonly kind: 'unknownStatus'; readonly record: DeployRecord }
  | {
      readonly kind: 'stillRunning';
      readonly id: string;
      readonly because: 'deadline' | 'interrupted';
      /** The last the org said; absent when it never answered. */
      readonly record?: DeployRecord;
      readonly lastError?: OrgError;
    };

export interface DeployWait extends Patience {
  readonly deadline: Date;
  /** Called for every record that differs from the last. */
  readonly onProgress?: (record: DeployRecord) => void;
}

type Status = DeployRecord & DetailsIfRead;

/** How the wait asks: the record of one deploy, with details or without. */
export type AskStatus = (details: boolean, patience: Patience) => Promise<ReadOutcome<Status>>;

/** Milliseconds spent on details once the verdict is known. */
const detailsPatience = 2 * 60_000;

const stillRunning = (
  id: string,
  because: 'deadline' | 'interrupted',
  seen: { readonly record?: DeployRecord | undefined; readonly lastError?: OrgError },
): DeployEnding => {
  const { record, lastError } = seen;
  if (record && because === 'deadline' && verdictOf(record) === 'unknown') return { kind: 'unknownStatus', record };
  return { kind: 'stillRunning', id, because, ...(record && { record }), ...(lastError && { lastError }) };
};

const differs = (record: DeployRecord, last: DeployRecord | undefined): boolean =>
  JSON.stringify(record) !== JSON.stringify(last);

/**
 * Asks until the org's record of this deploy says that it has ended, or the deadline comes. Errors on the way do not
 * end the wait: the deploy goes on without us. Only a definite no to the question itself (no such deploy, no right, no
 * session) is thrown, as `OrgError`.
 */
export const waitForDeploy = async (
  { timing }: Connection,
  id: string,
  { ask, wait }: { readonly ask: AskStatus; readonly wait: DeployWait },
): Promise<DeployEnding> => {
  const { deadline, signal, onProgress } = wait;
  const began = timing.now();
  let last: DeployRecord | undefined;
  for (;;) {
    const outcome = await ask(false, wait);
    if ('error' in outcome) {
      if (outcome.because === 'refused') throw outcome.error;
      return stillRunning(id, outcome.because, { record: last, lastError: outcome.error });
    }
    const record = outcome.value;
    if (differs(record, last)) onProgress?.(record);
    last = record;
    const ending = endingOf(record);
    if (ending?.kind === 'unknownStatus') return ending;
    if (ending) return { ...ending, ...(await detailsOf(ask, { now: timing.now(), deadline, signal })) };
    const left = deadline.getTime() - timing.now();
    await timing.sleep(Math.max(0, Math.min(left, pollInterval(timing.now() - began))), signal);
    if (signal?.aborted) return stillRunning(id, 'interrupted', { record });
    if (timing.now() >= deadline.getTime()) return stillRunning(id, 'deadline', { record });
  }
};

/** Undefined while the deploy may still change something. */
const endingOf = (record: DeployRecord): Exclude<DeployEnding, { kind: 'stillRunning' }> | undefined => {
  const verdict = verdictOf(record);
  if (verdict === 'unknown') return record.done ? { kind: 'unknownStatus', record } : undefined;
  return verdict === 'running' ? undefined : { kind: verdict, record };
};

/** The verdict is known and stands, whether the details can be read or not. */
const detailsOf = async (
  ask: AskStatus,
  time: { readonly now: number; readonly deadline: Date; readonly signal: AbortSignal | undefined },
): Promise<DetailsIfRead> => {
  const deadline = new Date(Math.min(time.now + detailsPatience, Math.max(time.deadline.getTime(), time.now + 10_000)));
  const outcome = await ask(true, { deadline, ...(time.signal && { signal: time.signal }) });
  return 'value' in outcome && outcome.value.details ? { details: outcome.value.details } : {};
};
