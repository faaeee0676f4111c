import { redacted } from '../redacted.ts';

/** Why an org could not be asked, or what it answered instead. One spelling: reason, message key, error name. */
export type OrgErrorReason =
  /** No alias was given and no `target-org` is configured. */
  | 'noDefaultOrg'
  /** The alias or username is not among the orgs this machine is logged in to. */
  | 'unknownAlias'
  /** The login on this machine cannot be read (encryption key gone, file damaged). */
  | 'unreadableLogin'
  /** The org no longer accepts the session and it could not be renewed. */
  | 'expiredSession'
  /** No connection: name not found, refused, reset, timed out, proxy. */
  | 'unreachable'
  /** An answer that is not the API's: HTML, cut JSON, a record of another job. */
  | 'garbledAnswer'
  /** The org answered with an error code of its own; `code` holds it. */
  | 'refusedByOrg'
  /** The daily API calls are used up, or too many calls run at once. */
  | 'apiLimit'
  /** The user lacks a right. */
  | 'noPermission'
  /** Reads went on failing until the time given was over. */
  | 'deadlinePassed'
  /** The caller interrupted the wait. */
  | 'interrupted'
  /** A zip from the org holds names or sizes that are not safe to take. */
  | 'unsafeZip';

export interface OrgErrorFacts extends ErrorOptions {
  /** Salesforce's error code (`INVALID_ID_FIELD`) or the network's (`ECONNRESET`). */
  readonly code?: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** What a person can do next, one step a line. */
  readonly actions?: readonly string[];
}

/** The org, or the way to it, said no: in its own words, without secrets. */
export class OrgError extends Error {
  public readonly reason: OrgErrorReason;
  public readonly code: string | undefined;
  public readonly status: number | undefined;
  public readonly actions: readonly string[];

  public constructor(reason: OrgErrorReason, message: string, facts: OrgErrorFacts = {}) {
    super(redacted(message), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'OrgError';
    this.reason = reason;
    this.code = facts.code;
    this.status = facts.status;
    this.actions = (facts.actions ?? []).map(redacted);
  }
}
