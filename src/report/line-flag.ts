import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'shared-flags');

/** Which release line a command is about, in a project that has any. */
export const lineFlag = string({
  summary: messages.getMessage('line.summary'),
  description: messages.getMessage('line.description'),
});
