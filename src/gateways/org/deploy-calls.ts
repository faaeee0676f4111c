import { z } from 'zod';
import type { TestLevel } from '../../release/test-level.ts';
import type { Call } from './connection.ts';
import type { DeployRecord, DetailsIfRead } from './deploy-record.ts';
import { readDeployDetails, readDeployResult } from './deploy-result.ts';
import { callTimeout, jsonBody, restCall } from './rest.ts';
import { soapCall } from './soap.ts';

export interface DeployRequest {
  /** `package.xml` at the root. */
  readonly zip: Uint8Array;
  readonly checkOnly: boolean;
  /** The org on the live connection must be this one: 18 characters. Else `Refused` (`orgMismatch`), nothing sent. */
  readonly expectedOrgId: string;
  readonly testLevel?: TestLevel;
  /** Classes, for `RunSpecifiedTests`. */
  readonly tests?: readonly string[];
  /** Default false: a warning fails the deploy. */
  readonly ignoreWarnings?: boolean;
  /** Default: the org's newest. The package's own `<version>` decides how components are read. */
  readonly apiVersion?: string;
}

/** A deploy by one of the two APIs that take it. REST is usual; SOAP is there for orgs without the REST resource. */
export interface DeployCalls {
  deploy(request: DeployRequest): Call<string>;
  quickDeploy(validationId: string): Call<string>;
  status(id: string, details: boolean): Call<DeployRecord & DetailsIfRead>;
  cancel(id: string): Call<undefined>;
}

/** Whole or not at all, and what is deleted stays in the recycle bin. */
const optionsOf = (request: DeployRequest): Readonly<Record<string, unknown>> => ({
  rollbackOnError: true,
  singlePackage: true,
  purgeOnDelete: false,
  allowMissingFiles: false,
  autoUpdatePackage: false,
  performRetrieve: false,
  checkOnly: request.checkOnly,
  ignoreWarnings: request.ignoreWarnings ?? false,
  ...(request.testLevel !== undefined && { testLevel: request.testLevel }),
  ...(request.tests !== undefined && request.tests.length > 0 && { runTests: request.tests }),
});

const boundary = 'sf-release-4f0e5a1b9c7d';

/** The part names and their order are those that Salesforce's own client sends. */
const multipart = ({ zip }: DeployRequest, options: unknown): Buffer =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="package.xml"\r\n` +
        `Content-Type: application/zip\r\n\r\n`,
    ),
    zip,
    Buffer.from(
      `\r\n--${boundary}\r\nContent-Disposition: form-data; name="entity_content"\r\n` +
        `Content-Type: application/json\r\n\r\n${JSON.stringify({ deployOptions: options })}\r\n--${boundary}--\r\n`,
    ),
  ]);

const withId = z.object({ id: z.string().regex(/^0Af\w{12}(\w{3})?$/) });
const withResult = z.object({ deployResult: z.unknown() });

const readStatus = (result: unknown, id: string, details: boolean): DeployRecord & DetailsIfRead => {
  const record = readDeployResult(result, id);
  return details && record.done ? { ...record, details: readDeployDetails(result) } : record;
};

export const restDeployCalls = (apiVersion: string): DeployCalls => {
  const path = (version: string): string => `/services/data/v${version}/metadata/deployRequest`;
  const at = (id: string): string => `${path(apiVersion)}/${encodeURIComponent(id)}`;
  const submit = (version: string, body: { type: string; content: string | Buffer }): Call<string> =>
    restCall(
      { method: 'POST', path: path(version), body, timeout: callTimeout.large },
      (json) => withId.parse(json).id,
    );
  return {
    deploy: (request) =>
      submit(request.apiVersion ?? apiVersion, {
        type: `multipart/form-data; boundary=${boundary}`,
        content: multipart(request, optionsOf(request)),
      }),
    quickDeploy: (validationId) => submit(apiVersion, jsonBody({ validatedDeployRequestId: validationId })),
    status: (id, details) =>
      restCall({ path: `${at(id)}?includeDetails=${details}`, timeout: timeoutOf(details) }, (json) =>
        readStatus(withResult.parse(json).deployResult, id, details),
      ),
    cancel: (id) =>
      restCall(
        { method: 'PATCH', path: at(id), body: jsonBody({ deployResult: { status: 'Canceling' } }) },
        () => undefined,
      ),
  };
};

const timeoutOf = (details: boolean): number => (details ? callTimeout.large : callTimeout.small);

export const soapDeployCalls = (apiVersion: string): DeployCalls => ({
  deploy: (request) =>
    soapCall(
      {
        operation: 'deploy',
        apiVersion: request.apiVersion ?? apiVersion,
        timeout: callTimeout.large,
        content: { ZipFile: Buffer.from(request.zip).toString('base64'), DeployOptions: optionsOf(request) },
      },
      ({ results }) => withId.parse(results[0]).id,
    ),
  quickDeploy: (validationId) =>
    soapCall(
      { operation: 'deployRecentValidation', apiVersion, timeout: callTimeout.large, content: { validationId } },
      ({ results }) => withId.parse({ id: results[0] }).id,
    ),
  status: (id, details) =>
    soapCall(
      {
        operation: 'checkDeployStatus',
        apiVersion,
        timeout: timeoutOf(details),
        content: { asyncProcessId: id, includeDetails: details },
      },
      ({ results }) => readStatus(results[0], id, details),
    ),
  // The WSDL calls the argument `String`.
  cancel: (id) => soapCall({ operation: 'cancelDeploy', apiVersion, content: { String: id } }, () => undefined),
});
