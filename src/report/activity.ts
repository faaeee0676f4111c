import { action } from '@oclif/core/ux';
import { Messages } from '@salesforce/core/messages';
import type { RunStage } from '../release/run-stage.ts';
import type { Door } from './door.ts';
import { duration } from './duration.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'activity');

/** What the org says while it works, as far as words need it. */
export interface ProgressRecord {
  readonly status: string;
  readonly components: { readonly done: number; readonly total: number };
  readonly tests: { readonly done: number; readonly total: number };
}

/** What a command is at, shown while it is. */
export interface Activity {
  readonly begin: (stage: RunStage | 'plan') => void;
  readonly progress: (record: ProgressRecord) => void;
  /** Nothing moves any more: something is going to be printed or asked. */
  readonly rest: () => void;
}

/** A moving line on a terminal; without one a plain line for each change; nothing beside JSON. */
export const showActivity = (door: Door, interactive: boolean): Activity => {
  if (door.jsonEnabled()) return { begin: () => undefined, progress: () => undefined, rest: () => undefined };
  return interactive ? movingLine() : plainLines(door);
};

/** One line for what the org says: `InProgress, 12/40 components, 3/17 tests`. */
export const progressText = ({ status, components, tests }: ProgressRecord): string =>
  [
    status,
    components.total > 0 ? `${components.done}/${components.total} components` : '',
    tests.total > 0 ? `${tests.done}/${tests.total} tests` : '',
  ]
    .filter(Boolean)
    .join(', ');

/**
 * Tells, from one record after the other and its time in milliseconds, in how many milliseconds the org will be done with
 * the tests, or before them with the components, at the pace since it began with them. Undefined while there is none.
 */
export const openPace = (): ((record: ProgressRecord, now: number) => number | undefined) => {
  let began: { readonly total: number; readonly done: number; readonly at: number } | undefined;
  return ({ components, tests }, now) => {
    const { done, total } = tests.total > 0 ? tests : components;
    if (began?.total !== total) began = { total, done, at: now };
    const moved = done - began.done;
    return moved > 0 && done < total ? ((now - began.at) / moved) * (total - done) : undefined;
  };
};

const inSeconds = (milliseconds: number): string => duration(Math.round(milliseconds / 1000));

/** A line on stderr with what the org said last, the time since it began, and how long it will take at this pace. */
const movingLine = (): Activity => {
  let said = '';
  let pace = openPace();
  let end: number | undefined;
  let since = 0;
  let ticking: NodeJS.Timeout | undefined;
  const show = (): void => {
    const now = performance.now();
    const left = end === undefined || end < now ? '' : messages.getMessage('left', [inSeconds(end - now)]);
    action.status = [said, inSeconds(now - since), left].filter(Boolean).join(', ');
  };
  const rest = (): void => {
    clearInterval(ticking);
    if (action.running) action.stop(said);
  };
  return {
    begin: (stage) => {
      rest();
      [said, since, end, pace] = ['', performance.now(), undefined, openPace()];
      action.start(messages.getMessage(stage));
      ticking = setInterval(show, 1000).unref();
    },
    progress: (record) => {
      const now = performance.now();
      const left = pace(record, now);
      [said, end] = [progressText(record), left === undefined ? undefined : now + left];
      show();
    },
    rest,
  };
};

/** What a log keeps: each stage, and what the org said whenever its status became another. */
const plainLines = (door: Door): Activity => {
  let last = '';
  return {
    begin: (stage) => {
      if (stage !== 'plan') door.log(messages.getMessage(stage));
    },
    progress: (record) => {
      if (record.status !== last) door.log(`  ${progressText(record)}`);
      last = record.status;
    },
    rest: () => undefined,
  };
};
