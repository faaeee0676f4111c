import '../without-log-file.ts';
import type { AuthFields, StateAggregator } from '@salesforce/core';

/** What the CLI must know of a practice org so that `--target-org <alias>` works. */
export interface PracticeAccount {
  readonly url: string;
  /** 18 characters. */
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly kind: 'production' | 'sandbox' | 'scratch';
  readonly instanceName: string;
  readonly apiVersion: string;
}

const authFields = (account: PracticeAccount, now: Date): AuthFields => ({
  accessToken: account.accessToken,
  instanceUrl: account.url,
  loginUrl: account.url,
  username: account.username,
  orgId: account.orgId,
  isDevHub: false,
  // Unless these two are there, the CLI asks the org for them on every command.
  namespacePrefix: null,
  orgEdition: 'Enterprise Edition',
  isSandbox: account.kind === 'sandbox',
  isScratch: account.kind === 'scratch',
  tracksSource: false,
  name: account.username,
  instanceName: account.instanceName,
  instanceApiVersion: account.apiVersion,
  instanceApiVersionLastRetrieved: now.toLocaleString(),
});

/** The store removes only what it has read. */
const forget = async (store: StateAggregator, username: string): Promise<void> => {
  if (!(await store.orgs.hasFile(username))) return;
  await store.orgs.read(username, false, false);
  await store.orgs.remove(username);
};

/**
 * Puts an authorization and an alias into the CLI's own store, without any HTTP call. Gives the username the alias
 * meant before, for `logout`.
 */
export const login = async (account: PracticeAccount, alias: string, now: Date): Promise<string | undefined> => {
  const { AuthInfo, StateAggregator } = await import('@salesforce/core');
  const store = await StateAggregator.getInstance();
  const before = store.aliases.getUsername(alias) ?? undefined;
  // A username that is known is refused, not overwritten: an org with a state folder comes back under its name.
  await forget(store, account.username);
  const auth = await AuthInfo.create({ accessTokenOptions: authFields(account, now) });
  await auth.save();
  await auth.setAlias(alias);
  return before === account.username ? undefined : before;
};

/** Takes both away again and gives the alias back to whom it belonged to. An alias that moved on is left alone. */
export const logout = async (username: string, alias: string, before: string | undefined): Promise<void> => {
  const { StateAggregator } = await import('@salesforce/core');
  StateAggregator.clearInstance(); // what other processes wrote meanwhile counts
  const store = await StateAggregator.getInstance();
  if (store.aliases.getUsername(alias) === username) {
    if (before === undefined) await store.aliases.unsetAndSave(alias);
    else await store.aliases.setAndSave(alias, before);
  }
  await forget(store, username);
};
