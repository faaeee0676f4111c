import { Messages } from '@salesforce/core/messages';
import type { Door } from '../door.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.backup');

/** Milliseconds between two lines about the same object: a million rows are no reason for twenty lines a second. */
const pause = 5000;

/** Says from time to time how many rows are stored; nothing with `--json`. */
export const rowProgress = (door: Door, now: () => number = Date.now): ((object: string, rows: number) => void) => {
  let last = now();
  return (object, rows) => {
    if (door.jsonEnabled() || now() - last < pause) return;
    last = now();
    door.log(messages.getMessage('progress', [object, rows.toLocaleString('en-US')]));
  };
};
