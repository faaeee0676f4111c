import type { OrgKind, OrgUser } from '../metadata/types.ts';
import { randomPod, to18 } from './ids.ts';

/** Who an org is. Made once, kept in its state folder, never changed. */
export interface OrgIdentity {
  /** 18 characters. */
  readonly orgId: string;
  readonly name: string;
  readonly kind: OrgKind;
  readonly instanceName: string;
  readonly edition: string;
  readonly username: string;
  /** The administrator every caller acts as. */
  readonly user: OrgUser;
  /** Another administrator, who does what happens behind the caller's back. */
  readonly colleague: OrgUser;
  /** Part of all ids of this org. */
  readonly pod: string;
  readonly createdDate: string;
}

/** Two orgs of one name must not share a username: the CLI keeps logins by it. */
const usernameOf = (name: string, pod: string): string =>
  `admin@${name.replace(/[^a-z0-9]+/gi, '-')}.${pod}.practice`.toLowerCase();

/** A new org's identity; two calls never give the same ids. */
export const newIdentity = (name: string, kind: OrgKind, now: Date): OrgIdentity => {
  const pod = randomPod();
  return {
    orgId: to18(`00D${pod}000000`),
    name,
    kind,
    instanceName: kind === 'production' ? 'LOOP1' : 'LOOP1S',
    edition: kind === 'scratch' ? 'Developer Edition' : 'Enterprise Edition',
    username: usernameOf(name, pod),
    user: { id: to18(`005${pod}000001`), name: 'Practice Admin' },
    colleague: { id: to18(`005${pod}000002`), name: 'Somebody Else' },
    pod,
    createdDate: now.toISOString(),
  };
};
