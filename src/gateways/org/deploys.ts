import type { Connection, SubmitOutcome } from './connection.ts';
import type { DeployRequest } from './deploy-calls.ts';
import { openDeployChannel, type DeployChannel, type DeployStatusRead } from './deploy-channel.ts';
import type { DeployRequests } from './deploy-requests.ts';
import type { DeployRecord, DetailsIfRead } from './deploy-record.ts';
import { verdictOf } from './deploy-verdict.ts';
import { waitForDeploy, type DeployEnding, type DeployWait } from './deploy-wait.ts';
import { resolveLostSubmission, type LostSubmission, type SubmissionFate } from './lost-submission.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';

/**
 * What became of a request that changes the org. `answerLost` is not a failure: the org may have taken it. The gateway
 * never sends it again; `resolveSubmission` tells what became of it.
 */
export type Submission =
  | { readonly kind: 'accepted'; readonly id: string }
  /** Nothing was started: the org said no, or no connection came about. */
  | { readonly kind: 'refused'; readonly error: OrgError }
  /** `since` is the org's own clock just before sending. */
  | { readonly kind: 'answerLost'; readonly since: Date; readonly error: OrgError };

/** Sends deploys and follows them. */
export interface Deploys {
  /** Deploys or validates; always `rollbackOnError`, never `purgeOnDelete`. */
  deploy(request: DeployRequest): Promise<Submission>;
  /** Commits a validation that still qualifies. The id accepted is a new one: that is the one to wait for. */
  quickDeploy(validationId: string, expectedOrgId: string): Promise<Submission>;
  /** Asks the org to cancel; the ending is read by `awaitDeploy`. `refused` when it has ended or is being finalized. */
  cancel(id: string, expectedOrgId: string): Promise<Submission>;
  deployStatus(id: string, patience?: Patience): Promise<DeployRecord & DetailsIfRead>;
  awaitDeploy(id: string, wait: DeployWait): Promise<DeployEnding>;
  /**
   * What became of a submission whose answer was lost. `neverArrived` only after the org has said nothing of it for a
   * minute: until then it may be on its way. Throws `OrgError` while that is open.
   */
  resolveSubmission(lost: LostSubmission, patience?: Patience): Promise<SubmissionFate>;
}

interface Facts {
  readonly apiVersion: string;
  readonly expectOrg: (orgId: string, patience?: Patience) => Promise<Date>;
  readonly findDeploys: DeployRequests['findDeploys'];
  /** Milliseconds of silence after which a lost request is said never to have arrived. */
  readonly quiet: number;
}

export const openDeploys = (connection: Connection, facts: Facts): Deploys => {
  const { timing } = connection;
  const channel = openDeployChannel(connection, facts.apiVersion);
  /** Ids the org gave us: none of them is one whose answer was lost. */
  const known: string[] = [];
  /** Deploys found again, by the time they were sent: each is the answer to that one loss only. */
  const found = new Map<number, string>();

  const submit = async (orgId: string, callOf: Parameters<DeployChannel['submit']>[0]): Promise<Submission> => {
    const clock = await facts.expectOrg(orgId);
    const outcome = await channel.submit(callOf);
    if ('value' in outcome) known.push(outcome.value);
    return submissionOf(outcome, clock);
  };

  const statusOf = async (id: string, patience?: Patience): Promise<DeployStatusRead> => {
    const outcome = await channel.status(id, true, patience);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };

  return {
    deploy: (request) => submit(request.expectedOrgId, (calls) => calls.deploy(request)),
    quickDeploy: (validationId, orgId) => submit(orgId, (calls) => calls.quickDeploy(validationId)),
    cancel: async (id, orgId) => {
      await facts.expectOrg(orgId);
      return cancelDeploy(channel, statusOf, id);
    },
    deployStatus: statusOf,
    awaitDeploy: (id, wait) =>
      waitForDeploy(connection, id, { ask: (details, patience) => channel.status(id, details, patience), wait }),
    resolveSubmission: async ({ except = [], ...lost }, patience) => {
      const at = lost.since.getTime();
      const others = [...found].filter(([since]) => since !== at).map(([, id]) => id);
      const search = { ...lost, except: [...except, ...known, ...others] };
      const fate = await resolveLostSubmission({ timing, ...facts }, search, patience);
      if (fate.kind === 'arrived') found.set(at, fate.record.id);
      return fate;
    },
  };
};

const submissionOf = (outcome: SubmitOutcome<string>, since: Date): Submission => {
  if ('value' in outcome) return { kind: 'accepted', id: outcome.value };
  const { error } = outcome;
  return outcome.because === 'answerLost' ? { kind: 'answerLost', since, error } : { kind: 'refused', error };
};

/** A cancel names its deploy: asked again until the record shows it, or shows that there is nothing left to cancel. */
const cancelDeploy = async (
  channel: DeployChannel,
  statusOf: (id: string) => Promise<DeployStatusRead>,
  id: string,
): Promise<Submission> => {
  try {
    await channel.cancel(id, async () => {
      const record = await statusOf(id);
      return record.status === 'Canceling' || verdictOf(record) !== 'running';
    });
    return { kind: 'accepted', id };
  } catch (error) {
    if (error instanceof OrgError) return { kind: 'refused', error };
    throw error;
  }
};
