import { Messages } from '@salesforce/core/messages';
import type { Door } from '../door.ts';
import { bodiesWords } from './file-words.ts';

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

/** So many bodies are worth a word before the first is fetched: each is a request of the daily limit. */
const many = 100;

/** Says beforehand that there are many bodies, and from time to time how many are stored; nothing with `--json`. */
export const bodyProgress = (door: Door, now: () => number = Date.now): ((saved: number, all: number) => void) => {
  let last = now();
  return (saved, all) => {
    if (door.jsonEnabled() || (saved === 0 ? all < many : now() - last < pause)) return;
    last = now();
    door.log(bodiesWords(saved, all));
  };
};
