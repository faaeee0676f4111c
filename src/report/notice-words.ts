import { Messages } from '@salesforce/core/messages';
import type { Notice } from '../release/ending.ts';
import type { Door } from './door.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'notices');

/** Things beside the verdict go to stderr, and into `warnings` beside JSON. */
export const warnOf = (door: Door, notices: readonly Notice[]): void => {
  for (const { notice, detail } of notices) door.warn(words.getMessage(notice, [detail]));
};
