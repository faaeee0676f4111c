import { cancelRefusal, deploy, deployRecentValidation } from '../deploy/calls.ts';
import type { RetrieveResult } from '../deploy/retrieve-job.ts';
import { retrieveResult, startRetrieve } from '../deploy/retrieves.ts';
import { deployResult } from '../deploy/result.ts';
import { isTestLevel } from '../deploy/submission.ts';
import type { OrgResponse } from '../http/route.ts';
import { canonicalId } from '../identity/ids.ts';
import { describeMetadata, listMetadata } from '../metadata/retrieve/listing.ts';
import type { DeployOptions, TestLevel } from '../metadata/types.ts';
import type { Org } from '../org.ts';
import { metadataResult, soapFault, type SoapCall } from './envelope.ts';
import { child, children, textOf, textsOf, type XmlElement, type XmlValue } from './xml.ts';

type Operation = (org: Org, call: SoapCall, apiVersion: number) => OrgResponse | Promise<OrgResponse>;

const boolean = (element: XmlElement | undefined, name: string): boolean | undefined => {
  const text = textOf(element, name);
  return text === undefined || text === '' ? undefined : text === 'true' || text === '1';
};

const optional = <Name extends string, Value>(name: Name, value: Value | undefined): { [key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { [key in Name]?: Value });

const readTestLevel = (element: XmlElement | undefined): TestLevel | undefined => {
  const level = textOf(element, 'testLevel');
  return level !== undefined && isTestLevel(level) ? level : undefined;
};

const readOptions = (element: XmlElement | undefined): DeployOptions => ({
  ...optional('checkOnly', boolean(element, 'checkOnly')),
  ...optional('ignoreWarnings', boolean(element, 'ignoreWarnings')),
  // The API's own default is false; production refuses that.
  rollbackOnError: boolean(element, 'rollbackOnError') ?? false,
  ...optional('singlePackage', boolean(element, 'singlePackage')),
  ...optional('purgeOnDelete', boolean(element, 'purgeOnDelete')),
  ...optional('allowMissingFiles', boolean(element, 'allowMissingFiles')),
  ...optional('autoUpdatePackage', boolean(element, 'autoUpdatePackage')),
  ...optional('testLevel', readTestLevel(element)),
  runTests: textsOf(element, 'runTests').filter((name) => name !== ''),
});

const unknownId = (): OrgResponse => soapFault('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');

const asXml = (value: unknown): XmlValue => value as XmlValue;

const onDeploy: Operation = async (org, call, apiVersion) => {
  const options = child(call.body, 'DeployOptions');
  const level = textOf(options, 'testLevel');
  if (level !== undefined && !isTestLevel(level))
    return soapFault('INVALID_TYPE', `'${level}' is not a valid value for the enum 'TestLevel'`);
  const answer = await deploy(org, { zip: call.zipFile, options: readOptions(options), apiVersion });
  if ('refused' in answer) return soapFault(answer.refused.code, answer.refused.message);
  return metadataResult('deploy', { done: false, id: answer.id, state: 'Queued' });
};

const onCheckDeployStatus: Operation = (org, call) => {
  const id = canonicalId(textOf(call.body, 'asyncProcessId') ?? '');
  const job = id === undefined ? undefined : org.deploys.find(id);
  if (!job) return unknownId();
  const result = deployResult(job, org.now(), boolean(call.body, 'includeDetails') ?? false);
  return metadataResult('checkDeployStatus', asXml(result));
};

const onDeployRecentValidation: Operation = async (org, call, apiVersion) => {
  const answer = await deployRecentValidation(org, textOf(call.body, 'validationId') ?? '', apiVersion);
  if ('refused' in answer) return soapFault(answer.refused.code, answer.refused.message);
  return metadataResult('deployRecentValidation', answer.id);
};

const onCancelDeploy: Operation = (org, call) => {
  // The WSDL calls the argument `String`, jsforce sends `id`.
  const id = canonicalId(textOf(call.body, 'id') ?? textOf(call.body, 'String') ?? '');
  const answer = org.deploys.cancel(id ?? '', org.identity.user, org.now());
  const refused = cancelRefusal(answer);
  if (refused) return soapFault(refused.code, refused.message);
  return metadataResult('cancelDeploy', { done: 'done' in answer && answer.done, id });
};

const onRetrieve: Operation = (org, call, apiVersion) => {
  const asked = child(call.body, 'retrieveRequest') ?? child(call.body, 'request');
  const unpackaged = child(asked, 'unpackaged');
  const job = startRetrieve(org, {
    request: {
      apiVersion: textOf(unpackaged, 'version') ?? textOf(asked, 'apiVersion') ?? `${apiVersion}.0`,
      types: children(unpackaged, 'types').map((type) => ({
        name: textOf(type, 'name') ?? '',
        members: textsOf(type, 'members'),
      })),
    },
    packageNames: textsOf(asked, 'packageNames').filter((name) => name !== ''),
    singlePackage: boolean(asked, 'singlePackage') ?? false,
  });
  return metadataResult('retrieve', { done: false, id: job.id, state: 'Queued' });
};

const retrieveStatus = (id: string, result: RetrieveResult, includeZip: boolean): XmlValue => {
  if ('code' in result)
    return {
      done: true,
      errorMessage: result.message,
      errorStatusCode: result.code,
      id,
      status: 'Failed',
      success: false,
    };
  const { fileProperties, messages, zip } = result;
  const files = { fileProperties: asXml(fileProperties), id, messages: asXml(messages) };
  return { done: true, ...files, status: 'Succeeded', success: true, ...(includeZip && { zipFile: zip }) };
};

const onCheckRetrieveStatus: Operation = (org, call) => {
  const id = canonicalId(textOf(call.body, 'asyncProcessId') ?? '');
  const job = org.retrieves.find((each) => each.id === id);
  if (!job) return unknownId();
  const result = retrieveResult(org, job);
  if (!result)
    return metadataResult('checkRetrieveStatus', { done: false, id: job.id, status: 'InProgress', success: false });
  return metadataResult(
    'checkRetrieveStatus',
    retrieveStatus(job.id, result, boolean(call.body, 'includeZip') !== false),
  );
};

const onDescribeMetadata: Operation = (org, call) =>
  metadataResult('describeMetadata', {
    metadataObjects: asXml(describeMetadata(textOf(call.body, 'asOfVersion') ?? '')),
    organizationNamespace: '',
    partialSaveAllowed: org.identity.kind !== 'production',
    testRequired: org.identity.kind === 'production',
  });

/** At most three queries in one call (meta_listmetadata.htm; documented). */
const QUERIES_PER_CALL = 3;

const onListMetadata: Operation = (org, call) => {
  const queries = children(call.body, 'queries');
  if (queries.length > QUERIES_PER_CALL)
    return soapFault('LIMIT_EXCEEDED', `Maximum number of queries is ${QUERIES_PER_CALL}`);
  const found = [];
  for (const query of queries) {
    const type = textOf(query, 'type') ?? '';
    const folder = textOf(query, 'folder');
    const listed = listMetadata(org.metadata, { type, ...optional('folder', folder) });
    if (!listed) return soapFault('INVALID_TYPE', `Unknown type:${type}`);
    found.push(...listed);
  }
  return metadataResult('listMetadata', asXml(found));
};

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ['deploy', onDeploy],
  ['checkDeployStatus', onCheckDeployStatus],
  ['deployRecentValidation', onDeployRecentValidation],
  ['cancelDeploy', onCancelDeploy],
  ['retrieve', onRetrieve],
  ['checkRetrieveStatus', onCheckRetrieveStatus],
  ['describeMetadata', onDescribeMetadata],
  ['listMetadata', onListMetadata],
]);

export const METADATA_OPERATIONS: readonly string[] = [...OPERATIONS.keys()];

/** Answers a Metadata API call. Operations the org does not model are refused as an endpoint without them would. */
export const answerMetadataCall = (org: Org, call: SoapCall, apiVersion: number): OrgResponse | Promise<OrgResponse> =>
  OPERATIONS.get(call.operation)?.(org, call, apiVersion) ??
  soapFault(
    'INVALID_TYPE',
    `No operation available for request {http://soap.sforce.com/2006/04/metadata}${call.operation}`,
  );
