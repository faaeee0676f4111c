import { cancelRefusal, deploy, deployRecentValidation } from '../deploy/calls.ts';
import type { DeployJob } from '../deploy/job.ts';
import { deployResult, wireOptions } from '../deploy/result.ts';
import { isTestLevel, type CallRefusal } from '../deploy/submission.ts';
import { canonicalId } from '../identity/ids.ts';
import type { DeployOptions } from '../metadata/types.ts';
import { multipartOf } from './multipart.ts';
import type { Org } from '../org.ts';
import { json, restError, type OrgRequest, type OrgResponse, type Route } from './route.ts';

const BASE = '^/services/data/v(?<version>\\d+)\\.0/metadata/deployRequest';

const refusal = ({ code, message }: CallRefusal): OrgResponse =>
  restError(code === 'INVALID_CROSS_REFERENCE_KEY' ? 404 : 400, code, `${code}: ${message}`);

const badRequest = (message: string): OrgResponse => restError(400, 'INVALID_MULTIPART_REQUEST', message);
const parseError = (message: string): OrgResponse => restError(400, 'JSON_PARSER_ERROR', message);

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseObject = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const FLAGS = [
  'checkOnly',
  'ignoreWarnings',
  'singlePackage',
  'purgeOnDelete',
  'allowMissingFiles',
  'autoUpdatePackage',
] as const;

const readOptions = (given: JsonObject): DeployOptions | CallRefusal => {
  const level = given['testLevel'] ?? undefined;
  if (level !== undefined && !(typeof level === 'string' && isTestLevel(level)))
    return { code: 'INVALID_TYPE', message: `${JSON.stringify(level)} is not a valid value for the enum 'TestLevel'` };
  const runTests = Array.isArray(given['runTests']) ? given['runTests'].map(String) : [];
  return {
    ...Object.fromEntries(
      FLAGS.filter((flag) => given[flag] !== undefined).map((flag) => [flag, given[flag] === true]),
    ),
    rollbackOnError: given['rollbackOnError'] === true,
    ...(level !== undefined && { testLevel: level }),
    runTests,
  };
};

const location = (org: Org, job: DeployJob, version: string): JsonObject => ({
  id: job.id,
  url: `/services/data/v${version}.0/metadata/deployRequest/${job.id}`,
  deployOptions: wireOptions(job.options),
  deployResult: deployResult(job, org.now(), false),
  validatedDeployRequestId: job.validatedDeployRequestId ?? null,
});

const onMultipart = async (org: Org, request: OrgRequest, version: string): Promise<OrgResponse> => {
  const parts = await multipartOf(request);
  if (!parts) return badRequest('The multipart body cannot be read');
  const content = parseObject(parts.get('entity_content')?.toString('utf8') ?? '');
  if (!content || !isObject(content['deployOptions']))
    return parseError('entity_content must hold {"deployOptions": {…}}');
  const options = readOptions(content['deployOptions']);
  if ('code' in options) return refusal(options);
  const answer = await deploy(org, { zip: parts.get('file'), options, apiVersion: Number(version) });
  return 'refused' in answer ? refusal(answer.refused) : json(location(org, answer, version), 201);
};

const onQuickDeploy = async (org: Org, request: OrgRequest, version: string): Promise<OrgResponse> => {
  const id = parseObject(request.body.toString('utf8'))?.['validatedDeployRequestId'];
  if (typeof id !== 'string') return parseError('validatedDeployRequestId is missing');
  const answer = await deployRecentValidation(org, id, Number(version));
  return 'refused' in answer ? refusal(answer.refused) : json(location(org, answer, version), 201);
};

const onStatus = (org: Org, request: OrgRequest, id: string): OrgResponse => {
  const job = org.deploys.find(canonicalId(id) ?? '');
  if (!job) return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
  const includeDetails = request.query.get('includeDetails') === 'true';
  return json({
    id: job.id,
    url: request.path,
    deployOptions: wireOptions(job.options),
    deployResult: deployResult(job, org.now(), includeDetails),
  });
};

const onCancel = (org: Org, request: OrgRequest, id: string): OrgResponse => {
  const wanted = parseObject(request.body.toString('utf8'))?.['deployResult'];
  if (!isObject(wanted) || wanted['status'] !== 'Canceling')
    return parseError('only {"deployResult":{"status":"Canceling"}} can be patched');
  const refused = cancelRefusal(org.deploys.cancel(canonicalId(id) ?? '', org.identity.user, org.now()));
  return refused ? refusal(refused) : onStatus(org, request, id);
};

/** Deploys by REST (Metadata API guide, meta_rest_deploy.htm). */
export const deployRoutes = (org: Org): readonly Route[] => [
  {
    method: 'POST',
    pattern: new RegExp(`${BASE}/?$`),
    operation: 'deploy',
    handle: (request, { version = '' }) =>
      /^multipart\/form-data/i.test(request.headers['content-type'] ?? '')
        ? onMultipart(org, request, version)
        : onQuickDeploy(org, request, version),
  },
  {
    method: 'GET',
    pattern: new RegExp(`${BASE}/(?<id>\\w+)$`),
    operation: 'checkDeployStatus',
    handle: (request, { id = '' }) => onStatus(org, request, id),
  },
  {
    method: 'PATCH',
    pattern: new RegExp(`${BASE}/(?<id>\\w+)$`),
    operation: 'cancelDeploy',
    handle: (request, { id = '' }) => onCancel(org, request, id),
  },
];
