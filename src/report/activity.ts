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

/** A line on stderr with what the org said last and the seconds since it began. */
const movingLine = (): Activity => {
  let said = '';
  let since = 0;
  let ticking: NodeJS.Timeout | undefined;
  const show = (): void => {
    action.status = [said, duration(Math.round((performance.now() - since) / 1000))].filter(Boolean).join(', ');
  };
  const rest = (): void => {
    clearInterval(ticking);
    if (action.running) action.stop(said);
  };
  return {
    begin: (stage) => {
      rest();
      [said, since] = ['', performance.now()];
      action.start(messages.getMessage(stage));
      ticking = setInterval(show, 1000).unref();
    },
    progress: (record) => {
      said = progressText(record);
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
