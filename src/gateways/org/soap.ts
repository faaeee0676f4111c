import Builder from 'fast-xml-builder';
import type { XmlElement } from '../../release/xml/xml-element.ts';
import { decodeXml, parseXml } from '../../release/xml/xml-parse.ts';
import type { Call } from './connection.ts';
import { CallFailed } from './failure.ts';
import type { HttpAnswer } from './http.ts';
import { callTimeout, garbled } from './rest.ts';

/** What an element of an answer holds: text, or its children by name; repeated ones as a list. */
export type SoapValue = string | SoapValue[] | { readonly [name: string]: SoapValue };

export interface SoapAnswer {
  /** One per `<result>`: none when a list is empty. */
  readonly results: readonly SoapValue[];
  /** The decoded `<zipFile>`, which is cut out before the XML is parsed. */
  readonly zipFile?: Buffer;
}

export interface SoapRequest {
  readonly operation: string;
  /** Becomes XML: lists are repeated elements. */
  readonly content: Readonly<Record<string, unknown>>;
  /** `67.0` */
  readonly apiVersion: string;
  readonly timeout?: number;
  /** Default `metadata`. The partner API can do with records what REST and Bulk cannot. */
  readonly api?: 'metadata' | 'partner';
}

const services = {
  metadata: { path: 'm', namespace: 'http://soap.sforce.com/2006/04/metadata' },
  partner: { path: 'u', namespace: 'urn:partner.soap.sforce.com' },
} as const;

const builder = new Builder({ format: false, suppressEmptyNode: false });

const envelope = (token: string, { operation, content, api = 'metadata' }: SoapRequest): string =>
  `<?xml version="1.0" encoding="UTF-8"?>` +
  `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${services[api].namespace}">` +
  `<soapenv:Header>${builder.build({ SessionHeader: { sessionId: token }, CallOptions: { client: 'sf-release' } })}</soapenv:Header>` +
  `<soapenv:Body>${builder.build({ [operation]: content })}</soapenv:Body></soapenv:Envelope>`;

/** A call of a SOAP API. `read` throws anything when the answer is not of the shape expected. */
export const soapCall = <T>(request: SoapRequest, read: (answer: SoapAnswer) => T): Call<T> => ({
  request: ({ instanceUrl, token }) => ({
    method: 'POST',
    url: `${instanceUrl}/services/Soap/${services[request.api ?? 'metadata'].path}/${request.apiVersion}`,
    timeout: request.timeout ?? callTimeout.small,
    headers: { 'content-type': 'text/xml; charset=UTF-8', soapaction: '""', 'user-agent': 'sf-release' },
    body: envelope(token, request),
  }),
  decode: (answer) => {
    try {
      return read(readAnswer(answer, request.operation));
    } catch (error) {
      throw error instanceof CallFailed ? error : garbled(answer, error);
    }
  },
});

const opening = Buffer.from('<zipFile>');
const closing = Buffer.from('</zipFile>');

/** Base64 of megabytes is no food for an XML parser. */
const cutZipFile = (body: Buffer): { xml: Buffer; zipFile?: Buffer } => {
  const start = body.indexOf(opening);
  const end = start < 0 ? -1 : body.indexOf(closing, start);
  if (end < 0) return { xml: body };
  return {
    xml: Buffer.concat([body.subarray(0, start), body.subarray(end + closing.length)]),
    zipFile: Buffer.from(body.subarray(start + opening.length, end).toString('latin1'), 'base64'),
  };
};

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const child = ({ children }: XmlElement, name: string): XmlElement | undefined =>
  children.find((each) => localName(each.name) === name);

const readAnswer = ({ status, body }: HttpAnswer, operation: string): SoapAnswer => {
  const { xml, zipFile } = cutZipFile(body);
  const content = child(parseXml(decodeXml(xml)), 'Body')?.children[0];
  if (content === undefined) throw new Error('no content in the SOAP Body');
  if (localName(content.name) === 'Fault') throw new CallFailed(faultOf(content));
  if (status !== 200 || localName(content.name) !== `${operation}Response`)
    throw new Error('an answer to nothing asked');
  const results = content.children.filter(({ name }) => localName(name) === 'result').map(valueOf);
  return { results, ...(zipFile && { zipFile }) };
};

const faultOf = (fault: XmlElement): CallFailed['failure'] => {
  const code = localName(child(fault, 'faultcode')?.text ?? 'FAULT');
  const message = child(fault, 'faultstring')?.text ?? code;
  return code === 'INVALID_SESSION_ID' ? { kind: 'session', message } : { kind: 'api', code, message };
};

const valueOf = (element: XmlElement): SoapValue => {
  if (element.children.length === 0) return element.text ?? '';
  const fields = new Map<string, SoapValue>();
  for (const each of element.children) {
    const name = localName(each.name);
    const value = valueOf(each);
    const before = fields.get(name);
    if (before === undefined) fields.set(name, value);
    else if (Array.isArray(before)) before.push(value);
    else fields.set(name, [before, value]);
  }
  return Object.fromEntries(fields);
};
