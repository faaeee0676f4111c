import { API_VERSION } from '../http/api-versions.ts';
import { canonicalId } from '../identity/ids.ts';
import type { Org } from '../org.ts';
import type { DeployOptions, OrgUser, ZipEntries } from '../metadata/types.ts';
import type { CancelAnswer } from './queue.ts';
import type { DeployJob } from './job.ts';
import { optionsRefusal, unpack, type CallRefusal } from './submission.ts';
import { quickDeployRefusal, type QuickDeployRefusal } from './validation.ts';

/** What a deploy call carries, whichever API it came by. */
export interface DeployCall {
  readonly zip: Buffer | undefined;
  readonly options: DeployOptions;
  readonly apiVersion: number;
}

type Refused = { readonly refused: CallRefusal };

/** Queues a deploy or validation. */
export const deploy = async (org: Org, call: DeployCall): Promise<DeployJob | Refused> => {
  const refused = optionsRefusal(call.options, { kind: org.identity.kind, apiVersion: call.apiVersion });
  if (refused) return { refused };
  const unpacked = await unpack(call.zip, org.limits);
  if ('refused' in unpacked) return unpacked;
  const job: DeployJob = {
    id: org.ids.next('0Af'),
    options: call.options,
    apiVersion: call.apiVersion,
    createdBy: org.identity.user,
    createdDate: org.now(),
    status: 'Pending',
    ...('broken' in unpacked ? { brokenZip: unpacked.broken } : unpacked),
    ...(call.zip && { zip: call.zip }),
  };
  org.deploys.submit(job);
  return job;
};

/** Queues files that did not come by the wire: a colleague's deploy. */
export const submitEntries = (org: Org, entries: ZipEntries, by: OrgUser): DeployJob => {
  const job: DeployJob = {
    id: org.ids.next('0Af'),
    options: { rollbackOnError: true, singlePackage: true },
    apiVersion: Number(API_VERSION),
    createdBy: by,
    createdDate: org.now(),
    status: 'Pending',
    entries,
  };
  org.deploys.submit(job);
  return job;
};

/** One spelling of "no" per reason; the client reads the code INVALID_ID_FIELD as "cannot be quick-deployed". */
const QUICK_DEPLOY_WORDS: Readonly<Record<QuickDeployRefusal, string>> = {
  unknown: 'invalid cross reference id',
  notAValidation: 'The deployment is not a validation (checkOnly) and cannot be quick-deployed',
  notSucceeded: 'The validation has not succeeded',
  testsDidNotQualify: 'The validation ran no Apex tests or did not meet the code coverage requirements',
  expired: 'The validation is older than ten days',
  voidedByDeploy: 'The validation no longer qualifies: another deployment was made after it',
};

/** Queues the quick deploy of a validation; it gets an id of its own. */
export const deployRecentValidation = async (
  org: Org,
  validationId: string,
  apiVersion: number,
): Promise<DeployJob | Refused> => {
  const id = canonicalId(validationId);
  const reason = quickDeployRefusal(org.deploys.jobs, id ?? '', { now: org.now(), voidedAt: org.validationsVoidedAt });
  const validation = id === undefined ? undefined : org.deploys.find(id);
  if (reason !== undefined || !validation)
    return {
      refused: {
        code: reason === 'unknown' ? 'INVALID_CROSS_REFERENCE_KEY' : 'INVALID_ID_FIELD',
        message: QUICK_DEPLOY_WORDS[reason ?? 'unknown'],
      },
    };
  const unpacked = await unpack(validation.zip, org.limits);
  if (!('entries' in unpacked)) throw new Error(`validation ${validation.id} lost its zip`);
  const job: DeployJob = {
    id: org.ids.next('0Af'),
    options: { ...validation.options, checkOnly: false },
    apiVersion,
    createdBy: org.identity.user,
    createdDate: org.now(),
    validatedDeployRequestId: validation.id,
    status: 'Pending',
    entries: unpacked.entries,
  };
  org.deploys.submit(job);
  return job;
};

/** Words of a refused cancel; "Deployment already completed" is Salesforce's own, the other is ours. */
export const cancelRefusal = (answer: CancelAnswer): CallRefusal | undefined => {
  if (!('refused' in answer)) return undefined;
  switch (answer.refused) {
    case 'unknown':
      return { code: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id' };
    case 'ended':
      return { code: 'INVALID_ID_FIELD', message: 'Deployment already completed' };
    case 'finalizing':
      return { code: 'INVALID_OPERATION', message: 'The deployment is being finalized and cannot be canceled' };
  }
};
