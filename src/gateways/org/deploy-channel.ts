import type { Call, Connection, ReadOutcome, SubmitOutcome } from './connection.ts';
import { restDeployCalls, soapDeployCalls, type DeployCalls } from './deploy-calls.ts';
import type { DeployRecord, DetailsIfRead } from './deploy-record.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';

export type DeployStatusRead = DeployRecord & DetailsIfRead;

/** Deploy calls by REST, and by SOAP where the org has them only there. */
export interface DeployChannel {
  readonly submit: (callOf: (calls: DeployCalls) => Call<string>) => Promise<SubmitOutcome<string>>;
  readonly status: (id: string, details: boolean, patience?: Patience) => Promise<ReadOutcome<DeployStatusRead>>;
  /** Throws `OrgError`. */
  readonly cancel: (id: string, isDone: () => Promise<boolean>) => Promise<void>;
}

/** Codes by which an org says that it has no deploys by REST. Nothing was started when it says so. */
const withoutRest: ReadonlySet<string> = new Set(['NOT_FOUND', 'API_DISABLED_FOR_ORG', 'FUNCTIONALITY_NOT_ENABLED']);

const saysNoRest = (error: unknown): boolean => error instanceof OrgError && withoutRest.has(error.code ?? '');

export const openDeployChannel = (connection: Connection, apiVersion: string): DeployChannel => {
  const rest = restDeployCalls(apiVersion);
  const soap = soapDeployCalls(apiVersion);
  return {
    submit: async (callOf) => {
      const outcome = await connection.submit(callOf(rest));
      const noRest = 'error' in outcome && outcome.because === 'refused' && saysNoRest(outcome.error);
      return noRest ? connection.submit(callOf(soap)) : outcome;
    },
    // REST says "not found" both of an unknown deploy and of itself where it is off: SOAP tells which.
    status: async (id, details, patience) => {
      const outcome = await connection.attempt(rest.status(id, details), patience);
      const noRest = 'error' in outcome && outcome.because === 'refused' && saysNoRest(outcome.error);
      return noRest ? connection.attempt(soap.status(id, details), patience) : outcome;
    },
    cancel: async (id, isDone) => {
      try {
        await connection.change(rest.cancel(id), isDone);
      } catch (error) {
        if (!saysNoRest(error)) throw error;
        await connection.change(soap.cancel(id), isDone);
      }
    },
  };
};
