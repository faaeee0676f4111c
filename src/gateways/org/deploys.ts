import type { Call, Connection, ReadOutcome, SubmitOutcome } from './connection.ts';
import { restDeployCalls, soapDeployCalls, type DeployCalls } from './deploy-calls.ts';
import type { DeployRecord } from './deploy-record.ts';
import { verdictOf } from './deploy-verdict.ts';
import { waitForDeploy } from './deploy-wait.ts';
import type { Deploys, DetailsIfRead, Patience, Submission } from './org.ts';
import { OrgError } from './org-error.ts';

/** Codes by which an org says that it has no deploys by REST. Nothing was started when it says so. */
const withoutRest: ReadonlySet<string> = new Set(['NOT_FOUND', 'API_DISABLED_FOR_ORG', 'FUNCTIONALITY_NOT_ENABLED']);

const saysNoRest = (error: OrgError): boolean => withoutRest.has(error.code ?? '');

type Part = 'deploy' | 'quickDeploy' | 'cancel' | 'deployStatus' | 'awaitDeploy';

export const openDeploys = (
  connection: Connection,
  facts: {
    readonly apiVersion: string;
    readonly expectOrg: (orgId: string, patience?: Patience) => Promise<Date>;
  },
): Pick<Deploys, Part> => {
  const rest = restDeployCalls(facts.apiVersion);
  const soap = soapDeployCalls(facts.apiVersion);

  const submit = async (expectedOrgId: string, callOf: (calls: DeployCalls) => Call<string>): Promise<Submission> => {
    const clock = await facts.expectOrg(expectedOrgId);
    let outcome = await connection.submit(callOf(rest));
    if ('error' in outcome && outcome.because === 'refused' && saysNoRest(outcome.error)) {
      outcome = await connection.submit(callOf(soap));
    }
    return submissionOf(outcome, clock);
  };

  /** REST first. It says "not found" both of an unknown deploy and of itself where it is off: SOAP tells which. */
  const ask = async (id: string, details: boolean, patience: Patience = {}): Promise<ReadOutcome<Status>> => {
    const outcome = await connection.attempt(rest.status(id, details), patience);
    if ('value' in outcome || outcome.because !== 'refused' || !saysNoRest(outcome.error)) return outcome;
    return connection.attempt(soap.status(id, details), patience);
  };

  const statusOf = async (id: string, patience?: Patience): Promise<Status> => {
    const outcome = await ask(id, true, patience);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };

  return {
    deploy: (request) => submit(request.expectedOrgId, (calls) => calls.deploy(request)),
    quickDeploy: (validationId, expectedOrgId) => submit(expectedOrgId, (calls) => calls.quickDeploy(validationId)),
    cancel: async (id, expectedOrgId) => {
      await facts.expectOrg(expectedOrgId);
      return cancelDeploy({ connection, rest, soap, statusOf }, id);
    },
    deployStatus: statusOf,
    awaitDeploy: (id, wait) =>
      waitForDeploy(connection, id, { ask: (details, patience) => ask(id, details, patience), wait }),
  };
};

type Status = DeployRecord & DetailsIfRead;

const submissionOf = (outcome: SubmitOutcome<string>, since: Date): Submission => {
  if ('value' in outcome) return { kind: 'accepted', id: outcome.value };
  const { error } = outcome;
  return outcome.because === 'answerLost' ? { kind: 'answerLost', since, error } : { kind: 'refused', error };
};

/** A cancel names its deploy: asked again until the record shows it, or shows that there is nothing left to cancel. */
const cancelDeploy = async (
  org: {
    readonly connection: Connection;
    readonly rest: DeployCalls;
    readonly soap: DeployCalls;
    readonly statusOf: (id: string) => Promise<Status>;
  },
  id: string,
): Promise<Submission> => {
  const isDone = async (): Promise<boolean> => {
    const record = await org.statusOf(id);
    return record.status === 'Canceling' || verdictOf(record) !== 'running';
  };
  try {
    await org.connection.change(org.rest.cancel(id), isDone).catch(async (error: unknown) => {
      if (!(error instanceof OrgError) || !saysNoRest(error)) throw error;
      await org.connection.change(org.soap.cancel(id), isDone);
    });
    return { kind: 'accepted', id };
  } catch (error) {
    if (error instanceof OrgError) return { kind: 'refused', error };
    throw error;
  }
};
