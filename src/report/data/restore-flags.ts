import { CLIError } from '@oclif/core/errors';
import { Messages } from '@salesforce/core/messages';
import { Flags } from '@salesforce/sf-plugins-core';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.restore');

/** Gives a moment as ISO 8601; without a zone it is the machine's own. */
export const timeFlag = Flags.custom({
  parse: (text) => {
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) throw new CLIError(messages.getMessage('wrongTime', [text]));
    return Promise.resolve(time.toISOString());
  },
});

/** Values by field, from `Field__c=value`. */
export const externalIdsIn = (given: readonly string[]): Readonly<Record<string, readonly string[]>> => {
  const pairs = given.map((text) => {
    const [, field, value] = /^(\w+)=(.+)$/su.exec(text) ?? [];
    if (field === undefined || value === undefined) throw new CLIError(messages.getMessage('wrongExternalId', [text]));
    return { field, value };
  });
  const byField = Map.groupBy(pairs, ({ field }) => field);
  return Object.fromEntries([...byField].map(([field, list]) => [field, list.map(({ value }) => value)]));
};
