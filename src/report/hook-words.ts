import { Messages } from '@salesforce/core/messages';
import type { RefusalReason } from '../release/refusal.ts';
import { secretsIn, withoutSecrets } from '../release/secrets.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);

/** What hooks say on standard error, beside the output of somebody else's command. */
export const hookWords = Messages.loadMessages('sf-release', 'hooks');

/** What nobody expected, in its own words and without what is secret here. */
export const surprise = (error: unknown): string => withoutSecrets(String(error), secretsIn(process.env));

/** Reasons that say: this deploy is not one of ours. */
const elsewhere: ReadonlySet<RefusalReason> = new Set(['notAProject', 'notARepository', 'noCommits']);

export const isElsewhere = (outcome: {
  readonly kind: string;
  readonly refusal?: { readonly reason: RefusalReason };
}): boolean => outcome.kind === 'refused' && outcome.refusal !== undefined && elsewhere.has(outcome.refusal.reason);
