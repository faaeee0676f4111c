import type { SfCommand } from '@salesforce/sf-plugins-core';
import type { RunStage } from '../release/run-stage.ts';
import { askConsent, type Question } from './consent.ts';
import { interruptSignal } from './interrupt.ts';
import { showActivity, type ProgressRecord } from './activity.ts';

interface ConversationFlags {
  readonly confirm?: string | undefined;
  readonly wait: number;
  readonly async?: boolean | undefined;
  readonly reason?: string | undefined;
}

/**
 * How a door talks while a run goes on: it asks, shows what the org says, and hears Ctrl-C, from consent on: until then
 * nothing was written anywhere, and the process may just end.
 */
export interface Conversation extends Disposable {
  /** For a door that asks nothing. */
  readonly hear: () => void;
  /** Why, as it was passed or as it was typed when asked for. */
  readonly reason: () => string | undefined;
  readonly consent: (question: Question) => Promise<void>;
  /** Shows what is going on until the work has ended, well or not. */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  readonly waiting: {
    readonly minutes: number;
    readonly signal: AbortSignal;
    readonly onProgress: (record: ProgressRecord) => void;
    readonly onStage: (stage: RunStage) => void;
  };
}

export const conversation = (door: SfCommand<unknown>, flags: ConversationFlags): Conversation => {
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const interrupt = interruptSignal();
  const activity = showActivity(door, interactive);
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  let { reason } = flags;
  const onReason = (given: string): void => {
    reason = given;
  };
  return {
    reason: () => reason,
    hear: () => {
      interrupt.hear();
    },
    consent: async (question) => {
      const { confirm } = flags;
      activity.rest();
      await askConsent({ door, confirm, interactive, columns, reason, onReason }, question);
      interrupt.hear();
    },
    during: async (work) => {
      activity.begin('plan');
      try {
        return await work;
      } finally {
        activity.rest();
      }
    },
    waiting: {
      minutes: flags.async === true ? 0 : flags.wait,
      signal: interrupt.signal,
      onProgress: activity.progress,
      onStage: activity.begin,
    },
    [Symbol.dispose]: () => {
      interrupt[Symbol.dispose]();
    },
  };
};
