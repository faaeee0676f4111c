import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** One request as the org sees it. Leading slashes of the path are collapsed: real clients send `//services/...`. */
export interface OrgRequest {
  readonly method: string;
  /** Decoded path without the query, beginning with one slash. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface OrgResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
}

/**
 * One operation of the org's API. `operation` is the name by which faults are forced and the request log speaks
 * (`deploy`, `checkDeployStatus`, `query`, `bulkIngestUpload` …). Named groups of `pattern` arrive as `parameters`.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly pattern: RegExp;
  readonly operation: string;
  handle(request: OrgRequest, parameters: Readonly<Record<string, string>>): OrgResponse | Promise<OrgResponse>;
}

/** A JSON answer. */
export const json = (body: unknown, status = 200): OrgResponse => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify(body),
});

/** A REST error as Salesforce words it: an array of one `{errorCode, message}`. */
export const restError = (status: number, errorCode: string, message: string): OrgResponse =>
  json([{ message, errorCode }], status);
