import '../without-log-file.ts';
import type * as core from '@salesforce/core';
import { CallFailed } from './failure.ts';
import { OrgError } from './org-error.ts';

/** What of the platform's core library reads the logins of this machine. */
export type LoginLibrary = Pick<
  typeof core,
  'AuthInfo' | 'ConfigAggregator' | 'OrgConfigProperties' | 'StateAggregator'
>;

/** A login of this machine. The token stays in here and in the headers of requests. */
export interface Session {
  /** Without a slash at the end. Can move when the session is renewed. */
  readonly instanceUrl: string;
  readonly token: string;
  /** Replaces the token that failed; whoever asks meanwhile waits for the same renewal. Throws `CallFailed`. */
  renew(failed: string): Promise<void>;
}

const listOrgs = 'See which orgs you are logged in to: sf org list';

const noDefaultOrg = (): OrgError =>
  new OrgError('noDefaultOrg', 'No org was named and none is the default here.', {
    actions: ['Name one with --target-org <alias>.', 'Or set a default: sf config set target-org <alias>', listOrgs],
  });

const unknownAlias = (name: string, cause: Error & { actions?: string[] }): OrgError =>
  new OrgError('unknownAlias', `This machine is not logged in to an org named ${name}.`, {
    cause,
    actions: [...(cause.actions ?? []), listOrgs, `Log in: sf org login web --alias ${name}`],
  });

/** An access token given in place of an alias must not reach a message. */
const nameable = (name: string): string => (/^00D\w{12,15}!/.test(name) ? 'the access token given' : name);

/**
 * Opens a login that `sf org login` has stored, by alias or username; without one, the `target-org` configured for this
 * directory. Nothing is sent yet. Throws `OrgError`.
 */
export const openSession = async (org?: string, library?: LoginLibrary): Promise<Session> => {
  const { AuthInfo, ConfigAggregator, OrgConfigProperties, StateAggregator } =
    library ?? (await import('@salesforce/core'));
  const configured = async (): Promise<string | undefined> =>
    (await ConfigAggregator.create()).getPropertyValue<string>(OrgConfigProperties.TARGET_ORG) ?? undefined;
  const name = org ?? (await configured());
  if (name === undefined || name === '') throw noDefaultOrg();
  const username = (await StateAggregator.getInstance()).aliases.resolveUsername(name);
  try {
    return sessionOf(await AuthInfo.create({ username }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'NamedOrgNotFoundError') throw unknownAlias(nameable(name), error);
    throw new OrgError('unreadableLogin', `The login of ${nameable(name)} cannot be read: ${error.message}`, {
      cause: error,
      actions: [`Log in again: sf org login web --alias ${nameable(name)}`],
    });
  }
};

type Renewal = (connection: never, answered: (error: Error | null, token?: string) => void) => Promise<void>;

const sessionOf = (login: core.AuthInfo): Session => {
  const given = login.getConnectionOptions();
  let token = given.accessToken ?? '';
  let instanceUrl = given.instanceUrl ?? '';
  let renewing: Promise<void> | undefined;
  const renewal = given.refreshFn as Renewal | undefined;
  const renewNow = async (): Promise<void> => {
    if (!renewal) throw expired('it was opened with an access token and cannot be renewed');
    token = await renewed(renewal);
    instanceUrl = login.getConnectionOptions().instanceUrl ?? instanceUrl;
  };
  return {
    get instanceUrl() {
      return instanceUrl.replace(/\/+$/, '');
    },
    get token() {
      return token;
    },
    async renew(failed) {
      if (token !== failed) return;
      renewing ??= renewNow().finally(() => {
        renewing = undefined;
      });
      await renewing;
    },
  };
};

const expired = (message: string, cause?: unknown): CallFailed =>
  new CallFailed({ kind: 'session', message }, cause === undefined ? undefined : { cause });

const renewed = async (renewal: Renewal): Promise<string> => {
  const answer = Promise.withResolvers<string>();
  await renewal(undefined as never, (error, token) => {
    if (error) answer.reject(error);
    else answer.resolve(token ?? '');
  }).catch(answer.reject);
  try {
    return await answer.promise;
  } catch (error) {
    const code = networkCodeIn(error);
    if (code !== undefined) throw new CallFailed({ kind: 'network', code, sent: 'maybe' }, { cause: error });
    throw expired(`it could not be renewed (${error instanceof Error ? error.message : String(error)})`, error);
  }
};

/** A renewal that met a broken network says nothing about the login. */
const networkCodeIn = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(code)) return code;
  return networkCodeIn(cause);
};
