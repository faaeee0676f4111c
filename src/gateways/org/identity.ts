import { z } from 'zod';
import type { OrgKind } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import type { Call, Connection } from './connection.ts';
import { CallFailed } from './failure.ts';
import type { HttpAnswer } from './http.ts';
import type { Patience } from './patience.ts';
import { headerOf, restCall } from './rest.ts';
import type { Session } from './session.ts';
import { flag, text } from './wire-fields.ts';

/** Who answers on this connection, read from the org itself; nothing here is secret. */
export interface OrgIdentity {
  /** 18 characters, from `Organization` on the very connection. */
  readonly orgId: string;
  readonly name: string;
  /** `NA139`; the key of the status site. */
  readonly instanceName: string;
  readonly kind: OrgKind;
  readonly username: string;
  /** The alias or username by which the org was opened; none when it is the configured default. */
  readonly calledBy?: string;
  readonly userId: string;
  readonly instanceUrl: string;
  /** `67.0`: the newest the org speaks. */
  readonly apiVersion: string;
}

const organization = z.object({
  Id: z.string().regex(/^00D[A-Za-z0-9]{15}$/),
  Name: z.string(),
  InstanceName: z.string(),
  IsSandbox: flag,
  TrialExpirationDate: text,
});

const organizations = z.object({ records: z.tuple([organization]) });
const user = z.object({ user_id: z.string().min(15), preferred_username: z.string().min(1) });
const versions = z.array(z.object({ version: z.string().regex(/^\d+\.0$/) })).min(1);

/** The newest API version of the org. Asked without cache: a wrong guess would read components in another form. */
export const newestVersionCall = (): Call<string> =>
  restCall({ path: '/services/data' }, (json) => {
    const numbers = versions.parse(json).map(({ version }) => Number(version));
    return `${Math.max(...numbers)}.0`;
  });

/** Sandbox and scratch orgs say IsSandbox; only the latter expire (as Salesforce's own CLI tells them apart). */
const kindOf = ({ IsSandbox, TrialExpirationDate }: z.output<typeof organization>): OrgKind => {
  if (!IsSandbox) return 'production';
  return TrialExpirationDate === undefined ? 'sandbox' : 'scratch';
};

const organizationCall = <T>(
  apiVersion: string,
  read: (found: z.output<typeof organization>, answer: HttpAnswer) => T,
): Call<T> => {
  const soql = 'SELECT Id, Name, InstanceName, IsSandbox, TrialExpirationDate FROM Organization';
  return restCall({ path: `/services/data/v${apiVersion}/query?q=${encodeURIComponent(soql)}` }, (json, answer) =>
    read(organizations.parse(json).records[0], answer),
  );
};

const userCall = (): Call<z.output<typeof user>> =>
  restCall({ path: '/services/oauth2/userinfo' }, (json) => user.parse(json));

export interface Identities {
  readonly identity: (patience?: Patience) => Promise<OrgIdentity>;
  readonly expectOrg: (orgId: string, patience?: Patience) => Promise<Date>;
  /** The user's id, asked once: a connection does not change its user. */
  readonly myId: (patience?: Patience) => Promise<string>;
}

/**
 * The org's clock as its answer tells it, in whole seconds. This machine's is no substitute: if it is wrong, what was
 * written since a moment is taken for older.
 */
const clockOf = (answer: HttpAnswer): Date => {
  const said = Date.parse(headerOf(answer, 'date') ?? '');
  if (!Number.isNaN(said)) return new Date(said);
  const detail = 'it has no Date header, and only that tells what was written since';
  throw new CallFailed({ kind: 'garbled', status: answer.status, detail });
};

interface Opened {
  readonly session: Session;
  readonly apiVersion: string;
  readonly calledBy?: string | undefined;
}

export const openIdentities = (connection: Connection, { session, apiVersion, calledBy }: Opened): Identities => {
  let me: string | undefined;
  return {
    identity: async (patience) => {
      const [org, whoami] = await Promise.all([
        connection.read(
          organizationCall(apiVersion, (found) => found),
          patience,
        ),
        connection.read(userCall(), patience),
      ]);
      return {
        orgId: org.Id,
        name: org.Name,
        instanceName: org.InstanceName,
        kind: kindOf(org),
        username: whoami.preferred_username,
        ...(calledBy === undefined ? {} : { calledBy }),
        userId: whoami.user_id,
        instanceUrl: session.instanceUrl,
        apiVersion,
      };
    },
    expectOrg: async (orgId, patience) => {
      const call = organizationCall(apiVersion, ({ Id }, answer) => ({
        actual: Id,
        clock: clockOf(answer),
      }));
      const { actual, clock } = await connection.read(call, patience);
      if (actual !== orgId) refuse({ reason: 'orgMismatch', expected: orgId, actual, where: 'connection' });
      return clock;
    },
    myId: async (patience) => (me ??= (await connection.read(userCall(), patience)).user_id),
  };
};
