import type { Connection } from './connection.ts';
import type { Patience } from './patience.ts';
import type { Row } from './queries.ts';
import { jsonBody, restCall } from './rest.ts';

/** A change of one record by its id: safe to send again. */
export interface ToolingUpdate {
  readonly sobject: string;
  readonly id: string;
  readonly body: Row;
  readonly expectedOrgId: string;
  /** Looks whether the change is there already; asked before it is sent again. */
  readonly isDone?: () => Promise<boolean>;
}

export interface ToolingUpdates {
  toolingUpdate(update: ToolingUpdate): Promise<void>;
}

/**
 * Changes one record of the Tooling API by its id. The same values twice are the same as once, so a lost answer is
 * answered by sending again, unless `isDone` sees the change. Throws `OrgError`, or `Refused` (`orgMismatch`).
 */
export const toolingUpdate = async (
  org: {
    readonly connection: Connection;
    readonly apiVersion: string;
    readonly expectOrg: (orgId: string) => Promise<unknown>;
  },
  { sobject, id, body, expectedOrgId, isDone = () => Promise.resolve(false) }: ToolingUpdate,
  patience?: Patience,
): Promise<void> => {
  await org.expectOrg(expectedOrgId);
  const path = `/services/data/v${org.apiVersion}/tooling/sobjects/${encodeURIComponent(sobject)}/${encodeURIComponent(id)}`;
  const call = restCall({ method: 'PATCH', path, body: jsonBody(body) }, () => undefined);
  await org.connection.change(call, isDone, patience);
};
