import { z } from 'zod';
import type { Connection } from './connection.ts';
import type { DeployRecord } from './deploy-record.ts';
import { sameId } from './deploy-result.ts';
import { endedStatuses, mayBeRunning } from './deploy-verdict.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { queryAll, soqlText } from './queries.ts';
import { count, flag, instant, present, text, words } from './wire-fields.ts';

export interface DeploySearch {
  /** Created at or after, by the org's clock. */
  readonly since: Date;
  readonly checkOnly?: boolean;
  /** Default true: only the connection's own user. */
  readonly byMe?: boolean;
  /** Only this user, by id, instead. */
  readonly by?: string;
  /** Ids that are known to be something else. */
  readonly except?: readonly string[];
}

/** The org's list of deploys. */
export interface DeployRequests {
  /** Newest first. Deploys, validations and quick deploys of everybody, as far back as the org keeps them. */
  recentDeploys(limit: number, patience?: Patience): Promise<readonly DeployRecord[]>;
  /** Queued, running, being canceled or finalized, and statuses this version does not know. Oldest first. */
  runningDeploys(patience?: Patience): Promise<readonly DeployRecord[]>;
  /** Undefined when the org has no such record. */
  deployRequest(id: string, patience?: Patience): Promise<DeployRecord | undefined>;
  /** Oldest first. */
  findDeploys(search: DeploySearch, patience?: Patience): Promise<readonly DeployRecord[]>;
}

const row = z.object({
  Id: z.string(),
  Status: z.string(),
  CheckOnly: flag,
  NumberComponentsDeployed: count,
  NumberComponentsTotal: count,
  NumberComponentErrors: count,
  NumberTestsCompleted: count,
  NumberTestsTotal: count,
  NumberTestErrors: count,
  CreatedDate: instant,
  StartDate: instant,
  CompletedDate: instant,
  CreatedById: text,
  CreatedBy: z.object({ Name: text }).nullish(),
  CanceledBy: z.object({ Name: text }).nullish(),
  StateDetail: text,
  ErrorStatusCode: text,
  ErrorMessage: words,
});

/** Tooling API, DeployRequest (tooling_api_objects_deployrequest.htm; documented). Kept for about 30 days. */
const select =
  'SELECT Id, Status, CheckOnly, NumberComponentsDeployed, NumberComponentsTotal, NumberComponentErrors, ' +
  'NumberTestsCompleted, NumberTestsTotal, NumberTestErrors, CreatedDate, StartDate, CompletedDate, CreatedById, ' +
  'CreatedBy.Name, CanceledBy.Name, StateDetail, ErrorStatusCode, ErrorMessage FROM DeployRequest';

const recordOf = (wire: unknown): DeployRecord => {
  const read = row.parse(wire);
  return present({
    id: read.Id,
    status: read.Status,
    done: !mayBeRunning(read.Status),
    success: read.Status === 'Succeeded',
    checkOnly: read.CheckOnly,
    components: {
      done: read.NumberComponentsDeployed,
      total: read.NumberComponentsTotal,
      errors: read.NumberComponentErrors,
    },
    tests: { done: read.NumberTestsCompleted, total: read.NumberTestsTotal, errors: read.NumberTestErrors },
    createdDate: read.CreatedDate,
    startDate: read.StartDate,
    completedDate: read.CompletedDate,
    createdById: read.CreatedById,
    createdByName: read.CreatedBy?.Name,
    canceledByName: read.CanceledBy?.Name,
    stateDetail: read.StateDetail,
    errorCode: read.ErrorStatusCode,
    errorMessage: read.ErrorMessage,
  });
};

/** `myId` gives the id of the connection's own user. */
export const openDeployRequests = (
  connection: Connection,
  facts: { readonly apiVersion: string; readonly myId: (patience?: Patience) => Promise<string> },
): DeployRequests => {
  const ask = async (rest: string, patience?: Patience): Promise<DeployRecord[]> =>
    queryAll(connection, { soql: `${select} ${rest}`, tooling: true, ...facts, read: recordOf }, patience);
  return {
    recentDeploys: (limit, patience) => ask(`ORDER BY CreatedDate DESC LIMIT ${Math.trunc(limit)}`, patience),
    runningDeploys: (patience) =>
      ask(`WHERE Status NOT IN (${endedStatuses.map(soqlText).join(', ')}) ORDER BY CreatedDate`, patience),
    deployRequest: async (id, patience) => (await ask(`WHERE Id = ${soqlText(id)}`, patience).catch(noSuchId))[0],
    findDeploys: async ({ since, checkOnly, byMe = true, by, except = [] }, patience) => {
      const user = by ?? (byMe ? await facts.myId(patience) : undefined);
      const conditions = [
        `CreatedDate >= ${since.toISOString()}`,
        ...(checkOnly === undefined ? [] : [`CheckOnly = ${checkOnly}`]),
        ...(user === undefined ? [] : [`CreatedById = ${soqlText(user)}`]),
      ];
      const found = await ask(`WHERE ${conditions.join(' AND ')} ORDER BY CreatedDate`, patience);
      return found.filter(({ id }) => !except.some((known) => sameId(known, id)));
    },
  };
};

/** Text that is no id at all, or whose checking characters are wrong, names no deploy. */
const noSuchId = (error: unknown): DeployRecord[] => {
  if (error instanceof OrgError && error.code === 'INVALID_QUERY_FILTER_OPERATOR') return [];
  throw error;
};
