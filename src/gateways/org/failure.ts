import { OrgError, type OrgErrorReason } from './org-error.ts';

/** What went wrong with one call, told apart by cause and not by wording. */
export type Failure =
  /** `sent: 'no'` only when no connection came about, so that the org cannot have seen the request. */
  | { readonly kind: 'network'; readonly code: string; readonly sent: 'no' | 'maybe'; readonly via?: string }
  /** Something answered, but not the API: HTML, cut JSON, a login page, a record of another job. */
  | { readonly kind: 'garbled'; readonly detail: string; readonly status: number; readonly after?: number }
  /** The API's own no. SOAP faults come without a status: all of them are sent with 500. */
  | {
      readonly kind: 'api';
      readonly code: string;
      readonly message: string;
      readonly status?: number;
      /** Milliseconds the org asks us to wait (`Retry-After`). */
      readonly after?: number;
    }
  | { readonly kind: 'session'; readonly message: string }
  | { readonly kind: 'interrupted' };

/** Carries a failure from where it is seen to the retry rule. Never leaves the gateway. */
export class CallFailed extends Error {
  public readonly failure: Failure;

  public constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.kind, options);
    this.name = 'CallFailed';
    this.failure = failure;
  }
}

/** The certificate is not trusted: waiting does not help. */
export const isCertificateProblem = (code: string): boolean =>
  /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER))/.test(code);

const apiReasons: ReadonlyMap<string, OrgErrorReason> = new Map([
  ['REQUEST_LIMIT_EXCEEDED', 'apiLimit'],
  ['INSUFFICIENT_ACCESS', 'noPermission'],
  ['INSUFFICIENT_ACCESS_OR_READONLY', 'noPermission'],
  ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'noPermission'],
  ['API_DISABLED_FOR_ORG', 'noPermission'],
]);

const apiActions: Partial<Record<OrgErrorReason, readonly string[]>> = {
  apiLimit: [
    'Wait until the calls of the last 24 hours have recovered: see Setup, System Overview. Then run it again.',
  ],
  noPermission: ['Give the user what is missing, or log in as somebody who has it, and run the command again.'],
};

const networkWords = (code: string, via: string | undefined): { message: string; actions: readonly string[] } => {
  const through = via === undefined ? '' : ` through the proxy ${via}`;
  if (isCertificateProblem(code))
    return {
      message: `The org's certificate is not trusted${through} (${code}).`,
      actions: ['Set NODE_EXTRA_CA_CERTS to the certificate of your company or proxy.'],
    };
  return {
    message: `The org could not be reached${through} (${code}).`,
    actions: [
      'Check the network and run the command again.',
      via === undefined
        ? 'Behind a proxy, set https_proxy.'
        : `Check the proxy ${via}, or list the org's host in no_proxy.`,
    ],
  };
};

const loginAgain = 'Log in again: sf org login web --alias <alias> (or the way your CI logs in).';

/** The failure as an error for whoever asked. `trace` is what the failure was made from. */
export const orgErrorOf = (failure: Failure, trace?: unknown): OrgError => {
  const cause = trace === undefined ? {} : { cause: trace };
  switch (failure.kind) {
    case 'network': {
      const { message, actions } = networkWords(failure.code, failure.via);
      return new OrgError('unreachable', message, { code: failure.code, actions, ...cause });
    }
    case 'garbled':
      return new OrgError('garbledAnswer', `The org's answer cannot be read: ${failure.detail}.`, {
        status: failure.status,
        actions: ['Look at https://status.salesforce.com, then run the command again.'],
        ...cause,
      });
    case 'session':
      return new OrgError('expiredSession', `The org no longer accepts the session: ${failure.message}`, {
        code: 'INVALID_SESSION_ID',
        actions: [loginAgain],
        ...cause,
      });
    case 'interrupted':
      return new OrgError('interrupted', 'The wait for the org was interrupted.', cause);
    case 'api': {
      const reason = apiReasons.get(failure.code) ?? 'refusedByOrg';
      return new OrgError(reason, wordsOf(failure), {
        code: failure.code,
        actions: apiActions[reason] ?? [],
        ...(failure.status !== undefined && { status: failure.status }),
        ...cause,
      });
    }
  }
};

/** Salesforce often repeats the code at the head of the message. */
const wordsOf = ({ code, message }: { code: string; message: string }): string =>
  message.startsWith(code) ? `The org said ${message}` : `The org said ${code}: ${message}`;
