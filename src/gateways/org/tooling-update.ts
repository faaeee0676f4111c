import type { Connection } from './connection.ts';
import type { Patience, ToolingUpdate } from './org.ts';
import { jsonBody, restCall } from './rest.ts';

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
