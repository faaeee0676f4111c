import { Messages } from '@salesforce/core/messages';
import '../no-color.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);

/** The words of plans. */
export const planMessages = Messages.loadMessages('sf-release', 'plan');

/** The words for what cannot be undone, what stays, and what is left for a person. */
export const limitMessages = Messages.loadMessages('sf-release', 'limits');
