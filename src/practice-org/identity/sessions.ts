import { randomBytes, timingSafeEqual } from 'node:crypto';

/** The access tokens an org honours. */
export interface Sessions {
  /** The newest token. */
  readonly current: string;
  /** Buys a new access token; never expires. */
  readonly refreshToken: string;
  issue(): string;
  isValid(token: string): boolean;
  /** From now on every token issued so far is refused (INVALID_SESSION_ID). */
  expireAll(): void;
}

/** What a restarted org remembers, so that clients stay logged in. */
export interface KeptSession {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const same = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));

/** Tokens look like Salesforce's: 15 characters of org id, `!`, then letters and digits. */
export const sessions = (orgId: string, kept?: KeptSession): Sessions => {
  const fresh = (): string => `${orgId.slice(0, 15)}!${randomBytes(40).toString('hex')}`;
  const refreshToken = kept?.refreshToken ?? `5Aep${randomBytes(40).toString('hex')}`;
  let current = kept?.accessToken ?? fresh();
  let valid = [current];
  return {
    get current() {
      return current;
    },
    refreshToken,
    issue() {
      current = fresh();
      valid.push(current);
      return current;
    },
    isValid: (token) => valid.some((known) => same(known, token)),
    expireAll() {
      valid = [];
    },
  };
};
